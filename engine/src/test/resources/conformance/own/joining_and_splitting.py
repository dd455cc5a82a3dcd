"""cat, stack, split, chunk, tile, repeat, pad and meshgrid."""
import torch
import torch.nn.functional as F

a, b = torch.arange(6).view(2, 3), -torch.arange(6).view(2, 3)
print(torch.cat([a, b]), torch.cat((a, b), 1), torch.stack([a, b]).shape, torch.stack([a, b], -1)[0], torch.vstack([a, b]).shape, torch.hstack([a, b]).shape, torch.dstack([a, b]).shape, torch.column_stack([torch.arange(2), a]), torch.cat([torch.tensor([]), torch.ones(2)]), torch.concat([a, a[:0]]), sep="\n")
print(a.split(1), a.split([1, 2], 1), torch.arange(7).chunk(3), torch.arange(7).tensor_split(3), a.unbind(), torch.arange(5).split(2), a.chunk(5), torch.hsplit(a, 3) if hasattr(torch, "hsplit") else "")
print(a.repeat(2, 1), a.repeat(2, 1, 1).shape, a.tile(2), a.tile((2, 1)), a.repeat_interleave(2), a.repeat_interleave(2, dim=1), a.repeat_interleave(torch.tensor([1, 2]), dim=0), torch.repeat_interleave(torch.tensor([2, 1])), a.expand(2, 2, 3).shape, sep="\n")
x = torch.arange(6.0).view(1, 2, 3)
print(F.pad(x, (1, 1)), F.pad(x, (1, 0, 0, 1), value=9.0), F.pad(x, (1, 1), mode="reflect"), F.pad(x, (2, 1), mode="replicate"), F.pad(x, (1, 2), mode="circular"), F.pad(x, (-1, 0)), sep="\n")
print(torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij"), torch.cartesian_prod(torch.arange(2), torch.arange(2)), torch.combinations(torch.arange(3)), torch.block_diag(a, a).shape, torch.diag(torch.arange(3)), torch.diag(a), a.diagonal(1), torch.diag_embed(a).shape, torch.tril(a), a.triu(1), torch.atleast_2d(torch.tensor(1)), a.flatten(), a.unflatten(1, (3, 1)).shape, a.ravel(), a.squeeze(0).shape, torch.squeeze(torch.ones(1, 2, 1)).shape, a.swapaxes(0, 1).shape, torch.ones(2, 3, 4).movedim(0, -1).shape, torch.vander(torch.tensor([1, 2, 3])), sep="\n")
for bad in (lambda: torch.cat([a, torch.ones(3, 2)]), lambda: torch.cat([]), lambda: torch.stack([a, torch.ones(1)]), lambda: a.split([1, 1], 1), lambda: a.chunk(0), lambda: torch.cat([a, torch.tensor(1)]), lambda: F.pad(x, (5, 5), mode="reflect"), lambda: a.repeat(2), lambda: torch.cat([a], 2), lambda: a.split(0)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:150])
