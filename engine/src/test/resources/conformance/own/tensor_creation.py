"""Tensors out of Python values: the type each one takes, and what is refused."""
import torch

print(torch.tensor(1), torch.tensor(1.5), torch.tensor(True), torch.tensor([1, 2.5]), torch.tensor([True, 2]))
print(torch.tensor([]), torch.tensor([[]]), torch.tensor([[], []]).shape, torch.tensor([[1, 2], [3, 4]], dtype=torch.int16))
print(torch.zeros(2, 3), torch.ones((2,)), torch.full((2, 2), 7), torch.full((2,), 0.5), torch.full((2,), True))
print(torch.arange(5), torch.arange(1, 2, 0.25), torch.arange(5, 0, -2), torch.arange(3.0), torch.linspace(0, 1, 5), torch.logspace(0, 2, 3), torch.eye(2, 3))
print(torch.zeros_like(torch.tensor([1, 2])), torch.ones_like(torch.tensor([1.0]), dtype=torch.float64), torch.empty(0), torch.zeros(0, 3))
print(torch.tensor(range(3)), torch.tensor((1, 2)), torch.as_tensor([1, 2]), torch.tensor([torch.tensor(1), torch.tensor(2)]))
print(torch.Tensor([1, 2]), torch.Tensor(2, 3).shape, torch.LongTensor([1, 2]), torch.BoolTensor([0, 1]), torch.DoubleTensor([1]))
print(torch.tensor(3).item(), type(torch.tensor(3).item()), torch.tensor([[1.5]]).item(), torch.tensor([[1, 2], [3, 4]]).tolist())
print(torch.tril_indices(3, 3), torch.triu_indices(2, 3, 1), torch.scalar_tensor(2), torch.tensor(1e400), torch.tensor(-0.0))
for bad in (lambda: torch.tensor([[1], [1, 2]]), lambda: torch.tensor("a"), lambda: torch.tensor(None), lambda: torch.zeros(-1), lambda: torch.arange(1, 0), lambda: torch.tensor([1, 2]).item(), lambda: torch.tensor([1, 2], requires_grad=True), lambda: torch.linspace(0, 1, -1), lambda: torch.tensor(2**63), lambda: torch.tensor([1.0], dtype=torch.uint8).requires_grad_()):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:120])
