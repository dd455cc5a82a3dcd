# An RNN and an LSTM learn to predict the next value of a wave.
import torch
from torch import nn

torch.manual_seed(0)
wave = torch.sin(torch.arange(24) * 0.5)
x = wave[:-1].reshape(1, -1, 1)
y = wave[1:].reshape(1, -1, 1)


class Predictor(nn.Module):
    def __init__(self, recurrent):
        super().__init__()
        self.recurrent = recurrent
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        states, _ = self.recurrent(x)
        return self.out(states)


for name, recurrent in [
    ("RNN", nn.RNN(1, 8, batch_first=True)),
    ("LSTM", nn.LSTM(1, 8, batch_first=True)),
]:
    model = Predictor(recurrent)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    for epoch in range(8):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if epoch % 4 == 3:
            print(name, epoch + 1, f"{loss.item():.3f}")
