import torch
from torch.autograd import functional as AF
f = lambda x: (x ** 3).sum() + x[0] * x[1]
g = lambda x, y: (x * y).sin()
x, y = torch.tensor([1.0, 2.0]), torch.tensor([0.5, -1.0])
print(AF.jacobian(lambda x: x ** 2 + x.sum(), x), AF.jacobian(g, (x, y)), AF.hessian(f, x), AF.hessian(lambda a, b: (a * b ** 2).sum(), (x, y)), sep="\n")
v = torch.tensor([1.0, -1.0])
print(AF.vjp(lambda x: x ** 2, x, v), AF.jvp(lambda x: x ** 2, x, v), AF.vhp(f, x, v), AF.hvp(f, x, v), sep="\n")
print(AF.vjp(g, (x, y), v), AF.jvp(g, (x, y), (v, v)), sep="\n")
j = AF.jacobian(lambda x: x ** 2, x.clone().requires_grad_(), create_graph=True)
print(j, j.requires_grad)
for bad in (lambda: AF.jacobian(lambda x: 3, x), lambda: AF.hessian(lambda x: x, x), lambda: AF.vjp(lambda x: x ** 2, x), lambda: AF.jacobian(lambda x: torch.ones(2), x, strict=True), lambda: AF.hvp(f, x, torch.ones(3))):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", e)
