"""Weight decay by hand, L1, dropout, label smoothing, mixup, gradient noise and freezing."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(8, 4), torch.randint(0, 3, (8,))
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.25), nn.Linear(8, 3))
decay, rest = [], []
for name, p in net.named_parameters():
    (decay if p.dim() > 1 else rest).append(p)
opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}], lr=0.01)
for step in range(5):
    lam = torch.rand(1).item() * 0.5 + 0.5
    order = torch.randperm(8)
    mixed = lam * x + (1 - lam) * x[order]
    out = net(mixed)
    loss = lam * F.cross_entropy(out, y, label_smoothing=0.05) + (1 - lam) * F.cross_entropy(out, y[order])
    l1 = sum(p.abs().sum() for p in decay)
    l2 = sum((p**2).sum() for p in decay)
    total = loss + 1e-3 * l1 + 1e-3 * l2
    opt.zero_grad()
    total.backward()
    for p in net.parameters():
        p.grad.add_(torch.randn_like(p.grad), alpha=1e-3)
    norm = nn.utils.clip_grad_norm_(net.parameters(), 0.5)
    opt.step()
    print(step, f"{loss.item():.4f} {l1.item():.3f} {norm.item():.3f} {lam:.3f}")
net.eval()
with torch.no_grad():
    print(net(x).argmax(1).shape, f"{F.cross_entropy(net(x), y).item():.3f}")
net[0].requires_grad_(False)
opt.zero_grad()
F.cross_entropy(net(x), y).backward()
print([p.grad is None for p in net.parameters()])
