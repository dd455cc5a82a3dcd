# Higher derivatives: create_graph=True makes the gradient itself part of a graph.
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x ** 3
(first,) = torch.autograd.grad(y, x, create_graph=True)
(second,) = torch.autograd.grad(first, x, create_graph=True)
(third,) = torch.autograd.grad(second, x)
print("8, 12, 12, 6:", y.item(), first.item(), second.item(), third.item())

v = torch.tensor([1.0, 2.0], requires_grad=True)
f = v[0] ** 2 * v[1]
(gradient,) = torch.autograd.grad(f, v, create_graph=True)
hessian = torch.stack([torch.autograd.grad(g, v, retain_graph=True)[0] for g in gradient])
print("Hessian:", hessian)

# a gradient penalty: the loss contains a gradient, and is differentiated itself
w = torch.tensor(1.5, requires_grad=True)
x = torch.tensor(0.5, requires_grad=True)
out = torch.tanh(w * x)
(slope,) = torch.autograd.grad(out, x, create_graph=True)
penalty = (slope - 1) ** 2
penalty.backward()
print("slope", slope.item(), " d penalty / d w", w.grad.item())
