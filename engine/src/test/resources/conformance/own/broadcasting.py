"""What broadcasts, what does not, and how gradients are summed back."""
import torch

a, b = torch.arange(3.0).view(3, 1), torch.arange(4.0)
print(a + b, (a + b).shape, (torch.ones(2, 1, 3) * torch.ones(4, 1)).shape, (torch.ones(0, 1) + torch.ones(3)).shape)
x = torch.ones(2, 3, requires_grad=True)
w = torch.arange(3.0, requires_grad=True)
s = torch.tensor(2.0, requires_grad=True)
c = torch.ones(2, 1, requires_grad=True)
((x * w + s) * c).sum().backward()
print(x.grad, w.grad, s.grad, c.grad)
print(torch.broadcast_shapes((2, 1), (3,)), [t.shape for t in torch.broadcast_tensors(a, b)], b.expand(2, 4).stride(), b.expand(2, -1).shape, a.expand_as(a + b).stride())
y = torch.zeros(2, 3)
y += torch.arange(3.0)
print(y, torch.maximum(a, b).shape, torch.where(a > 1, b, 0.0).shape)
for bad in (lambda: torch.ones(2) + torch.ones(3), lambda: torch.ones(2, 3) * torch.ones(2), lambda: torch.zeros(3).add_(torch.ones(2, 3)), lambda: b.expand(3), lambda: b.expand(-1, 4), lambda: torch.ones(2, 3).expand(3, 3)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:150])
