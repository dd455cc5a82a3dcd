"""An autoencoder with tied shapes, L1 sparsity and a noisy input."""
import torch
from torch import nn

torch.manual_seed(7)
data = torch.eye(6)
encoder = nn.Sequential(nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 2))
decoder = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 6), nn.Sigmoid())
model = nn.Sequential(encoder, decoder)
optimizer = torch.optim.Adam([{"params": encoder.parameters(), "lr": 0.01}, {"params": decoder.parameters()}], lr=0.02)
for epoch in range(12):
    noisy = data + 0.05 * torch.randn(6, 6)
    code = encoder(noisy)
    loss = nn.functional.mse_loss(decoder(code), data) + 1e-3 * code.abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 4 == 0:
        print(epoch, f"{loss.item():.4f}", [g["lr"] for g in optimizer.param_groups])
print(model, model[1][2].weight.shape, dict(model.named_children()).keys())
