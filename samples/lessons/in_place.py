# In-place operations, views and version counters: how autograd notices that a saved tensor changed.
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
a = w * 2
b = a.exp()
print("version of b:", b._version)
b.add_(1)
print("after add_:", b._version)
try:
    b.sum().backward()
except RuntimeError as error:
    print("error:", str(error)[:80])

# exp saves its result, but sum saves nothing: writing to another tensor is no harm
c = a + 1
c.mul_(10)
c.sum().backward()
print("harmless:", w.grad)

base = torch.zeros(3)
view = base[1:]
view.fill_(7.0)
print("the view writes into its base:", base, base._version, view._version)

try:
    w.add_(1)
except RuntimeError as error:
    print("error:", error)
with torch.no_grad():
    w.add_(1)
print("w =", w.data, "version", w._version)
