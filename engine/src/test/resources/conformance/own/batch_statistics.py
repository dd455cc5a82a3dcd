"""Batch norm in training and evaluation, its running statistics, and folding it into a layer."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
x = torch.randn(4, 3, 2) * 3 + 1
bn = nn.BatchNorm1d(3, momentum=0.3)
for _ in range(3):
    y = bn(x)
print(y.mean((0, 2)).abs().max() < 1e-5, y.var((0, 2), unbiased=False), bn.running_mean, bn.running_var, bn.num_batches_tracked)
bn.eval()
print(bn(x)[0, 0], bn.state_dict().keys())
cumulative = nn.BatchNorm1d(3, momentum=None)
for k in range(3):
    cumulative(x + k)
print(cumulative.running_mean, cumulative.momentum)
free = nn.BatchNorm1d(3, affine=False, track_running_stats=False)
print(free.weight, free.running_mean, free.eval()(x)[0, 0])
bn.train()
xg = x.clone().requires_grad_()
(bn(xg) * torch.arange(24.0).view(4, 3, 2)).sum().backward()
print(xg.grad.sum((0, 2)).abs().max() < 1e-4, bn.weight.grad, bn.bias.grad)
linear, norm = nn.Linear(3, 2), nn.BatchNorm1d(2)
norm.running_mean, norm.running_var = torch.tensor([0.5, -1.0]), torch.tensor([2.0, 0.5])
norm.eval()
scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
folded = F.linear(x[:, :, 0], linear.weight * scale[:, None], (linear.bias - norm.running_mean) * scale + norm.bias)
print(torch.allclose(folded, norm(linear(x[:, :, 0])), atol=1e-5))
ln, gn = nn.LayerNorm(3), nn.GroupNorm(1, 3)
print(ln(x.transpose(1, 2))[0], gn(x)[0], F.instance_norm(x)[0, 0], F.layer_norm(x, (3, 2)).shape, F.group_norm(x, 3)[0, 0], sep="\n")
bn.reset_running_stats()
print(bn.running_mean, bn.num_batches_tracked, bn)
