# A variational autoencoder: the reparameterisation trick lets a gradient pass through sampling.
import torch
from torch import nn

torch.manual_seed(0)
x = torch.cat([torch.randn(16, 4) * 0.2 + 1, torch.randn(16, 4) * 0.2 - 1])


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(4, 8)
        self.mean = nn.Linear(8, 2)
        self.log_variance = nn.Linear(8, 2)
        self.decoder = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 4))

    def forward(self, x):
        h = torch.relu(self.encoder(x))
        mean, log_variance = self.mean(h), self.log_variance(h)
        noise = torch.randn_like(mean)
        code = mean + noise * (0.5 * log_variance).exp()
        return self.decoder(code), mean, log_variance


model = Vae()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(40):
    optimizer.zero_grad()
    back, mean, log_variance = model(x)
    reconstruction = (back - x).pow(2).sum(1).mean()
    divergence = -0.5 * (1 + log_variance - mean.pow(2) - log_variance.exp()).sum(1).mean()
    loss = reconstruction + 0.1 * divergence
    loss.backward()
    optimizer.step()
    if epoch % 10 == 9:
        print(epoch + 1, f"reconstruction {reconstruction.item():.2f}", f"KL {divergence.item():.2f}")
