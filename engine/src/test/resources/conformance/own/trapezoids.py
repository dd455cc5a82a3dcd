# Areas by the trapezoidal rule, in every form of the places where the values were taken.
import warnings

import torch

y = torch.arange(12.0).view(3, 4).pow(2).requires_grad_()
rows, columns = torch.tensor([0.0, 1.0, 3.0]), torch.tensor([0.0, 1.0, 3.0, 4.0])
for rule in (torch.trapezoid, torch.cumulative_trapezoid):
    print(rule(y), rule(y, columns), rule(y, rows, dim=0), rule(y, dx=0.3), rule(y, dx=2, dim=0))
    print(rule(y, x=y.detach()), rule(torch.ones(2, 2, 3), torch.arange(6.0).view(2, 3)))
    print(rule(y, columns).grad_fn.name(), rule(torch.tensor([1, 2, 3])))
    gradient, = torch.autograd.grad(rule(y, rows, dim=0).sum(), y)
    print(gradient)
    for bad in (lambda: rule(torch.ones(3), torch.ones(2)), lambda: rule(torch.tensor([True]))):
        try:
            bad()
        except RuntimeError as e:
            print(e)
print(torch.cumulative_trapezoid(y).grad_fn.name(), torch.trapz(y).grad_fn.name())

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(2):
        print(torch.cross(torch.ones(2, 3, 3), torch.arange(18.0).view(2, 3, 3)))
    print(torch.tensor([1.0, 0.0, 2.0]).cross(torch.tensor([1.0, 2.0, 3.0]), -1))
    print([str(w.message).partition(" (Triggered")[0] for w in caught])
try:
    torch.cross(torch.ones(2), torch.ones(2))
except RuntimeError as e:
    print(e)
