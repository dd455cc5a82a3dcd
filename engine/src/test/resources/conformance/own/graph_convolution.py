"""Message passing with scatter_add and a normalised adjacency, for a small graph."""
import torch
from torch import nn

torch.manual_seed(26)
edges = torch.tensor([[0, 1, 2, 3, 0], [1, 2, 0, 0, 3]])
x = torch.randn(4, 3, requires_grad=True)
deg = torch.zeros(4).scatter_add_(0, edges[1], torch.ones(5)) + 1
A = torch.zeros(4, 4)
A[edges[1], edges[0]] = 1
A = A + torch.eye(4)
norm = deg.pow(-0.5)
A_hat = norm[:, None] * A * norm[None]
W = nn.Linear(3, 2, bias=False)
h = torch.relu(A_hat @ W(x))
messages = W(x)[edges[0]] * (norm[edges[0]] * norm[edges[1]]).unsqueeze(1)
summed = torch.zeros(4, 2).index_add(0, edges[1], messages) + W(x) / deg.unsqueeze(1)
print(deg, A_hat, torch.allclose(torch.relu(summed), h, atol=1e-6), sep="\n")
pooled = torch.stack([h[:2].mean(0), h[2:].max(0).values])
pooled.sum().backward()
print(x.grad, W.weight.grad, sep="\n")
s = torch.sparse_coo_tensor if False else None
