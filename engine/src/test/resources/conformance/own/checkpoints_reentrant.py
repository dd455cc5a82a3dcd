"""Both kinds of checkpoints: what each refuses, how often each runs, what it lets through."""
import torch, torch.nn as nn, warnings
from torch.utils.checkpoint import (checkpoint, checkpoint_sequential, CheckpointError,
                                    set_checkpoint_early_stop)


def t(f):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            print(f())
        except Exception as e:
            print(type(e).__name__, str(e)[:300])
    for w in seen:
        print("warned", w.category.__name__, str(w.message)[:120])


torch.manual_seed(0)
w = nn.Linear(3, 3)
x = torch.randn(2, 3)
xr = torch.randn(2, 3, requires_grad=True)


def f(u):
    print("run", torch.is_grad_enabled())
    return w(u).tanh() * 2


t(lambda: checkpoint(f, x))
t(lambda: checkpoint(f, x, use_reentrant=True).requires_grad)
t(lambda: checkpoint(f, x, use_reentrant=False).requires_grad)
for r in (True, False):
    y = checkpoint(f, xr, use_reentrant=r)
    print(y.grad_fn.name(), [n.name() for n, _ in y.grad_fn.next_functions if n])
    t(lambda: y.sum().backward(retain_graph=True))
    t(lambda: y.sum().backward())
    t(lambda: y.sum().backward())
    print(xr.grad, w.weight.grad)
    xr.grad = w.weight.grad = None
    y = checkpoint(f, xr, use_reentrant=r)
    t(lambda: torch.autograd.grad(y.sum(), xr))
    y = checkpoint(f, xr, use_reentrant=r)
    t(lambda: y.sum().backward(inputs=[xr]))
    with torch.no_grad():
        print(checkpoint(f, xr, use_reentrant=r).requires_grad)
t(lambda: checkpoint(f, xr, use_reentrant=True, k=1))
t(lambda: checkpoint(lambda u, k: u * k, xr, use_reentrant=False, k=3))
t(lambda: checkpoint(f, xr, use_reentrant=True, debug=True))
t(lambda: checkpoint(f, xr, use_reentrant=False, determinism_check="odd"))
y = checkpoint(lambda u: (u * 2).detach(), xr, use_reentrant=True)
t(lambda: y.sum().backward())
y = checkpoint(lambda u, n, v: (u * n + v, n, u.exp()), xr, 3, x, use_reentrant=True)
print([type(o).__name__ for o in y], y[1])
t(lambda: (y[0].sum() + y[2].sum()).backward())
print(xr.grad)
drop = lambda u: torch.dropout(u, 0.5, True)
for keep in (True, False):
    torch.manual_seed(1)
    xr.grad = None
    y = checkpoint(drop, xr, use_reentrant=True, preserve_rng_state=keep)
    y.sum().backward()
    print(y.detach().ne(0).equal(xr.grad.ne(0)), torch.rand(1))
sizes = iter([3, 2])


def odd(u):
    return (u[:, : next(sizes)] ** 2).exp()


y = checkpoint(odd, xr, use_reentrant=False)
t(lambda: y.sum().backward())
times = iter([2, 1])


def fewer(u):
    for _ in range(next(times)):
        u = u.exp()
    return u


y = checkpoint(fewer, xr, use_reentrant=False)
t(lambda: y.sum().backward())
for stop in (True, False):
    def g(u):
        v = u.exp().sin()
        print("after")
        return v

    with set_checkpoint_early_stop(stop):
        y = checkpoint(lambda u: g(u) + 1, xr, use_reentrant=False)
    y.sum().backward()
layers = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 2), nn.Tanh())
t(lambda: checkpoint_sequential(layers, 2, xr).grad_fn.name())
t(lambda: checkpoint_sequential(layers, 2, xr, use_reentrant=False).sum().backward())
print(layers[0].weight.grad)
xr.grad = None
y = checkpoint(lambda u: checkpoint(lambda v: v.exp() * v, u, use_reentrant=False).tanh(), xr,
               use_reentrant=False)
g, = torch.autograd.grad(y.sum(), xr, create_graph=True)
print(g)
print(torch.autograd.grad(g.sum(), xr))
