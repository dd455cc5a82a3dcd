"""no_grad, enable_grad, set_grad_enabled and inference_mode, nested and as decorators."""
import torch

x = torch.ones(2, requires_grad=True)

@torch.no_grad()
def frozen(v):
    return v * 2

@torch.inference_mode()
def inferred(v):
    return v * 2

print(frozen(x).requires_grad, inferred(x).requires_grad, inferred(x).is_inference(), torch.is_grad_enabled())
with torch.no_grad():
    a = x * 2
    with torch.enable_grad():
        b = x * 2
    with torch.set_grad_enabled(True):
        c = x * 2
    p = torch.nn.Parameter(torch.ones(1))
    print(a.requires_grad, b.requires_grad, c.requires_grad, p.requires_grad, torch.is_grad_enabled(), a.is_leaf, a.grad_fn)
torch.set_grad_enabled(False)
print((x * 2).requires_grad)
torch.set_grad_enabled(True)
with torch.inference_mode():
    i = torch.ones(2)
    j = x + 1
print(i.is_inference(), j.requires_grad, torch.is_inference_mode_enabled(), torch.is_inference(j) if hasattr(torch, "is_inference") else "")
def generator():
    with torch.no_grad():
        yield torch.is_grad_enabled()
    yield torch.is_grad_enabled()
print(list(generator()))
def f():
    with torch.no_grad():
        raise ValueError("out")
try:
    f()
except ValueError:
    print(torch.is_grad_enabled())
for bad in (lambda: i.requires_grad_(), lambda: (i * x).sum().backward(), lambda: i.add_(1), lambda: a.backward(), lambda: a.requires_grad_().sum().backward()):
    try:
        print(bad())
    except RuntimeError as e:
        print(str(e)[:140])
d = x.detach()
d.requires_grad_()
print(d.is_leaf, d.grad_fn, x.detach().data_ptr() == x.data_ptr(), x.data.requires_grad, (x * 1).detach_().is_leaf)
v = x.detach()
v += 1
print(x, x._version, v._version)
