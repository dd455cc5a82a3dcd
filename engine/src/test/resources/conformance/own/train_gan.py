"""A generator against a discriminator: two optimisers, detach, and labels of ones and zeros."""
import torch
from torch import nn

torch.manual_seed(9)
G = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
D = nn.Sequential(nn.Linear(1, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Sigmoid())
opt_g = torch.optim.Adam(G.parameters(), lr=0.01, betas=(0.5, 0.999))
opt_d = torch.optim.Adam(D.parameters(), lr=0.01, betas=(0.5, 0.999))
bce = nn.BCELoss()
for step in range(4):
    real = 3 + 0.5 * torch.randn(6, 1)
    fake = G(torch.randn(6, 2))
    loss_d = bce(D(real), torch.ones(6, 1)) + bce(D(fake.detach()), torch.zeros(6, 1))
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    print(all(p.grad is None for p in G.parameters()) if step == 0 else "", end=" ")
    loss_g = bce(D(fake), torch.ones(6, 1))
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
    print(step, f"{loss_d.item():.4f} {loss_g.item():.4f}")
for p in D.parameters():
    p.requires_grad_(False)
loss = bce(D(G(torch.randn(2, 2))), torch.ones(2, 1))
loss.backward()
print(loss.requires_grad, [p.requires_grad for p in D.parameters()][:2])
