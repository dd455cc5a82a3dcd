"""Residual blocks with shortcuts, their state dict, hooks on their activations, and freezing."""
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.shortcut = nn.Identity() if stride == 1 and c_in == c_out else nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(out)) + self.shortcut(x))

torch.manual_seed(19)
net = nn.Sequential(Block(1, 2), Block(2, 4, 2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
print(net)
shapes = {}
handles = [m.register_forward_hook(lambda m, i, o, n=n: shapes.__setitem__(n, tuple(o.shape))) for n, m in net.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
x = torch.randn(3, 1, 6, 6)
loss = nn.functional.cross_entropy(net(x), torch.tensor([0, 1, 0]))
loss.backward()
for h in handles:
    h.remove()
print(f"{loss.item():.4f}", shapes, list(net.state_dict())[:8], sum(p.numel() for p in net.parameters() if p.requires_grad), sep="\n")
for name, p in net.named_parameters():
    p.requires_grad = name.startswith("4.")
print([n for n, p in net.named_parameters() if p.requires_grad], sum(p.numel() for p in net.parameters() if p.requires_grad))
net.zero_grad()
net(x).sum().backward()
print(net[0].conv1.weight.grad, net[4].bias.grad)
for m in net.modules():
    if isinstance(m, nn.Conv2d):
        nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
    elif isinstance(m, nn.BatchNorm2d):
        nn.init.constant_(m.weight, 1)
print(f"{net[1].conv2.weight.std().item():.4f}")
