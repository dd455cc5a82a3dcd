"""Integer types wrap around, convert and compare as PyTorch's."""
import torch

for kind in (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64):
    top = torch.iinfo(kind).max
    x = torch.tensor([0, 1, top], dtype=kind)
    print(kind, x + 1, x * 2, -x, x - 1, x.sum(), x.abs(), x.float(), x // 2, x % 7, x.bool(), x.sum(dtype=kind) if kind is not torch.bool else "")
print(torch.tensor([300, -1, 2.9, -2.9]).to(torch.int64), torch.tensor([300, -1]).to(torch.uint8), torch.tensor([1.9, -1.9]).int(), torch.tensor([2, 0]).bool(), torch.tensor([0.1, 0.0]).bool(), torch.tensor([True]).int(), torch.tensor([2**40]).int(), torch.tensor(3.7).long(), torch.tensor([1, 2]).type(torch.float64), torch.tensor([1]).type("torch.DoubleTensor"), torch.tensor([1.5]).type_as(torch.tensor([1])), torch.tensor([1]).to(torch.ones(1)))
x = torch.tensor([1, 2, 3])
x[0] = 2.7
print(x, x.eq(2), x.gt(2), x.ne(3), x.le(2), torch.equal(x, x.clone()), torch.allclose(x.float(), x + 1e-9), torch.isclose(torch.tensor([1.0, 2.0]), torch.tensor([1.0 + 1e-6, 2.1])), torch.eq(x, x).all(), (x == x).all().item(), x.float().eq(x), torch.ne(x, 2), torch.maximum(x, torch.tensor(2)), x.clamp(max=2), x.cumsum(0), x.prod(), x.flip(0), x.dot(x), x @ x, x.outer(x), torch.bitwise_and(x, 1), x.bitwise_not())
for bad in (lambda: torch.tensor([1, 2]).sigmoid_(), lambda: torch.tensor([1]).normal_(), lambda: torch.tensor([1, 2], dtype=torch.int32) @ torch.tensor([1, 2]), lambda: torch.tensor([1]).requires_grad_(), lambda: torch.softmax(torch.tensor([1, 2]), 0), lambda: torch.tensor([1, 2]).var(), lambda: torch.nn.Linear(2, 1)(torch.tensor([1, 2])), lambda: torch.tensor(256, dtype=torch.uint8), lambda: torch.tensor([1, 2]).float().long().backward()):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:130])
