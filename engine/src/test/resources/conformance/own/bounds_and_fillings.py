import torch

torch.manual_seed(0)


def show(name, out, *leaves):
    print(name, out.detach().tolist(), out.grad_fn.name() if out.grad_fn else None)
    for leaf in leaves:
        leaf.grad = None
    if out.requires_grad:
        out.backward(torch.arange(out.numel(), dtype=out.dtype).reshape(out.shape) + 1)
        print("  ", [None if leaf.grad is None else leaf.grad.tolist() for leaf in leaves])


x = torch.tensor([[-1.0, 0.5, 2.0], [0.25, -0.5, 1.0]], requires_grad=True)
low = torch.tensor([0.25, 0.5, 0.75], requires_grad=True)
one = torch.tensor(0.25, requires_grad=True)
for bound in (low, one):
    show("clamp_min", torch.clamp_min(x, bound), x, bound)
    show("clamp_max", torch.clamp_max(x, bound), x, bound)
    show("clamp", torch.clamp(x, bound, bound + 1), x, bound)
    y = x * 1
    y.clamp_min_(bound)
    show("clamp_min_", y, x, bound)
    y = x * 1
    y.clamp_max_(bound)
    show("clamp_max_", y, x, bound)
    y = x * 1
    y.clamp_(bound, bound * 2)
    show("clamp_", y, x, bound)
    y = x * 1
    y.clamp_(max=bound)
    show("clamp_ max", y, x, bound)
print(torch.tensor([3, -1, 2]).clamp(0, 2), torch.tensor([3, -1]).clamp(0.5), torch.tensor([3, -1]).clamp_max(1.5))
print(x.t().clamp(0, 1).stride(), x.t().clamp_min(0).stride(), x.t().clamp_max(low.detach().unsqueeze(1)).stride())

mask = torch.tensor([True, False, True])
show("masked_fill", x.masked_fill(mask, one), x, one)
show("masked_fill number", x.masked_fill(mask, 0.25), x, one)
y = x * 1
y.masked_fill_(mask, one)
show("masked_fill_", y, x, one)
index = torch.tensor([0, 2])
show("index_fill", x.index_fill(1, index, one), x, one)
show("index_fill number", x.index_fill(1, index, 3.0), x, one)
y = x * 1
y.index_fill_(1, index, one)
show("index_fill_", y, x, one)
show("copysign", torch.copysign(x, -2), x)
show("copysign tensor", torch.copysign(x, low), x, low)
for name in ("copysign_", "atan2_", "hypot_", "xlogy_"):
    y = x.detach().abs().requires_grad_() * 1
    getattr(y, name)(low)
    show(name, y, low)
y = x.detach().clone()
print(y.heaviside_(torch.tensor(0.5)))
z = torch.tensor([[800.0, 2.0, -3.0], [0.0, 1.0, 90.0]], requires_grad=True)
show("logcumsumexp", torch.logcumsumexp(z, 1), z)
show("logcumsumexp", torch.logcumsumexp(z, 0), z)
for p in (0, 0.5, 1, 2, 3, float("inf")):
    show(f"norm {p}", torch.linalg.vector_norm(x, p), x)

for failing in (
    lambda: x.detach().masked_fill(mask, torch.tensor([1.0])),
    lambda: x.detach().index_fill(1, index, torch.tensor([1.0])),
    lambda: x.detach().clone().clamp_(torch.ones(4, 2, 3)),
    lambda: torch.clamp(x),
):
    try:
        failing()
    except Exception as e:
        print(type(e).__name__, e)

weight = torch.linspace(-1, 1, 16).reshape(1, 2, 2, 4).requires_grad_()
image = torch.linspace(0, 1, 9).reshape(1, 1, 3, 3).requires_grad_()
made = torch.nn.functional.conv_transpose2d(image, weight, stride=2, output_padding=(2, 2), dilation=3)
print(made.shape)
made.backward(torch.arange(made.numel(), dtype=made.dtype).reshape(made.shape))
print(image.grad, weight.grad)
whole = torch.arange(16).reshape(1, 1, 4, 4)
print(torch.nn.functional.conv2d(whole, torch.tensor([[[[1, -2], [3, 4]]]]), torch.tensor([5])))
print(torch.nn.functional.conv_transpose2d(whole, torch.tensor([[[[1, -2], [3, 4]]]]), stride=2))
