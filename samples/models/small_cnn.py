# A small convolutional network tells horizontal from vertical bars.
import torch
from torch import nn

torch.manual_seed(0)
images = torch.zeros(16, 1, 8, 8)
labels = torch.arange(16) % 2
for i in range(16):
    place = (i // 2) % 8
    if labels[i] == 0:
        images[i, 0, place, :] = 1
    else:
        images[i, 0, :, place] = 1
images += 0.1 * torch.randn_like(images)


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(4, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
        )
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


model = Cnn()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(12):
    optimizer.zero_grad()
    logits = model(images)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    optimizer.step()
    if epoch % 4 == 3:
        right = (logits.argmax(1) == labels).sum().item()
        print(epoch + 1, f"loss {loss.item():.3f}", f"{right} of 16")
