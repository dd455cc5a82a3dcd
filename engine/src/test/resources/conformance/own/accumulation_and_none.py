"""When gradients add up, when they are None, and when zero_grad makes which."""
import torch
from torch import nn

w = torch.tensor([1.0, 2.0], requires_grad=True)
for _ in range(3):
    (w**2).sum().backward()
    print(w.grad)
g = w.grad
(w * 1).sum().backward()
print(g is w.grad, g)
w.grad.zero_()
print(g)
w.grad = None
print(w.grad)
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
net[0](torch.ones(1, 2)).sum().backward()
print([p.grad is None for p in net.parameters()])
net.zero_grad()
print([p.grad is None for p in net.parameters()])
opt = torch.optim.SGD(net.parameters(), lr=0.1)
net(torch.ones(1, 2)).sum().backward()
opt.zero_grad(set_to_none=False)
print([p.grad.abs().sum().item() for p in net.parameters()])
before = [p.clone() for p in net.parameters()]
opt.zero_grad()
opt.step()
print(all(torch.equal(a, b) for a, b in zip(before, net.parameters())))
x = torch.ones(2, requires_grad=True)
a, b = x.detach() * 2, x * 3
(a + b).sum().backward()
print(x.grad)
c = torch.ones(1, requires_grad=True)
d = torch.ones(1, requires_grad=True)
(c * 2).sum().backward()
print(d.grad, c.grad)
print(torch.autograd.grad((c * 2).sum(), [c, d], allow_unused=True), torch.autograd.grad((c * 2).sum(), [c, d], materialize_grads=True))
try:
    torch.autograd.grad((c * 2).sum(), [c, d])
except RuntimeError as e:
    print(e)
loss = (c * d).sum()
loss.backward(inputs=[c])
print(c.grad, d.grad)
n = torch.tensor(float("nan"), requires_grad=True)
(n * 0).backward()
print(n.grad)
micro = nn.Linear(2, 1)
data = torch.arange(8.0).view(4, 2)
for chunk in data.chunk(2):
    (micro(chunk).mean() / 2).backward()
total = [p.grad.clone() for p in micro.parameters()]
micro.zero_grad()
micro(data).mean().backward()
print([torch.allclose(a, p.grad) for a, p in zip(total, micro.parameters())])
