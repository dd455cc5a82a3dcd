# A physics-informed net solves y' = -y, y(0) = 1 without data: its loss contains its derivative.
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
t = torch.linspace(0, 2, 12).unsqueeze(1).requires_grad_()
zero = torch.zeros(1, 1)
for epoch in range(40):
    optimizer.zero_grad()
    y = net(t)
    (dy,) = torch.autograd.grad(y.sum(), t, create_graph=True)
    equation = (dy + y).pow(2).mean()
    start = (net(zero) - 1).pow(2).mean()
    loss = equation + start
    loss.backward()
    optimizer.step()
    if epoch % 10 == 9:
        print(epoch + 1, f"equation {equation.item():.3f}", f"start {start.item():.3f}")
