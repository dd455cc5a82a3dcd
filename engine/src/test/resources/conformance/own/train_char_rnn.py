"""A character model with nn.RNN, gradient clipping and greedy sampling."""
import torch
from torch import nn

torch.manual_seed(4)
text = "hello world"
chars = sorted(set(text))
index = {c: i for i, c in enumerate(chars)}
data = torch.tensor([index[c] for c in text])

class CharRNN(nn.Module):
    def __init__(self, vocab, hidden):
        super().__init__()
        self.embed = nn.Embedding(vocab, 6)
        self.rnn = nn.RNN(6, hidden, batch_first=True)
        self.head = nn.Linear(hidden, vocab)

    def forward(self, x, h=None):
        out, h = self.rnn(self.embed(x), h)
        return self.head(out), h

model = CharRNN(len(chars), 12)
optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
for step in range(25):
    logits, _ = model(data[None, :-1])
    loss = nn.functional.cross_entropy(logits.view(-1, len(chars)), data[1:])
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    if step % 6 == 0:
        print(step, f"{loss:.3f} {norm:.3f}")
with torch.no_grad():
    c, h, out = torch.tensor([[index["h"]]]), None, "h"
    for _ in range(8):
        logits, h = model(c, h)
        c = logits[:, -1].argmax(-1, keepdim=True)
        out += chars[c.item()]
print(out, h.shape)
