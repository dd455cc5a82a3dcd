"""Packing what is saved for backward, on disk in spirit: counting, halving, and save_on_cpu."""
import torch

x = torch.randn(3, generator=torch.Generator().manual_seed(0), requires_grad=True)
count = []
def pack(t):
    count.append(tuple(t.shape))
    return t.clone()
def unpack(t):
    count.append("unpacked")
    return t
with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
    y = (x * x).exp().sum()
print(count)
y.backward()
print(count, torch.allclose(x.grad, 2 * x * (x * x).exp()))
with torch.autograd.graph.saved_tensors_hooks(lambda t: t.half(), lambda t: t.float()):
    z = x.sin() * x
z.sum().backward()
print(x.grad.shape)
with torch.autograd.graph.save_on_cpu():
    (x**3).sum().backward()
with torch.autograd.graph.disable_saved_tensors_hooks("no hooks here"):
    try:
        with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
            pass
    except RuntimeError as e:
        print(e)
