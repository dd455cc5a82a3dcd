"""The last digits of what PyTorch computes by vectors of 512 bits on one thread."""

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)


def show(name, function, *operands):
    operands = [x.clone().requires_grad_() for x in operands]
    out = function(*operands)
    cotangent = torch.linspace(-1, 1, out.numel()).reshape(out.shape) if out.dim() else torch.tensor(1.0)
    print(name, out.flatten().tolist())
    for gradient in torch.autograd.grad(out, operands, cotangent):
        print("  ", gradient.flatten().tolist())


x, y = torch.randn(17, 5), torch.randn(17, 5)
p, q = torch.rand(17, 5), torch.rand(17, 5)
target = torch.randint(0, 5, (17,))
weight = torch.tensor([0.5, 2.0, 3.0, 1.0, 0.3])
image = torch.randn(2, 3, 7, 9)
for name in (
    "leaky_relu silu softsign hardtanh hardswish hardsigmoid logsigmoid relu6 hardshrink sigmoid "
    "tanh selu elu celu softplus"
).split():
    # what the C library computes for the elements left over is not the same everywhere
    show(name, getattr(F, name), torch.cat([x.flatten(), y.flatten()])[:96] * 2)
for dim in (0, 1):
    show("softmax", lambda a: F.softmax(a, dim), x)
    show("log_softmax", lambda a: F.log_softmax(a, dim), x)
wide = torch.randn(4, 50)
show("softmax", lambda a: F.softmax(a, 1), wide)
show("log_softmax", lambda a: F.log_softmax(a, 1), wide)
for reduction in ("none", "mean", "sum"):
    show("mse", lambda a, b: F.mse_loss(a, b, reduction=reduction), x, y)
    show("l1", lambda a, b: F.l1_loss(a, b, reduction=reduction), x, y)
    show("smooth_l1", lambda a, b: F.smooth_l1_loss(a, b, reduction=reduction), x, y)
    show("cross_entropy", lambda a: F.cross_entropy(a, target, reduction=reduction), x)
    show("weighted", lambda a: F.cross_entropy(a, target, weight, reduction=reduction), x)
    show("smoothed", lambda a: F.cross_entropy(a, target, label_smoothing=0.1, reduction=reduction), x)
    show("logits", lambda a: F.binary_cross_entropy_with_logits(a, q, reduction=reduction), x)
    show(
        "positive",
        lambda a: F.binary_cross_entropy_with_logits(a, q, pos_weight=weight, reduction=reduction), x,
    )
show("layer_norm", lambda a, w, b: F.layer_norm(a, (5,), w, b), x, torch.randn(5), torch.randn(5))
show("layer_norm", lambda a: F.layer_norm(a, (50,)), wide)
show("layer_norm", lambda a: F.layer_norm(a, (300,)), torch.randn(2, 300))
show("batch_norm", lambda a, w, b: F.batch_norm(a, None, None, w, b, True), x, torch.randn(5), torch.randn(5))
show("avg_pool", lambda a: F.avg_pool2d(a, 3, 2, 1), image)
show("adaptive", lambda a: F.adaptive_avg_pool2d(a, (3, 4)), image)
for order in (0.5, 1, 2, 3):
    for dim in (None, 0, 1):
        print(order, dim, torch.linalg.vector_norm(wide[:, :37], order, dim).tolist())
    print(order, wide.double().norm(order).item(), wide.t().norm(order).item())
