import torch
import torch.nn as nn
import torch.nn.functional as F

BLOCKS = 2
torch.manual_seed(0)


class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(d, 3 * d)
        self.out = nn.Linear(d, d)

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q = q.view(n, t, self.heads, -1).transpose(1, 2)
        k = k.view(n, t, self.heads, -1).transpose(1, 2)
        v = v.view(n, t, self.heads, -1).transpose(1, 2)
        score = q @ k.transpose(-2, -1) / (d // self.heads) ** 0.5
        mixed = F.softmax(score, dim=-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(n, t, d))


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.ln1 = nn.LayerNorm(d)
        self.att = Attention(d, heads)
        self.ln2 = nn.LayerNorm(d)
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))

    def forward(self, x):
        x = x + self.att(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class Model(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.blocks = nn.ModuleList([Block(8, 2) for _ in range(layers)])
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


model = Model(BLOCKS)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(2, 5, 8)
target = torch.randint(0, 4, (2, 5))
for step in range(3):
    logits = model(x)
    loss = F.cross_entropy(logits.view(-1, 4), target.view(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
