"""gather, scatter and the index_ family, with their gradients and their checks."""
import torch

x = torch.arange(12.0).view(3, 4).requires_grad_()
i = torch.tensor([[0, 3], [1, 1], [2, 0]])
y = x.gather(1, i)
y.mul(torch.arange(6.0).view(3, 2)).sum().backward()
print(y, x.grad)
src = torch.ones(3, 2, requires_grad=True)
z = torch.zeros(3, 4).scatter(1, i, src * 2)
z2 = torch.zeros(3, 4).scatter_add(1, i, src)
(z.sum() + (z2**2).sum()).backward()
print(z, z2, src.grad)
print(torch.zeros(2, 3).scatter_(1, torch.tensor([[0], [2]]), 1.0), torch.zeros(3).index_add(0, torch.tensor([0, 0, 2]), torch.tensor([1.0, 2.0, 3.0])), torch.zeros(3, 2).index_copy(0, torch.tensor([2]), torch.ones(1, 2)), torch.zeros(3, 2).index_fill(1, torch.tensor([0]), 5.0), torch.zeros(4).put_(torch.tensor([1, 3]), torch.tensor([9.0, 8.0])), torch.zeros(2, 2).masked_fill(torch.eye(2).bool(), -1.0), torch.zeros(2, 2).masked_scatter(torch.eye(2).bool(), torch.tensor([5.0, 6.0])), sep="\n")
w = torch.arange(6.0).view(3, 2).requires_grad_()
e = torch.nn.functional.embedding(torch.tensor([[0, 2], [2, 2]]), w)
e.sum().backward()
print(e, w.grad, torch.nn.functional.one_hot(torch.tensor([0, 2, 1])), torch.nn.functional.one_hot(torch.tensor([[1]]), 3))
for bad in (lambda: x.gather(1, torch.tensor([[5]])), lambda: x.gather(1, torch.tensor([1])), lambda: x.gather(0, i.int()), lambda: x.gather(2, i), lambda: torch.zeros(3).scatter(0, torch.tensor([4]), 1.0), lambda: torch.nn.functional.embedding(torch.tensor([3]), w), lambda: torch.nn.functional.one_hot(torch.tensor([3]), 2), lambda: torch.nn.functional.one_hot(torch.tensor([1.0])), lambda: torch.zeros(2).masked_fill(torch.tensor([1, 0]), 1.0), lambda: torch.zeros(3).index_select(0, torch.tensor([[0]])), lambda: torch.nn.functional.embedding(torch.tensor([1.0]), w)):
    try:
        print(bad())
    except Exception as err:
        print(type(err).__name__, "|", str(err)[:150])
