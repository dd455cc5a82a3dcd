import torch
from torch import nn
from torch.nn.utils.rnn import *
a, b, c = torch.tensor([1.0, 2, 3]), torch.tensor([4.0, 5]), torch.tensor([6.0])
print(pad_sequence([a, b, c]), pad_sequence([a, b, c], batch_first=True, padding_value=-1.0), sep="\n")
p = pack_padded_sequence(pad_sequence([a, b, c]), [3, 2, 1]); print(p)
q = pack_padded_sequence(pad_sequence([c, a, b], batch_first=True), torch.tensor([1, 3, 2]), batch_first=True, enforce_sorted=False); print(q)
print(pad_packed_sequence(q, batch_first=True), pack_sequence([a, b]), unpad_sequence(pad_sequence([a, b]), torch.tensor([3, 2])))
torch.manual_seed(0)
for kind in (nn.LSTM, nn.GRU, nn.RNN):
    net = kind(1, 2, bidirectional=True)
    packed = pack_padded_sequence(pad_sequence([b, a, c]).unsqueeze(-1), torch.tensor([2, 3, 1]), enforce_sorted=False)
    out, h = net(packed)
    padded, lengths = pad_packed_sequence(out)
    print(padded, lengths, h[0] if isinstance(h, tuple) else h)
try:
    pack_padded_sequence(pad_sequence([a, b]), [2, 3])
except RuntimeError as e:
    print(e)
