"""Skip-gram with negative samples, EmbeddingBag, and nearest neighbours by cosine."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(20)
center, context = nn.Embedding(6, 4), nn.Embedding(6, 4)
optimizer = torch.optim.SGD([*center.parameters(), *context.parameters()], lr=0.5)
pairs = torch.tensor([[0, 1], [1, 2], [2, 0], [3, 4], [4, 5]])
for epoch in range(4):
    negatives = torch.randint(0, 6, (5, 3))
    v = center(pairs[:, 0])
    positive = F.logsigmoid((v * context(pairs[:, 1])).sum(1))
    negative = F.logsigmoid(-torch.bmm(context(negatives), v.unsqueeze(2)).squeeze(2)).sum(1)
    loss = -(positive + negative).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, f"{loss.item():.4f}", center.weight.grad[5])
normed = F.normalize(center.weight.detach(), dim=1)
print((normed @ normed[0]).topk(3).indices.shape, center(torch.tensor(2)).shape)
bag = nn.EmbeddingBag(6, 4, mode="mean")
bag.weight.data.copy_(center.weight.data)
print(torch.allclose(bag(torch.tensor([0, 1, 2, 3]), torch.tensor([0, 2])), torch.stack([center.weight[:2].mean(0), center.weight[2:4].mean(0)])))
pad = nn.Embedding(4, 2, padding_idx=0)
pad(torch.tensor([[0, 1], [0, 2]])).sum().backward()
print(pad.weight[0], pad.weight.grad)
