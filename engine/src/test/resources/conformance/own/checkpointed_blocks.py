"""Recomputing activations: the same gradients, dropout's random numbers preserved."""
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

torch.manual_seed(0)
blocks = nn.Sequential(*[nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Dropout(0.3)) for _ in range(4)])
x = torch.randn(3, 4, requires_grad=True)
results = []
for mode in ("plain", "each", "sequential"):
    torch.manual_seed(1)
    blocks.zero_grad()
    x.grad = None
    if mode == "plain":
        y = blocks(x)
    elif mode == "each":
        y = x
        for block in blocks:
            y = checkpoint(block, y, use_reentrant=False)
    else:
        y = checkpoint_sequential(blocks, 2, x, use_reentrant=False)
    y.pow(2).sum().backward()
    results.append((y.detach(), x.grad.clone(), blocks[0][0].weight.grad.clone()))
    print(mode, f"{y.abs().sum().item():.4f} {x.grad.abs().sum().item():.4f}")
print(all(torch.allclose(a, b) for r in results[1:] for a, b in zip(results[0], r)))
calls = []
def f(a):
    calls.append(torch.is_grad_enabled())
    return a.exp()
checkpoint(f, x, use_reentrant=False).sum().backward()
print(calls)
