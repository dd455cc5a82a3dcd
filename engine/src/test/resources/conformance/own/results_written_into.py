import warnings

import torch

warnings.simplefilter("ignore")
a = torch.arange(1.0, 10).view(3, 3) + torch.eye(3) * 3
b, v = torch.ones(3, 3) * 2, torch.arange(1.0, 4)
LONG = torch.int64


def empty(*sizes, dtype=torch.float32):
    return torch.empty(*sizes, dtype=dtype)


def told(label, function, outs):
    for out in outs:
        try:
            made = function(out)
        except Exception as e:
            print(label, type(e).__name__, str(e).split("\n")[0])
            continue
        made = made if isinstance(made, tuple) else (made,)
        given = out if isinstance(out, tuple) else (out,)
        for one, own in zip(made, given):
            print(label, one.tolist() if one.numel() < 4 else one.double().sum(), one.dtype, one is own)


def outs():
    yield from (empty(0), empty(3, 3), empty(2, 7), torch.ones(6, 3)[::2], torch.ones(3, 3).t())
    yield from (empty(0, dtype=kind) for kind in (torch.float64, LONG, torch.float16, torch.bool))


FUNCTIONS = {
    "add": lambda o: torch.add(a, b, out=o),
    "exp": lambda o: torch.exp(a, out=o),
    "eq": lambda o: torch.eq(a, b, out=o),
    "logical_not": lambda o: torch.logical_not(a, out=o),
    "sum": lambda o: torch.sum(a, 1, out=o),
    "mean": lambda o: torch.mean(a, 1, out=o),
    "mm": lambda o: torch.mm(a, b, out=o),
    "matmul": lambda o: torch.matmul(a, v, out=o),
    "dot": lambda o: torch.dot(v, v, out=o),
    "addmm": lambda o: torch.addmm(a, a, b, out=o),
    "cat": lambda o: torch.cat([a, b], out=o),
    "stack": lambda o: torch.stack([a, b], out=o),
    "where": lambda o: torch.where(a > 2, a, b, out=o),
    "clamp": lambda o: torch.clamp(a, 2, 3, out=o),
    "argmax": lambda o: torch.argmax(a, 1, out=o),
    "index_select": lambda o: torch.index_select(a, 0, torch.tensor([0, 1]), out=o),
    "tril": lambda o: torch.tril(a, out=o),
    "norm": lambda o: torch.norm(a, out=o),
    "softmax": lambda o: torch.softmax(a, 1, out=o),
    "amax": lambda o: torch.amax(a, 1, out=o),
    "any": lambda o: torch.any(a, 1, out=o),
    "nonzero": lambda o: torch.nonzero(a, out=o),
    "masked_select": lambda o: torch.masked_select(a, a > 2, out=o),
    "take": lambda o: torch.take(a, torch.tensor([1, 2]), out=o),
    "round": lambda o: torch.round(a, out=o),
    "floor": lambda o: torch.div(a, b, rounding_mode="floor", out=o),
    "normalize": lambda o: torch.nn.functional.normalize(a, out=o),
    "det": lambda o: torch.linalg.det(a, out=o),
    "inv": lambda o: torch.linalg.inv(a, out=o),
    "multi_dot": lambda o: torch.linalg.multi_dot([a, b], out=o),
    "expit": lambda o: torch.special.expit(a, out=o),
    "arange": lambda o: torch.arange(5, out=o),
    "linspace": lambda o: torch.linspace(0, 1, 5, out=o),
    "ones": lambda o: torch.ones(2, 3, out=o),
    "full": lambda o: torch.full((2, 3), 7, out=o),
    "eye": lambda o: torch.eye(3, out=o),
}
for name, function in FUNCTIONS.items():
    told(name, function, outs())
torch.manual_seed(0)
told("rand", lambda o: torch.rand(2, 3, out=o), [empty(0), empty(2, 3), empty(0, dtype=torch.float64)])
told("randn", lambda o: torch.randn(2, 3, out=o), [empty(0), empty(2, 3), empty(0, dtype=torch.float64)])
told("randperm", lambda o: torch.randperm(5, out=o), [empty(0, dtype=LONG), empty(0)])
pairs = [(empty(0), empty(0, dtype=LONG)), (empty(0), empty(0)), (empty(0),), empty(0)]
told("max", lambda o: torch.max(a, 1, out=o), pairs)
told("sort", lambda o: torch.sort(a, 1, out=o), pairs[:2])
told("topk", lambda o: torch.topk(a, 2, out=o), pairs[:2])
values, indices = torch.empty(0), torch.empty(0, dtype=LONG)
print(torch.max(a, 1, out=(values, indices)))
print(values, indices)
w = torch.ones(3, 3, requires_grad=True)
told("add", lambda o: torch.add(w, 1, out=o), [empty(0)])
told("add", lambda o: torch.add(a, 1, out=o), [w])
told("mm", lambda o: torch.mm(w, a, out=o), [empty(0)])
told("cat", lambda o: torch.cat([w, a], out=o), [empty(0)])
told("rand", lambda o: torch.rand(3, out=o), [w])
with torch.no_grad():
    told("add", lambda o: torch.add(w, 1, out=o), [empty(0), w])
print(w)
told("add", lambda o: torch.add(a, 1, out=o), [3, "x", (empty(0),), [empty(0)]])
print(torch.add(a, 1, out=None))
told("zeros", lambda o: torch.zeros(3, out=o, dtype=torch.float64), [empty(0)])
x = torch.ones(3)
kept = x
torch.add(x, 1, out=x)
print(x, kept is x, x._version)
part = torch.zeros(4)
torch.mul(torch.ones(2), 5, out=part[1:3])
print(part)
