"""Indexing reads: integers, slices, None, ellipsis, masks and tensors of integers, with gradients."""
import torch

x = torch.arange(24.0).view(2, 3, 4).requires_grad_()
i, j = torch.tensor([1, 0]), torch.tensor([[0, 2], [1, -1]])
mask = torch.tensor([[True, False, True], [False, True, False]])
for name, y in (("int", x[1]), ("neg", x[-1, -1, -1]), ("slice", x[:, 1:, ::2]), ("none", x[None, :, None]), ("dots", x[..., 0]), ("mid dots", x[0, ..., 1]), ("mask", x[mask]), ("mask all", x[x > 20]), ("ints", x[i]), ("pair", x[i, i]), ("matrix", x[0][j]), ("split ints", x[i, :, i]), ("first and last", x[:, i, i]), ("list", x[[0, 1, 0]]), ("mixed", x[0, [0, 2], 1:3]), ("true", x[True].shape), ("false", x[False].shape), ("0-dim", x[torch.tensor(1)]), ("empty", x[torch.tensor([], dtype=torch.long)])):
    print(name, tuple(y) if isinstance(y, torch.Size) else (tuple(y.shape), y.flatten()[:6].tolist(), type(y.grad_fn).__name__))
(x[mask].sum() + x[i, i].pow(2).sum() + x[..., 0].sum() + x[[0, 0, 1], 1, 1].sum()).backward()
print(x.grad)
print(torch.take(x, torch.tensor([0, 5, -1])), x.index_select(1, torch.tensor([2, 0])).shape, torch.masked_select(x, mask[..., None])[:4], x.take_along_dim(torch.tensor([[[0], [1], [2]]]), 2).shape)
for bad in (lambda: x[2], lambda: x[:, 3], lambda: x[0, 0, 0, 0], lambda: x[torch.tensor([5])], lambda: x[mask[:, :2]], lambda: x[1.5], lambda: x[::-1], lambda: x["a"], lambda: x[i, torch.tensor([0, 1, 2])], lambda: torch.tensor(1)[0]):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:150])
