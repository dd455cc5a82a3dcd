"""Version counters, views that are changed, and the errors of stale saved tensors."""
import torch

x = torch.ones(3, requires_grad=True)
y = x * 2
print(y._version)
y += 1
y.mul_(3)
y[0] = 0
print(y, y._version, y.grad_fn.name() if hasattr(y.grad_fn, "name") else "")
y.sum().backward()
print(x.grad)
base = torch.zeros(2, 2)
w = torch.ones(2, requires_grad=True)
base[0] = w * 3
base[:, 1].mul_(2)
print(base, type(base.grad_fn).__name__)
base.sum().backward()
print(w.grad)
v = torch.ones(4, requires_grad=True) * 1
part = v[:2]
v.mul_(2)
print(part.grad_fn, part._version, v._version, part._base is v) if False else print(type(part.grad_fn).__name__, part._version, v._version, part._base is v)
part.sum().backward()
for f in (lambda a: (lambda s: (s.add_(1), s)[1])(a.sigmoid()), lambda a: (lambda s: (s.add_(1), s)[1])(a.relu()), lambda a: (lambda s: (s.mul_(1), s)[1])(a.sqrt()), lambda a: (lambda s: (s.add_(1), s)[1])(a * 3), lambda a: (lambda s: (s.add_(1), a * s)[1])(a + 1), lambda a: (lambda s, t: (s.add_(1), t)[1])(*(lambda s: (s, s * a))(a + 1))):
    a = torch.ones(2, requires_grad=True)
    try:
        f(a).sum().backward()
        print(a.grad)
    except RuntimeError as e:
        print(str(e)[:190])
for bad in (lambda: torch.ones(2, requires_grad=True).add_(1), lambda: torch.ones(2, requires_grad=True)[0].mul_(2), lambda: torch.ones(2, requires_grad=True).view(2).zero_(), lambda: torch.ones(2, 2, requires_grad=True).unbind()[0].mul_(2) if False else (torch.ones(2, 2, requires_grad=True) * 1).unbind()[0].mul_(2), lambda: torch.ones(1).expand(3).add_(1), lambda: torch.ones(2).add_(torch.ones(3)), lambda: torch.ones(2, dtype=torch.int64).add_(0.5)):
    try:
        print(bad())
    except RuntimeError as e:
        print(str(e)[:200])
with torch.no_grad():
    p = torch.ones(2, requires_grad=True)
    p.add_(1)
    p[0] = 5
print(p, p._version, p.is_leaf)
