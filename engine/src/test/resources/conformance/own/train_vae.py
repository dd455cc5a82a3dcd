"""A variational autoencoder: reparametrised sampling, KL divergence, and its gradient."""
import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Normal, kl_divergence

torch.manual_seed(8)
x = torch.rand(5, 4)
enc, dec = nn.Linear(4, 4), nn.Linear(2, 4)
optimizer = torch.optim.Adam([*enc.parameters(), *dec.parameters()], lr=0.01)
for step in range(4):
    mu, logvar = enc(x).chunk(2, dim=1)
    std = torch.exp(0.5 * logvar)
    z = mu + std * torch.randn_like(std)
    recon = F.binary_cross_entropy_with_logits(dec(z), x, reduction="sum")
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    loss = recon + kld
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{recon.item():.3f} {kld.item():.4f} {loss.item():.3f}")
q = Normal(mu.detach(), std.detach())
print(f"{kl_divergence(q, Normal(torch.zeros_like(mu), torch.ones_like(std))).sum().item():.4f}", q.rsample().shape)
