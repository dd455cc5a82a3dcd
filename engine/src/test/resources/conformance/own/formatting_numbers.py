"""0-dim tensors in f-strings, as numbers, in comparisons and as conditions."""
import math
import torch

x = torch.tensor(3.14159)
print(f"{x:.2f} {x:8.3f} {x:e} {x.item():.3g} {x}", "%.3f" % x, "{:.1f}".format(x), format(torch.tensor(5), "04d"), f"{torch.tensor(True)}", f"{torch.tensor([1.0, 2.0])}", str(x), repr(x))
print(float(x), int(x), bool(x), round(x.item(), 2), abs(-x), math.sqrt(x), x > 3, bool(x > 3), x + 1, 1 + x, 1 - x, 2 / x, x // 1, x % 1, -x, +x, x == x, x != 3, [1, 2, 3][torch.tensor(1)], range(torch.tensor(3)), max(torch.tensor(1), torch.tensor(2)), sum([torch.tensor(1.0), torch.tensor(2.0)]), sorted([torch.tensor(2), torch.tensor(1)]), complex(x) if False else "", "a" * torch.tensor(2))
print(torch.tensor([1.0]).item(), bool(torch.tensor([0.0])), len(torch.ones(3, 2)), [r.tolist() for r in torch.arange(4).view(2, 2)], 2 in torch.tensor([1, 2]), torch.tensor(2) in [1, 2], list(torch.tensor([1.5, 2.5])), tuple(torch.tensor([1, 2])), dict(a=torch.tensor(1)), [torch.ones(1)], {torch.float32: 1}, torch.Size([1, 2]), torch.Size([2]) + torch.Size([3]), torch.Size([2, 3]).numel(), torch.float32, torch.device("cpu"), torch.strided, type(x), x.type(), x.dtype.is_floating_point, x.device.type)
h = {torch.tensor(1): "a"}
print(len(h), hash(x) == hash(x), x is x, isinstance(x, torch.Tensor), torch.is_tensor(3), torch.is_tensor(x), torch.is_floating_point(x), x.is_floating_point(), torch.numel(x), x.nelement(), x.element_size(), x.ndim, x.size(), torch.ones(2, 3).size(1), torch.ones(2, 3).shape[-1], torch.ones(2, 3).dim())
for bad in (lambda: f"{torch.ones(2):.2f}", lambda: float(torch.ones(2)), lambda: bool(torch.ones(2)), lambda: int(torch.ones(2)), lambda: bool(torch.ones(0)), lambda: len(x), lambda: iter(x), lambda: 1 < torch.ones(2) < 3, lambda: torch.ones(2) and torch.ones(2), lambda: [1, 2][torch.tensor(1.0)], lambda: math.sqrt(torch.ones(2)), lambda: x.foo, lambda: torch.foo, lambda: x(1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:130])
