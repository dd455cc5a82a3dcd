"""create_graph: gradient penalties, curvature, and a physics-informed loss."""
import torch
from torch import nn

x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
y = torch.sin(x) * x**2
(d1,) = torch.autograd.grad(y.sum(), x, create_graph=True)
(d2,) = torch.autograd.grad(d1.sum(), x, create_graph=True)
(d3,) = torch.autograd.grad(d2.sum(), x)
print(d1, d2, d3, sep="\n")
torch.manual_seed(18)
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
t = torch.linspace(0, 1, 7).view(-1, 1).requires_grad_()
for step in range(4):
    u = net(t)
    (du,) = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)
    (ddu,) = torch.autograd.grad(du, t, torch.ones_like(du), create_graph=True)
    loss = (ddu + u).pow(2).mean() + (net(torch.zeros(1, 1)) - 1).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.4f}")
critic = nn.Sequential(nn.Linear(2, 4), nn.Softplus(), nn.Linear(4, 1))
real = torch.randn(3, 2, requires_grad=True)
(g,) = torch.autograd.grad(critic(real).sum(), real, create_graph=True)
penalty = ((g.norm(2, dim=1) - 1) ** 2).mean()
penalty.backward()
print(f"{penalty.item():.4f}", [None if p.grad is None else round(p.grad.abs().sum().item(), 4) for p in critic.parameters()])
w = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, -1.0])
(g,) = torch.autograd.grad((w**3).sum(), w, create_graph=True)
(hv,) = torch.autograd.grad(g @ v, w)
print(hv, torch.autograd.functional.hvp(lambda w: (w**3).sum(), w.detach(), v))
