"""Subscripts of every kind, drawn by chance, that read and write."""

import random
import warnings

import torch

warnings.simplefilter("ignore")


def part(chance, size):
    kind = chance.randrange(13)
    inside = (lambda: chance.randrange(-size, size)) if size else (lambda: 0)
    if kind < 2:
        return chance.randrange(-size - 1, size + 1) if chance.random() < 0.15 else inside()
    if kind < 5:
        return slice(
            chance.choice([None, 0, 1, -1, -2]), chance.choice([None, 1, 2, -1, 5]),
            chance.choice([None, 1, 2]),
        )
    if kind == 5:
        return None
    if kind == 6:
        return ...
    if kind == 7:
        return [inside() for _ in range(chance.choice([1, 2, 3]))]
    if kind == 8:
        return torch.tensor([inside() for _ in range(chance.choice([1, 2]))])
    if kind == 9:
        return torch.tensor([[inside(), inside()]])
    if kind == 10:
        return torch.tensor([chance.random() < 0.5 for _ in range(size)])
    return chance.random() < 0.5 if kind == 11 else torch.tensor(inside())


def told(action):
    try:
        print("  ", *action())
    except Exception as e:
        print("  ", type(e).__name__, str(e).split("\n")[0])


def read(x, index):
    y = x[index]
    lies = y.stride() if y.numel() else ()
    if y.numel():
        (y * torch.arange(1.0, y.numel() + 1).view(y.shape)).sum().backward()
    return y.tolist(), tuple(y.shape), lies, type(y.grad_fn).__name__, y._is_view(), x.grad


def written(x, index, value):
    z = x.detach().clone()
    if value is None:
        place = z[index]
        value = torch.arange(10.0, 10 + place.numel()).view(place.shape)
    z[index] = value
    return z.tolist(), z._version


def recorded(x, index):
    z, value = x.detach().requires_grad_() * 1, torch.ones((), requires_grad=True)
    z[index] = value
    name = type(z.grad_fn).__name__
    z.sum().backward()
    return name, value.grad


def run(seed):
    chance = random.Random(seed)
    sizes = [chance.choice([0, 1, 2, 3, 4]) for _ in range(chance.choice([0, 1, 2, 2, 3, 3, 4]))]
    count = torch.Size(sizes).numel()
    x = torch.arange(1.0, count + 1).reshape(sizes)
    if len(sizes) > 1 and chance.random() < 0.3:
        x = x.transpose(0, -1)
    extents = [*x.shape, 3, 3, 3]
    index = tuple(part(chance, extents[d]) for d in range(chance.choice([1, 1, 2, 2, 3])))
    index = index if len(index) > 1 or chance.random() < 0.5 else index[0]
    print(seed, tuple(x.shape), index)
    told(lambda: read(x.requires_grad_(), index))
    for value in (7.0, torch.tensor(5), None, torch.zeros(2)):
        told(lambda: written(x, index, value))
    told(lambda: recorded(x, index))


for seed in range(500):
    run(seed)
