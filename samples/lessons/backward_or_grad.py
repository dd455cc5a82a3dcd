# backward() fills the leaves; autograd.grad() returns gradients and leaves no trace.
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor(0.5, requires_grad=True)
x = torch.tensor([3.0, -1.0])

loss = (w @ x + b) ** 2
loss.backward()
print("after backward(): w.grad =", w.grad, " b.grad =", b.grad)

w.grad = None
b.grad = None
loss = (w @ x + b) ** 2
(dw,) = torch.autograd.grad(loss, w)
print("autograd.grad returns", dw)
print("and leaves w.grad =", w.grad, " b.grad =", b.grad)

# it can also ask for the gradient of something that is no leaf
h = w @ x + b
loss = h ** 2
dh, db = torch.autograd.grad(loss, (h, b))
print("d loss / d h =", dh, " d loss / d b =", db)
