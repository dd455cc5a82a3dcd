"""The forward noising of a diffusion model and one training step of its noise predictor."""
import torch
from torch import nn

torch.manual_seed(22)
T = 10
betas = torch.linspace(1e-4, 0.02, T)
alphas = 1.0 - betas
bars = torch.cumprod(alphas, dim=0)
print(bars)
x0 = torch.randn(6, 2)
t = torch.randint(0, T, (6,))
noise = torch.randn_like(x0)
xt = bars[t].sqrt()[:, None] * x0 + (1 - bars[t]).sqrt()[:, None] * noise
print(t, xt[:2], sep="\n")
emb = nn.Embedding(T, 4)
net = nn.Sequential(nn.Linear(6, 16), nn.SiLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam([*emb.parameters(), *net.parameters()], lr=1e-2)
for step in range(4):
    loss = nn.functional.mse_loss(net(torch.cat([xt, emb(t)], 1)), noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.4f}")
with torch.no_grad():
    x = torch.randn(2, 2)
    for i in reversed(range(T)):
        predicted = net(torch.cat([x, emb(torch.full((2,), i))], 1))
        x = (x - betas[i] / (1 - bars[i]).sqrt() * predicted) / alphas[i].sqrt()
        x = x + betas[i].sqrt() * torch.randn_like(x) if i else x
print(x)
