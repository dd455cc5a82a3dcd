# bounds that are tensors, interpolation by cubic and exact neighbours, and reductions by scattering
import torch
import torch.nn.functional as F


def gradients(function, *tensors):
    leaves = [t.clone().requires_grad_() for t in tensors]
    out = function(*leaves)
    weights = torch.arange(1.0, out.numel() + 1).reshape(out.shape) / 16
    (out * weights).sum().backward()
    print(out.detach())
    for leaf in leaves:
        print(leaf.grad)


x = torch.tensor([[0.5, -1.25, 2.0], [1.5, 0.25, -0.75]])
p = torch.tensor([[0.5, 1.25, 2.0], [1.5, 0.25, 0.75]])
gradients(lambda a, low, high: torch.clamp(a, low, high), x, -p, p)
gradients(lambda a, low: torch.clamp(a, min=low), x, p[0])
gradients(lambda a, high: a.clamp(max=high), x, p[:, :1])
gradients(lambda a, low, high: a.clip(low, high), x, p, -p)
print(torch.clamp(x, p, p).requires_grad, torch.clamp(torch.tensor([1, 5]), torch.tensor([2, 2])))

image = (torch.arange(18.0).reshape(1, 2, 3, 3) * 7 % 11) / 16
for align in (True, False):
    gradients(
        lambda a: F.interpolate(a, size=(4, 5), mode="bicubic", align_corners=align), image
    )
gradients(lambda a: F.interpolate(a, scale_factor=2, mode="bicubic"), image[:, :1, :2, :2])
gradients(lambda a: F.interpolate(a, size=(2, 5), mode="nearest-exact"), image)
gradients(lambda a: F.interpolate(a, size=7, mode="nearest-exact"), image[0])

index = torch.tensor([[0, 0, 1], [2, 2, 2]])
for reduce in ("sum", "prod", "mean", "amax", "amin"):
    for own in (True, False):
        print(reduce, own)
        gradients(
            lambda a, b: a.scatter_reduce(1, index, b, reduce, include_self=own), p - 1, x
        )
print(torch.zeros(3, dtype=torch.int64).scatter_reduce(
    0, torch.tensor([0, 0, 2]), torch.tensor([4, 7, 1]), "amax"))
ties = torch.tensor([2.0, 2.0, 1.0])
gradients(lambda a, b: a.scatter_reduce(0, torch.tensor([0, 0, 1]), b, "amax"), ties, ties)
try:
    x.scatter_reduce(1, index, x, "median")
except RuntimeError as error:
    print(error)

gradients(torch.logaddexp2, x, p)
gradients(lambda a: torch.sinc(a), torch.tensor([0.5, 2.0, 0.0, -1.5]))
gradients(lambda a: F.multilabel_margin_loss(a, torch.tensor([[0, 2, -1], [1, -1, 0]])), x)
gradients(lambda a: torch.select_scatter(a, torch.zeros(3), 0, 1), x)
gradients(lambda a: torch.slice_scatter(a, torch.zeros(1, 3), 0, 1, 2), x)
gradients(lambda a: torch.diagonal_scatter(a, torch.zeros(2)), x)
gradients(lambda a, b: torch.addbmm(a, b, b.mT, beta=0.5, alpha=2), x @ x.T, p.reshape(3, 2, 1))
gradients(lambda a: torch.gradient(a, dim=1)[0], x)
print(torch.gradient(torch.tensor([1.0, 4.0, 9.0, 16.0]), spacing=2.0))
gradients(lambda a: a.renorm(2, 0, 1.5), x)
gradients(lambda a: torch.pdist(a), torch.tensor([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))
gradients(lambda a: torch.mvlgamma(a + 2, 2), p)
