"""A convolutional classifier of stripes, with pooling, dropout and batch norm."""
import torch
from torch import nn

torch.manual_seed(3)
images = torch.zeros(8, 1, 8, 8)
images[:4, :, ::2] = 1.0
images[4:, :, :, ::2] = 1.0
images += 0.1 * torch.randn_like(images)
labels = torch.tensor([0] * 4 + [1] * 4)
net = nn.Sequential(
    nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(4, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(8, 2),
)
optimizer = torch.optim.AdamW(net.parameters(), lr=0.02, weight_decay=0.01)
for epoch in range(6):
    net.train()
    optimizer.zero_grad()
    output = net(images)
    loss = nn.CrossEntropyLoss()(output, labels)
    loss.backward()
    optimizer.step()
    net.eval()
    with torch.no_grad():
        correct = (net(images).argmax(1) == labels).sum().item()
    print(f"{epoch}: loss={loss.item():.3f} correct={correct}/8")
print(net[1].running_mean, net[1].num_batches_tracked, [tuple(p.shape) for p in net.parameters()])
x = images[:1]
for layer in net:
    x = layer(x)
    print(type(layer).__name__, tuple(x.shape))
