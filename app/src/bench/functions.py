"""A transformer written with functions alone: a graph without modules."""
import torch
import torch.nn.functional as F

BLOCKS = 2
torch.manual_seed(0)


def parameters():
    shapes = [(8,), (8,), (24, 8), (24,), (8, 8), (8,), (8,), (8,), (32, 8), (32,), (8, 32), (8,)]
    return [(torch.randn(shape) * 0.1).requires_grad_() for shape in shapes]


def block(x, p):
    n, t, d = x.shape
    y = F.layer_norm(x, (d,), p[0], p[1])
    q, k, v = F.linear(y, p[2], p[3]).chunk(3, dim=-1)
    q = q.view(n, t, 2, -1).transpose(1, 2)
    k = k.view(n, t, 2, -1).transpose(1, 2)
    v = v.view(n, t, 2, -1).transpose(1, 2)
    score = q @ k.transpose(-2, -1) / 2
    mixed = F.softmax(score, dim=-1) @ v
    x = x + F.linear(mixed.transpose(1, 2).reshape(n, t, d), p[4], p[5])
    y = F.layer_norm(x, (d,), p[6], p[7])
    return x + F.linear(F.gelu(F.linear(y, p[8], p[9])), p[10], p[11])


blocks = [parameters() for _ in range(BLOCKS)]
x = torch.randn(2, 5, 8)
for p in blocks:
    x = block(x, p)
loss = x.square().mean()
loss.backward()
