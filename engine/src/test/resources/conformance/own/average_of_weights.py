"""Exponential moving averages and stochastic weight averaging by hand."""
import copy
import torch
from torch import nn

torch.manual_seed(17)
model = nn.Linear(2, 1)
ema = copy.deepcopy(model)
for p in ema.parameters():
    p.requires_grad_(False)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
snapshots = []
for step in range(5):
    x = torch.randn(4, 2)
    optimizer.zero_grad()
    (model(x) - 1).pow(2).mean().backward()
    optimizer.step()
    with torch.no_grad():
        for e, p in zip(ema.parameters(), model.parameters()):
            e.mul_(0.9).add_(p, alpha=0.1)
    snapshots.append(torch.cat([p.detach().flatten() for p in model.parameters()]).clone())
print(ema.weight, ema.bias, torch.stack(snapshots).mean(0), sep="\n")
vector = nn.utils.parameters_to_vector(model.parameters())
print(vector, vector.grad_fn is not None)
nn.utils.vector_to_parameters(torch.stack(snapshots).mean(0), model.parameters())
print(model.weight, model.weight.is_leaf)
