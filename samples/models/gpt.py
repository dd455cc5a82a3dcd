# A GPT of two layers learns a short text, letter by letter.
import torch
from torch import nn

torch.manual_seed(0)
text = "step forward, step back. "
letters = sorted(set(text))
codes = torch.tensor([letters.index(c) for c in text])
x, y = codes[:-1].unsqueeze(0), codes[1:].unsqueeze(0)
WIDTH, HEADS, LENGTH = 16, 2, len(text) - 1


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.register_buffer("mask", torch.ones(LENGTH, LENGTH).tril().bool())

    def forward(self, x):
        batch, length, _ = x.shape
        q, k, v = (
            part.reshape(batch, length, HEADS, -1).transpose(1, 2)
            for part in self.qkv(x).chunk(3, dim=-1)
        )
        scores = q @ k.transpose(-2, -1) / (WIDTH // HEADS) ** 0.5
        scores = scores.masked_fill(~self.mask[:length, :length], float("-inf"))
        mixed = scores.softmax(-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(batch, length, WIDTH))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.norm2 = nn.LayerNorm(WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 32), nn.GELU(), nn.Linear(32, WIDTH))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Embedding(len(letters), WIDTH)
        self.position = nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.Sequential(Block(), Block())
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, len(letters), bias=False)

    def forward(self, x):
        x = self.token(x) + self.position(torch.arange(x.shape[1]))
        return self.head(self.norm(self.blocks(x)))


model = Gpt()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
for epoch in range(10):
    optimizer.zero_grad()
    logits = model(x)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
    loss.backward()
    optimizer.step()
    if epoch % 5 == 4:
        print(epoch + 1, f"{loss.item():.2f}")
