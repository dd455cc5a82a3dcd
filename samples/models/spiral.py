# Two spirals, told apart by a small network with mini-batches and weight decay.
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
t = torch.linspace(0.3, 1, 48)
points, labels = [], []
for arm in range(2):
    angle = 5 * t + math.pi * arm
    points.append(torch.stack([t * angle.cos(), t * angle.sin()], 1))
    labels.append(torch.full((48,), arm))
data = TensorDataset(torch.cat(points), torch.cat(labels))

model = nn.Sequential(
    nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 2)
)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.03)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(16):
    total, right = 0.0, 0
    for x, y in DataLoader(data, batch_size=24, shuffle=True):
        optimizer.zero_grad()
        logits = model(x)
        loss = loss_fn(logits, y)
        loss.backward()
        optimizer.step()
        total += loss.item()
        right += (logits.argmax(1) == y).sum().item()
    if epoch % 4 == 3:
        print(epoch + 1, f"loss {total / 4:.3f}", f"{right} of 96")
