import torch
from torch import nn
for kind in (nn.RNN, nn.LSTM, nn.GRU):
    for options in (dict(), dict(num_layers=2), dict(bidirectional=True), dict(batch_first=True, bias=False), dict(num_layers=2, bidirectional=True)):
        torch.manual_seed(5)
        net = kind(2, 3, **options)
        x = torch.randn(4, 2, 2, requires_grad=True)
        out, h = net(x)
        last = h[0] if isinstance(h, tuple) else h
        out.pow(2).sum().backward()
        print(kind.__name__, options, tuple(out.shape), tuple(last.shape), f"{out.sum().item():.4f} {last.sum().item():.4f} {x.grad.sum().item():.4f}")
        print("  ", [(n, f"{p.grad.sum().item():.3f}") for n, p in net.named_parameters()])
torch.manual_seed(5)
net = nn.RNN(2, 3, nonlinearity="relu", dropout=0.5, num_layers=2)
print(net, net(torch.randn(3, 2))[0].shape, net(torch.randn(3, 1, 2), torch.zeros(2, 1, 3))[1].shape)
lstm = nn.LSTM(2, 4, proj_size=3)
out, (h, c) = lstm(torch.randn(5, 1, 2))
print(lstm, out.shape, h.shape, c.shape, f"{out.sum():.4f}")
for cell in (nn.RNNCell(2, 3), nn.LSTMCell(2, 3), nn.GRUCell(2, 3)):
    r = cell(torch.ones(1, 2))
    print(cell, r)
for bad in (lambda: net(torch.randn(3, 1, 4)), lambda: net(torch.randn(2)), lambda: net(torch.randn(3, 1, 2), torch.zeros(1, 1, 3)), lambda: nn.LSTM(2, 3)(torch.randn(3, 1, 2), torch.zeros(1, 1, 3))):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", e)
