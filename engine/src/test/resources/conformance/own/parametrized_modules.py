"""Parametrizations: the parameter stays the same object, and what is refused."""
import torch, torch.nn as nn, torch.nn.utils.parametrize as P
import warnings
warnings.simplefilter("ignore")


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, str(e)[:300])


class Sym(nn.Module):
    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)

    def right_inverse(self, A):
        return A.triu()


class Wide(nn.Module):
    def forward(self, X):
        return torch.cat([X, X])


class Double(nn.Module):
    def forward(self, X):
        return X.double()


class Parts(nn.Module):
    def forward(self, a, b):
        return a * b

    def right_inverse(self, w):
        return w.clone(), torch.ones_like(w)


class Odd(nn.Module):
    def forward(self, X):
        return 3

    def right_inverse(self, w):
        return 5


class Refusing(nn.Module):
    def forward(self, X):
        return X * 2

    def right_inverse(self, w):
        raise NotImplementedError


torch.manual_seed(0)
m = nn.Linear(3, 3)
w = m.weight
opt = torch.optim.SGD(m.parameters(), 0.1)
P.register_parametrization(m, "weight", Sym())
print(m.parametrizations.weight.original is w, w, w._version, type(m).__name__)
m(torch.ones(2, 3)).sum().backward()
opt.step()
print(m.weight, w.grad)
m.weight = torch.arange(9.0).view(3, 3)
print(m.weight, w)
P.register_parametrization(m, "weight", Refusing())
print(m.weight, m.parametrizations.weight.original is w)
P.remove_parametrizations(m, "weight")
print(m.weight is w, w.requires_grad, type(m).__name__, [n for n, _ in m.named_parameters()])
for kind in (Wide, Double, Odd):
    t(lambda: P.register_parametrization(nn.Linear(2, 2), "weight", kind()))
    m = nn.Linear(2, 2)
    P.register_parametrization(m, "weight", Sym())
    t(lambda: P.register_parametrization(m, "weight", kind()))
m = nn.Linear(2, 2)
P.register_parametrization(m, "weight", Wide(), unsafe=True)
print(m.weight.shape, m.parametrizations.weight.unsafe)
m = nn.Linear(2, 2)
P.register_parametrization(m, "weight", Parts())
print([(n, p.requires_grad) for n, p in m.named_parameters()])
t(lambda: P.remove_parametrizations(m, "weight", leave_parametrized=False))
P.remove_parametrizations(m, "weight")
print([n for n, _ in m.named_parameters()], type(m.weight).__name__)
t(lambda: P.remove_parametrizations(m, "weight"))
t(lambda: P.register_parametrization(m, "nothing", Sym()))
m = nn.BatchNorm1d(2)
P.register_parametrization(m, "running_mean", Refusing())
print([n for n, _ in m.named_buffers()], m.running_mean)
for m in (nn.Linear(3, 3), nn.LayerNorm(3), nn.BatchNorm1d(3), nn.GroupNorm(1, 3), nn.PReLU(),
          nn.RMSNorm(3), nn.InstanceNorm1d(3, affine=True, track_running_stats=True)):
    print(type(m).__name__, [(n, p._version) for n, p in m.named_parameters()],
          [(n, b._version) for n, b in m.named_buffers()])
a = torch.zeros(2)
b = torch.arange(6.0).view(2, 3).t()
r = a.set_(b)
print(r is a, a, a.stride(), a._version, b._version)
p = nn.Parameter(torch.ones(2))
t(lambda: p.set_(torch.zeros(2)))
with torch.no_grad():
    t(lambda: p.set_(torch.zeros(3)))
t(lambda: torch.ones(2).set_(torch.ones(2, dtype=torch.float64)))
t(lambda: torch.ones(2).set_())
