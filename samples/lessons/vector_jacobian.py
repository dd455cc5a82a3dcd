# Why backward() wants a scalar, and what its argument gradient is: the vector of the product v @ J.
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = torch.stack([x[0] * x[1], x[1] * x[2]])
print("y =", y)
try:
    y.backward()
except RuntimeError as error:
    print("error:", error)

y.backward(torch.ones(2), retain_graph=True)
print("v = (1, 1):", x.grad)

x.grad = None
y.backward(torch.tensor([1.0, 10.0]), retain_graph=True)
print("v = (1, 10):", x.grad)

rows = []
for v in torch.eye(2):
    (row,) = torch.autograd.grad(y, x, v, retain_graph=True)
    rows.append(row)
print("one row at a time:", torch.stack(rows))


def f(x):
    return torch.stack([x[0] * x[1], x[1] * x[2]])


print("all at once:", torch.autograd.functional.jacobian(f, x.detach()))
