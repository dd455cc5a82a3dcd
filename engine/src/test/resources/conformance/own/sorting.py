"""sort, topk, kthvalue, unique, searchsorted, bucketize and friends."""
import torch

x = torch.tensor([[3, 1, 2, 1], [0, 5, 5, -1]])
print(x.sort(), x.sort(0), x.sort(descending=True), x.argsort(), torch.sort(x, stable=True), x.topk(2), x.topk(2, largest=False), x.topk(1, dim=0), x.kthvalue(2), torch.msort(x), sep="\n")
print(x.unique(), x.unique(return_inverse=True), x.unique(return_counts=True), torch.unique(torch.tensor([[1, 2], [1, 2], [0, 1]]), dim=0), torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 1]), return_counts=True), sep="\n")
edges = torch.tensor([1.0, 3.0, 5.0])
print(torch.searchsorted(edges, torch.tensor([0.0, 1.0, 4.0, 9.0])), torch.searchsorted(edges, torch.tensor([1.0]), right=True), torch.bucketize(torch.tensor([[0.5, 3.0]]), edges), torch.histc(torch.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3), torch.bincount(torch.tensor([0, 1, 1, 3])), torch.bincount(torch.tensor([0, 1, 1]), weights=torch.tensor([0.5, 1.0, 2.0]), minlength=4), torch.histogram(torch.tensor([1.0, 2.0, 1.0]), 4, range=(0.0, 3.0)))
print(torch.isin(x, torch.tensor([1, 5])), x.nonzero(), x.nonzero(as_tuple=True), torch.argwhere(x > 2), x.flip(1), x.roll(1, 0), x.roll(1), torch.rot90(x), x.fliplr(), torch.sort(torch.tensor([2.0, float("nan"), 1.0])), torch.topk(torch.tensor([1.0, float("nan")]), 1), sep="\n")
for bad in (lambda: x.topk(5), lambda: x.kthvalue(0), lambda: x.sort(2), lambda: x.topk(1, 3), lambda: torch.bincount(torch.tensor([-1])), lambda: torch.bincount(torch.tensor([1.0]))):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:130])
