# An autoencoder squeezes eight numbers through two and gets them back.
import torch
from torch import nn

torch.manual_seed(0)
codes = torch.randn(32, 2)
mixing = torch.randn(2, 8)
x = torch.tanh(codes @ mixing)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 6), nn.ELU(), nn.Linear(6, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 6), nn.ELU(), nn.Linear(6, 8))

    def forward(self, x):
        return self.decoder(self.encoder(x))


model = Autoencoder()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(60):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), x)
    loss.backward()
    optimizer.step()
    if epoch % 20 == 19:
        print(epoch + 1, f"{loss.item():.3f}")
