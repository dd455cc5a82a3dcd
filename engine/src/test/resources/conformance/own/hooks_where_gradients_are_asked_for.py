import torch
from torch.autograd.graph import register_multi_grad_hook

torch.manual_seed(0)
a = torch.rand(2, 3, requires_grad=True)
b = torch.rand(2, 3, requires_grad=True)
c = a * b
d = a * b


def tell(name):
    return lambda gradient: print("  hook of", name, gradient.sum())


for name, tensor in (("a", a), ("b", b), ("c", c), ("d", d)):
    tensor.register_hook(tell(name))
c.grad_fn.register_hook(lambda made, came: print("  node of c", [g is not None for g in made]))

print("all")
c.sum().backward(retain_graph=True)
print("backward(inputs=a)")
c.sum().backward(inputs=(a,), retain_graph=True)
print("grad of b")
print(torch.autograd.grad(c.sum(), b, retain_graph=True)[0].sum())
print("grad of c and b")
print([g.sum() for g in torch.autograd.grad(c.sum(), (c, b), retain_graph=True)])
print("grad of c")
print(torch.autograd.grad((c + d).sum(), c, retain_graph=True)[0].sum())
print("backward(inputs=c)")
c.retain_grad()
c.sum().backward(inputs=(c,), retain_graph=True)
print(c.grad.sum())

print("a hook that doubles")
double = c.register_hook(lambda gradient: gradient * 2)
print([g.sum() for g in torch.autograd.grad(c.sum(), (c, b), retain_graph=True)])
print([g.sum() for g in torch.autograd.grad(c.sum(), (c,), retain_graph=True)])
double.remove()

for mode in ("all", "any"):
    print("multi,", mode)
    say = lambda given: print("  called", [g is not None for g in given] if mode == "all" else given.sum())
    handle = register_multi_grad_hook((a, b, c, d), say, mode=mode)
    print(type(handle).__name__, isinstance(handle, torch.utils.hooks.RemovableHandle))
    c.sum().backward(retain_graph=True)
    (c + d).sum().backward(retain_graph=True)
    c.sum().backward(inputs=(a,), retain_graph=True)
    try:
        torch.autograd.grad(c.sum(), (c, b), retain_graph=True)
    except RuntimeError as e:
        print(e)
    handle.remove()
    c.sum().backward(inputs=(b,), retain_graph=True)
try:
    register_multi_grad_hook((a, b), print, mode="some")
except ValueError as e:
    print(e)
