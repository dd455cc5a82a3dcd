"""LSTM, GRU and RNN cells against their formulas and against the layers."""
import torch
from torch import nn

torch.manual_seed(0)
x, h, c = torch.randn(2, 3), torch.randn(2, 4), torch.randn(2, 4)
cell = nn.LSTMCell(3, 4)
h1, c1 = cell(x, (h, c))
gates = x @ cell.weight_ih.T + cell.bias_ih + h @ cell.weight_hh.T + cell.bias_hh
i, f, g, o = gates.chunk(4, 1)
c2 = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
print(torch.allclose(c1, c2, atol=1e-6), torch.allclose(h1, torch.sigmoid(o) * torch.tanh(c2), atol=1e-6), h1)
gru = nn.GRUCell(3, 4)
r, z, n = (x @ gru.weight_ih.T + gru.bias_ih).chunk(3, 1)
hr, hz, hn = (h @ gru.weight_hh.T + gru.bias_hh).chunk(3, 1)
r, z = torch.sigmoid(r + hr), torch.sigmoid(z + hz)
n = torch.tanh(n + r * hn)
print(torch.allclose(gru(x, h), (1 - z) * n + z * h, atol=1e-6), gru(x, h))
rnn = nn.RNNCell(3, 4, nonlinearity="relu")
print(rnn(x, h), cell, gru, rnn, sep="\n")
for kind in (nn.RNN, nn.LSTM, nn.GRU):
    torch.manual_seed(1)
    layer = kind(3, 4, num_layers=2, bidirectional=True, dropout=0.0)
    s = torch.randn(5, 2, 3, requires_grad=True)
    out, state = layer(s)
    out.sum().backward()
    state = state[0] if isinstance(state, tuple) else state
    print(kind.__name__, tuple(out.shape), tuple(state.shape), f"{out.abs().sum().item():.4f} {s.grad.abs().sum().item():.4f}", len(list(layer.parameters())), layer.all_weights[0][0].shape)
out, _ = nn.GRU(3, 4)(torch.randn(5, 3))
print(out.shape)
for bad in (lambda: nn.LSTM(3, 4)(torch.randn(2, 2, 5)), lambda: nn.LSTM(3, 4)(torch.randn(5)), lambda: cell(torch.randn(2, 5)), lambda: nn.GRU(3, 4)(torch.randn(5, 2, 3), torch.zeros(2, 2, 4)), lambda: nn.LSTM(3, 4, num_layers=0), lambda: nn.LSTM(3, 4, proj_size=5)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:140])
