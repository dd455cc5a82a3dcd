"""Deep graphs: many operations in a row, wide sums, and shared subgraphs."""
import torch

x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(20000):
    y = y + 1e-4
y.backward()
print(x.grad, f"{y.item():.3f}")
x.grad = None
z = x * 1
for _ in range(30):
    z = z + z
z.backward()
print(z, x.grad)
h = torch.zeros(3)
w = (torch.eye(3) * 0.9).requires_grad_()
u = torch.ones(3, requires_grad=True)
for t in range(200):
    h = torch.tanh(h @ w + u)
h.sum().backward()
print(h, u.grad, w.grad.diag())
terms = [x * k for k in range(500)]
torch.stack(terms).sum().backward()
print(x.grad)
