"""Views that were made unrecorded, or several at once, and writes to what they look at."""

import torch


def told(*actions):
    for action in actions:
        try:
            print(action())
        except Exception as e:
            print(type(e).__name__, str(e))


def state(*tensors):
    return [(t.requires_grad, t.is_leaf, type(t.grad_fn).__name__, t._version) for t in tensors]


VIEWS = {
    "view": lambda x: x.view(-1), "t": lambda x: x.t(), "select": lambda x: x[0],
    "slice": lambda x: x[:, 1:], "expand": lambda x: x.expand(2, 2, 3),
    "unsqueeze": lambda x: x.unsqueeze(0), "diagonal": lambda x: x.diagonal(),
    "two": lambda x: x.t()[0], "unbind": lambda x: x.unbind(0)[0], "chunk": lambda x: x.chunk(2)[0],
    "detach": lambda x: x.detach(),
}
w = torch.ones(2, 3, requires_grad=True)
for name, view in VIEWS.items():
    for recorded in (True, False):
        print(name, recorded)
        for base in (lambda: torch.zeros(2, 3), lambda: torch.zeros(2, 3).requires_grad_() * 1):
            x = base()
            with torch.set_grad_enabled(recorded):
                v = view(x)
            x.add_(w)
            told(lambda: state(x, v))
            y = base()
            with torch.set_grad_enabled(recorded):
                v = view(y)
            told(lambda: v.mul_(w.sum()) is v, lambda: state(y, v))
e = torch.zeros(3).expand(2, 3).requires_grad_()
told(
    lambda: e.__setitem__(0, 1.0), lambda: e.add_(1), lambda: e.fill_(1), lambda: e[0].fill_(1),
    lambda: e.copy_(torch.zeros(2, 3)), lambda: e.zero_(),
)

w = torch.ones(2, 3, requires_grad=True)
with torch.no_grad():
    v = w.view(-1)
    told(lambda: v, lambda: v.requires_grad, lambda: v.is_leaf)
    w.add_(1)
    told(lambda: v, lambda: v.grad_fn, lambda: v.requires_grad, lambda: v.is_leaf, lambda: v + 1)
told(lambda: v, lambda: v.requires_grad, lambda: v.grad_fn, lambda: v * 2, lambda: v.detach())
told(lambda: v.grad, lambda: v.tolist(), lambda: v.shape, lambda: w)
y = w * 1
with torch.no_grad():
    u = y.view(-1)
told(lambda: u.requires_grad, lambda: u, lambda: (u * 2).sum().backward(), lambda: u.grad, lambda: w.grad)
p, q = y.chunk(2)
y.mul_(2)
told(lambda: p, lambda: p + 1, lambda: p.requires_grad, lambda: p.detach(), lambda: y)
y.sum().backward()
print(w.grad)

frozen = torch.ones(3, requires_grad=True)
z = (frozen * 2).sum()
frozen.requires_grad_(False)
z.backward()
print(frozen.grad)
x = torch.ones(2, 3).requires_grad_() * 1
v = x.view(-1)
x.detach_()
x.sin_()
told(lambda: state(x, v), lambda: v)
