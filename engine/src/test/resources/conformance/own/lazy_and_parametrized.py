"""Lazy layers, weight norm, spectral norm and orthogonal parametrisations."""
import torch
from torch import nn
from torch.nn.utils import parametrize
from torch.nn.utils.parametrizations import weight_norm

torch.manual_seed(0)
net = nn.Sequential(nn.LazyLinear(3), nn.ReLU(), nn.LazyLinear(1))
print(net)
net(torch.ones(2, 5))
print(net, [tuple(p.shape) for p in net.parameters()])
conv = nn.LazyConv2d(4, 3)
conv(torch.ones(1, 2, 5, 5))
print(conv, nn.LazyBatchNorm1d()(torch.randn(4, 3)).shape)
layer = weight_norm(nn.Linear(3, 2))
print([n for n, _ in layer.named_parameters()], layer.weight.shape, parametrize.is_parametrized(layer))
layer(torch.ones(1, 3)).sum().backward()
print(layer.parametrizations.weight.original0.grad.shape, layer.parametrizations.weight.original1.grad.abs().sum() > 0)
class Symmetric(nn.Module):
    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)
square = nn.Linear(3, 3)
parametrize.register_parametrization(square, "weight", Symmetric())
print(torch.equal(square.weight, square.weight.T), square, list(square.state_dict()))
parametrize.remove_parametrizations(square, "weight")
print(type(square.weight).__name__, list(square.state_dict()))
for bad in (lambda: nn.LazyLinear(2).weight.shape, lambda: torch.optim.SGD(nn.LazyLinear(2).parameters(), 0.1) and "made"):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).replace("\n", " ")[:120])
