"""pow in all its forms and the derivatives at the difficult places."""
import torch

for base, exponent in ((2.0, 3.0), (0.0, 0.0), (0.0, 2.0), (-2.0, 3.0), (-2.0, 0.5), (4.0, 0.5), (4.0, -0.5), (0.0, -1.0), (1e20, 2.0), (3.0, 1.0)):
    a, b = torch.tensor(base, requires_grad=True), torch.tensor(exponent, requires_grad=True)
    y = a**b
    y.backward()
    c = torch.tensor(base, requires_grad=True)
    (c**exponent).backward()
    d = torch.tensor(exponent, requires_grad=True)
    (base**d).backward()
    print(base, exponent, y.item(), a.grad.item(), b.grad.item(), c.grad.item(), d.grad.item())
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
for e in (0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.5):
    y = x**e
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    print(e, y.detach(), g.detach(), type(y.grad_fn).__name__, torch.autograd.grad(g.sum(), x, allow_unused=True)[0] if g.requires_grad else "constant")
print(torch.pow(2, torch.arange(4)), torch.pow(torch.tensor([2, 3]), 2), torch.tensor([2, 3]).pow(2.0), pow(torch.tensor(2.0), 3), x.detach().pow_(2), x.exp2() if hasattr(x, "exp2") else None, torch.tensor([2]) ** torch.tensor([0.5]), torch.tensor(-8.0) ** (1 / 3))
