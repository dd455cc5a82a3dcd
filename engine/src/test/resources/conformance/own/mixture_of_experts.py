"""Routing with top-k gates, index_add and an auxiliary loss; ModuleList and ModuleDict."""
import torch
import torch.nn.functional as F
from torch import nn

class MoE(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(3, 4, bias=False)
        self.experts = nn.ModuleList([nn.Linear(3, 2) for _ in range(4)])
        self.heads = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Identity()})

    def forward(self, x, head="a"):
        weights, chosen = self.gate(x).softmax(-1).topk(2, dim=-1)
        weights = weights / weights.sum(-1, keepdim=True)
        out = torch.zeros(len(x), 2)
        for e, expert in enumerate(self.experts):
            rows, slot = torch.where(chosen == e)
            out = out.index_add(0, rows, expert(x[rows]) * weights[rows, slot, None])
        return self.heads[head](out), chosen

torch.manual_seed(25)
model = MoE()
x = torch.randn(5, 3)
y, chosen = model(x)
load = F.one_hot(chosen, 4).float().mean((0, 1))
(y.pow(2).mean() + 0.1 * (load * model.gate(x).softmax(-1).mean(0)).sum()).backward()
print(chosen, load, [None if p.grad is None else f"{p.grad.abs().sum().item():.4f}" for p in model.parameters()], model, sep="\n")
print("a" in model.heads, list(model.heads.keys()), len(model.experts), model.experts[1:3], [n for n, _ in model.named_modules()][:4], model(x, "b")[0].shape)
