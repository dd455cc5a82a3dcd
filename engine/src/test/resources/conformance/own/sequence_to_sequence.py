"""An encoder and a decoder with attention and teacher forcing over GRU cells."""
import torch
import torch.nn.functional as F
from torch import nn

class Seq2Seq(nn.Module):
    def __init__(self, vocab=6, hidden=5):
        super().__init__()
        self.embed = nn.Embedding(vocab, hidden, padding_idx=0)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True)
        self.cell = nn.GRUCell(2 * hidden, hidden)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, source, target, teacher=True):
        memory, h = self.encoder(self.embed(source))
        h, token, logits = h[0], target[:, 0], []
        for t in range(1, target.size(1)):
            scores = torch.einsum("bth,bh->bt", memory, h).masked_fill(source == 0, -1e9)
            context = torch.einsum("bt,bth->bh", scores.softmax(-1), memory)
            h = self.cell(torch.cat([self.embed(token), context], 1), h)
            step = self.out(h)
            logits.append(step)
            token = target[:, t] if teacher else step.argmax(-1)
        return torch.stack(logits, 1)

torch.manual_seed(27)
model = Seq2Seq()
source, target = torch.tensor([[1, 2, 3, 4], [2, 3, 0, 0]]), torch.tensor([[1, 4, 3, 2], [1, 3, 2, 0]])
optimizer = torch.optim.NAdam(model.parameters(), lr=0.02)
for step in range(4):
    logits = model(source, target)
    loss = F.cross_entropy(logits.transpose(1, 2), target[:, 1:], ignore_index=0, label_smoothing=0.1)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.4f}")
print(model(source, target, teacher=False).argmax(-1).shape, model.embed.weight.grad[0])
