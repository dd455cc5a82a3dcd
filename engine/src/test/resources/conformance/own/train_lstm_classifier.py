"""Sequences of different lengths through a packed bidirectional LSTM."""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

torch.manual_seed(5)
sequences = [torch.randn(n, 3) for n in (5, 3, 4)]
lengths = torch.tensor([len(s) for s in sequences])
padded = pad_sequence(sequences, batch_first=True)
lstm = nn.LSTM(3, 4, bidirectional=True, batch_first=True)
head = nn.Linear(8, 2)
optimizer = torch.optim.RMSprop([*lstm.parameters(), *head.parameters()], lr=0.01)
for step in range(4):
    packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
    out, (h, c) = lstm(packed)
    features = torch.cat([h[0], h[1]], 1)
    loss = nn.CrossEntropyLoss()(head(features), torch.tensor([0, 1, 1]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.4f}", f"{lstm.weight_hh_l0.grad.norm():.4f}")
unpacked, n = pad_packed_sequence(out, batch_first=True)
print(unpacked.shape, n, (unpacked[1, 3:] == 0).all(), out.batch_sizes)
