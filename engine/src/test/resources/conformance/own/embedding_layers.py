import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)
e = nn.Embedding(5, 3, padding_idx=2)
i = torch.tensor([[0, 2], [4, 0]])
y = e(i); print(y, y.grad_fn.name()); y.sum().backward(); print(e.weight.grad)
m = nn.Embedding(4, 2, max_norm=1.0)
m.weight.data.mul_(5)
print(m(torch.tensor([1, 3])), m.weight)
f = nn.Embedding.from_pretrained(torch.arange(6.0).view(3, 2)); print(f(torch.tensor([2, 0])), f.weight.requires_grad)
for mode in ("mean", "sum", "max"):
    b = nn.EmbeddingBag(5, 3, mode=mode); b.weight.data.copy_(torch.arange(15.0).view(5, 3))
    print(b(torch.tensor([[0, 1], [4, 4]])).detach(), b(torch.tensor([0, 1, 2, 3]), torch.tensor([0, 3])).detach())
s = nn.Embedding(5, 3, scale_grad_by_freq=True); s(torch.tensor([1, 1, 2])).sum().backward(); print(s.weight.grad)
print(F.one_hot(torch.tensor([0, 2]), 4), F.embedding(i, torch.eye(5)))
for bad in (lambda: e(torch.tensor([9])), lambda: e(torch.tensor([1.0])), lambda: nn.Embedding(3, 2, padding_idx=5), lambda: F.one_hot(torch.tensor([5]), 3), lambda: F.one_hot(torch.tensor([-1]))):
    try:
        print(bad())
    except Exception as x:
        print(type(x).__name__, "|", str(x)[:300])
