"""Gram matrices, total variation, matrix factorisation and low-rank updates."""
import torch
from torch import nn

torch.manual_seed(24)
features = torch.randn(1, 3, 4, 4, requires_grad=True)
def gram(f):
    b, c, h, w = f.shape
    m = f.view(b * c, h * w)
    return m @ m.t() / (b * c * h * w)
target = gram(torch.randn(1, 3, 4, 4)).detach()
style = nn.functional.mse_loss(gram(features), target)
variation = (features[..., 1:, :] - features[..., :-1, :]).abs().mean() + (features[..., 1:] - features[..., :-1]).abs().mean()
(style + 0.1 * variation).backward()
print(f"{style.item():.5f} {variation.item():.5f}", features.grad[0, 0, :2], sep="\n")
R = torch.tensor([[5.0, 3, 0, 1], [4, 0, 0, 1], [1, 1, 0, 5]])
P, Q = torch.rand(3, 2, requires_grad=True), torch.rand(4, 2, requires_grad=True)
known = R > 0
opt = torch.optim.Adagrad([P, Q], lr=0.3)
for step in range(20):
    opt.zero_grad()
    loss = ((P @ Q.T - R)[known] ** 2).mean() + 0.01 * (P.norm() ** 2 + Q.norm() ** 2)
    loss.backward()
    opt.step()
print(f"{loss.item():.3f}", (P @ Q.T).detach()[known])
base = nn.Linear(4, 4)
base.weight.requires_grad_(False)
A, B = nn.Parameter(torch.randn(2, 4) * 0.1), nn.Parameter(torch.zeros(4, 2))
out = nn.functional.linear(torch.ones(1, 4), base.weight + B @ A, base.bias)
out.sum().backward()
print(A.grad.abs().sum(), B.grad, base.weight.grad)
