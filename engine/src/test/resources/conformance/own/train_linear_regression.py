"""A line fitted by hand-written gradient descent, by nn.Linear with SGD, and by least squares."""
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 20).unsqueeze(1)
y = 3 * x + 0.5 + 0.1 * torch.randn(20, 1)
w, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
for epoch in range(30):
    loss = ((x * w + b - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.3 * w.grad
        b -= 0.3 * b.grad
        w.grad.zero_()
        b.grad = None
    if epoch % 10 == 0:
        print(epoch, f"{loss.item():.4f}", w, b)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for epoch in range(30):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
print(model.weight, model.bias, loss)
design = torch.cat([x, torch.ones_like(x)], 1)
print(torch.linalg.solve(design.T @ design, design.T @ y).flatten())
