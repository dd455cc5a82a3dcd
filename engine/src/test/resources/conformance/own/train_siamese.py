"""Triplet, contrastive and cosine losses on an embedding network."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(13)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
anchor, positive, negative = torch.randn(5, 4), torch.randn(5, 4), torch.randn(5, 4)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-3)
for step in range(4):
    a, p, n = net(anchor), net(positive), net(negative)
    triplet = nn.TripletMarginLoss(margin=1.0)(a, p, n)
    cosine = nn.CosineEmbeddingLoss()(a, n, -torch.ones(5))
    contrastive = torch.relu(1.0 - F.pairwise_distance(a, n)).pow(2).mean()
    loss = triplet + 0.1 * cosine + 0.1 * contrastive
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{triplet.item():.4f} {cosine.item():.4f} {contrastive.item():.4f}")
z = F.normalize(net(anchor), dim=1)
similarity = z @ z.T / 0.5
similarity.fill_diagonal_(-1e9) if not similarity.requires_grad else None
mask = torch.eye(5, dtype=torch.bool)
print(F.cross_entropy(similarity.masked_fill(mask, -1e9), torch.tensor([1, 0, 3, 2, 0])), F.cosine_similarity(a, p), torch.cdist(a, n).shape, sep="\n")
