import torch
from torch import nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential
torch.manual_seed(0)
calls = []
def block(x, w):
    calls.append(torch.is_grad_enabled())
    return torch.tanh(x @ w) * 2
w = torch.randn(3, 3, requires_grad=True); x = torch.randn(2, 3, requires_grad=True)
for reentrant in (True, False):
    w.grad = x.grad = None; calls.clear()
    y = checkpoint(block, x, w, use_reentrant=reentrant)
    print(len(calls), y.requires_grad)
    y.sum().backward(); a, b = w.grad.clone(), x.grad.clone()
    w.grad = x.grad = None
    block(x, w).sum().backward()
    print(torch.equal(a, w.grad), torch.equal(b, x.grad), len(calls))
net = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3), nn.Sigmoid())
y = checkpoint_sequential(net, 2, x, use_reentrant=False); y.sum().backward()
g = net[0].weight.grad.clone(); net.zero_grad(); net(x).sum().backward(); print(torch.equal(g, net[0].weight.grad))
drop = nn.Dropout(0.5)
y = checkpoint(lambda t: drop(t) * t, x, use_reentrant=False)
z = y.sum(); x.grad = None; z.backward(); print(torch.allclose(((y != 0) * 4 * x), x.grad))
