"""Causal self-attention written out: heads, mask, residuals and layer norm."""
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.ln1, self.ln2 = heads, nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.proj = nn.Linear(dim, 3 * dim, bias=False), nn.Linear(dim, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (m.view(b, t, self.heads, -1).transpose(1, 2) for m in self.qkv(self.ln1(x)).chunk(3, -1))
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
        mask = torch.triu(torch.ones(t, t, dtype=torch.bool), 1)
        att = scores.masked_fill(mask, float("-inf")).softmax(-1)
        x = x + self.proj((att @ v).transpose(1, 2).reshape(b, t, d))
        return x + self.mlp(self.ln2(x)), att

class GPT(nn.Module):
    def __init__(self, vocab=7, dim=8, context=6):
        super().__init__()
        self.tok, self.pos = nn.Embedding(vocab, dim), nn.Embedding(context, dim)
        self.blocks = nn.ModuleList(Block(dim, 2) for _ in range(2))
        self.head = nn.Linear(dim, vocab, bias=False)
        self.head.weight = self.tok.weight

    def forward(self, ids):
        x = self.tok(ids) + self.pos(torch.arange(ids.size(1)))
        for block in self.blocks:
            x, att = block(x)
        return self.head(x), att

torch.manual_seed(6)
model = GPT()
ids = torch.tensor([[0, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]])
opt = torch.optim.AdamW(model.parameters(), lr=0.01, betas=(0.9, 0.95))
for step in range(4):
    logits, att = model(ids[:, :-1])
    loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    opt.zero_grad(set_to_none=True)
    loss.backward()
    opt.step()
    print(step, f"{loss.item():.3f}")
print(att[0, 0].detach(), sum(p.numel() for p in model.parameters()), len(list(model.named_parameters())), [n for n, _ in model.named_parameters()][:6])
q, k, v = torch.randn(3, 1, 2, 4, 3)
print(F.scaled_dot_product_attention(q, k, v, is_causal=True).shape)
