import torch
import torch.nn.functional as F

torch.manual_seed(0)


def chain(n):
    name = n.name().replace("torch::autograd::", "")
    return name + "(" + ",".join(chain(m) if m else "-" for m, _ in n.next_functions) + ")"


def show(name, out, *leaves):
    print(name, tuple(out.shape), out.stride(), chain(out.grad_fn) if out.grad_fn else None)
    print("  ", out.detach())
    if not out.requires_grad:
        return
    weight = (torch.arange(out.numel()) % 5 - 1.5).to(out.dtype).reshape(out.shape)
    for leaf, grad in zip(leaves, torch.autograd.grad(out, leaves, weight, allow_unused=True)):
        print("  ", None if grad is None else grad.round(decimals=5) + 0.0)


image = torch.arange(18.0, dtype=torch.float64).reshape(1, 2, 3, 3).sin().requires_grad_()
grid = torch.tensor(
    [[[[-0.9, 0.3], [1.4, -0.2]], [[0.05, -1.7], [0.6, 0.7]]]], dtype=torch.float64
).requires_grad_()
for mode in ("bilinear", "nearest", "bicubic"):
    for border in ("zeros", "border", "reflection"):
        for align in (False, True):
            made = F.grid_sample(image, grid, mode, border, align)
            show(f"grid_sample {mode} {border} {align}", made, image, grid)
volume = torch.arange(8.0, dtype=torch.float64).reshape(1, 1, 2, 2, 2).cos().requires_grad_()
places = torch.tensor([[[[[-0.4, 0.3, 1.2], [0.5, -0.6, 0.1]]]]], dtype=torch.float64).requires_grad_()
for mode in ("bilinear", "nearest"):
    for border in ("zeros", "border", "reflection"):
        show(f"volume {mode} {border}", F.grid_sample(volume, places, mode, border, False), volume, places)
for bad in (
    lambda: F.grid_sample(image, places, align_corners=True),
    lambda: F.grid_sample(image, torch.zeros(2, 1, 1, 2, dtype=torch.float64), align_corners=True),
    lambda: F.grid_sample(image, torch.zeros(1, 1, 1, 3, dtype=torch.float64), align_corners=True),
    lambda: F.grid_sample(volume, places, "bicubic", align_corners=True),
):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)

x = torch.arange(24.0).reshape(2, 3, 2, 2).requires_grad_()
for p in (0.0, 0.5, 1.0):
    for name in ("dropout", "dropout2d", "alpha_dropout", "feature_alpha_dropout"):
        show(f"{name} {p}", getattr(F, name)(x, p, training=True), x)
    y = x[0]
    show(f"dropout1d {p}", F.dropout1d(y[0], p, training=True), x)
    show(f"dropout3d {p}", F.dropout3d(x, p, training=True), x)

a, b = torch.linspace(-1, 1, 6).reshape(2, 3).requires_grad_(), torch.linspace(0, 2, 8).reshape(2, 4).requires_grad_()
w, c = torch.linspace(-1, 2, 24).reshape(2, 3, 4).requires_grad_(), torch.tensor([0.5, -0.5], requires_grad=True)
show("bilinear", F.bilinear(a, b, w), a, b, w)
for pads in ((1, 1, 1, 2), (-1, 1, 0, 1), (0, 0, 2, 0)):
    show(f"circular {pads}", F.pad(x, pads, "circular"), x)
show("circular 1d", F.pad(x[0], (2, 1), "circular"), x)
for mean, std in ((a, 0.5), (0.5, a.exp()), (a, a.exp())):
    show("normal", torch.normal(mean, std), a)
image = torch.linspace(-1, 1, 10).reshape(1, 10).requires_grad_()
kernel = torch.tensor([[[0.5, -1.0]]], requires_grad=True)
show("same", F.conv1d(image, kernel, padding="same"), image, kernel)
z = torch.tensor([[1.5, 2.5], [3.25, 4.0]], requires_grad=True)
show("mvlgamma", torch.mvlgamma(z, 2), z)
print(torch.mvlgamma(torch.tensor([3, 5]), 2), torch.histogram(torch.tensor([1.0, 1.0]), 3))
print(torch.histogram(torch.tensor([1.0, 2.0, 4.0]), 3, weight=torch.tensor([1.0, 2.0, 4.0]), density=True))
print(torch.histogram(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.0, 1.0, 3.0, 4.0])))
m = torch.tensor([[1.0, 4.0, 2.0, 7.0], [2.0, 1.0, 0.0, 5.0]], requires_grad=True)
show("cov", torch.cov(m, fweights=torch.tensor([1, 2, 1, 3]), aweights=torch.tensor([0.5, 1.0, 0.25, 1.0])), m)
show("corrcoef", torch.corrcoef(m), m)
show("diff", torch.diff(m, 2, prepend=torch.zeros(2, 1)), m)
show("diff 0", torch.diff(m, 0), m)
for order in (1, 2):
    for step in (1, 0.5, [torch.tensor([0.0, 1.0, 1.5, 4.0])]):
        for made in torch.gradient(m, spacing=step, dim=1, edge_order=order):
            show(f"gradient {order}", made, m)
print(torch.unique_consecutive(torch.tensor([[1, 1], [1, 1], [2, 1]]), True, True, 0))
print(torch.searchsorted(torch.tensor([3.0, 1.0, 2.0]), torch.tensor([2.0]), side="right", sorter=torch.tensor([1, 2, 0])))
print(torch.tensor_split(torch.arange(7), torch.tensor([2, 5])), torch.nonzero(torch.tensor(3.0), as_tuple=True))
