# The first gradient: y = (x + 1)(x + 2) at x = 2, and dy/dx = (x + 2) + (x + 1) = 7.
import warnings

import torch

# reading .grad of a tensor that is no leaf warns; here that is what we want to see
warnings.filterwarnings("ignore", message="The .grad attribute")

x = torch.tensor(2.0, requires_grad=True)
a = x + 1
b = x + 2
y = a * b
y.backward()


def show(name, tensor):
    grad_fn = tensor.grad_fn.name() if tensor.grad_fn else None
    print(name, "=", tensor)
    print("  requires_grad:", tensor.requires_grad)
    print("  is_leaf:      ", tensor.is_leaf)
    print("  grad:         ", tensor.grad)
    print("  grad_fn:      ", grad_fn)


show("x", x)
show("a", a)
show("b", b)
show("y", y)

# autograd.grad returns the gradient instead of storing it. The first backward
# pass freed its graph, so the same graph is built again.
x2 = torch.tensor(2.0, requires_grad=True)
a2 = x2 + 1
b2 = x2 + 2
y2 = a2 * b2
(dy_dx,) = torch.autograd.grad(y2, x2)
print("autograd.grad returns", dy_dx, "and leaves x2.grad at", x2.grad)
