# The graph that create_graph records of a backward pass: its nodes are named after the functions
# that PyTorch's derivative formulas call.
import torch
import torch.nn.functional as F

torch.manual_seed(0)
start = torch.rand(2, 3, 4, 4) * 0.8 + 0.1


def walk(node, depth):
    if node is None:
        return "None"
    name = node.name().replace("torch::autograd::", "")
    if depth == 0:
        return name
    return name + "(" + ", ".join(walk(f, depth - 1) for f, _ in node.next_functions) + ")"


def show(name, function):
    x = start.clone().requires_grad_()
    y = function(x)
    (g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
    print(name, "|", walk(g.grad_fn, 2))
    try:
        (gg,) = torch.autograd.grad((g * g).sum(), x)
        print("   ", gg.shape, f"{gg.double().norm().item():.3e}")
    except RuntimeError as e:
        print("   ", e)


for name in (
    "abs acos asin asinh atan atanh cos cosh erf erfc erfinv exp exp2 expm1 log log10 log1p log2"
    " logit reciprocal rsqrt sigmoid sin sinc sinh sqrt square tan tanh sum mean std var norm max"
    " min median deg2rad rad2deg prod"
).split():
    show(name, getattr(torch, name))
for name in (
    "relu relu6 elu selu celu leaky_relu gelu silu mish softplus softsign hardtanh hardswish"
    " hardsigmoid logsigmoid softshrink hardshrink"
).split():
    show(name, getattr(F, name))
show("gelu by tanh", lambda x: F.gelu(x, approximate="tanh"))
for exponent in (0.5, 2, 3, -1, 2.5):
    show(f"x ** {exponent}", lambda x: x**exponent)
show("2 ** x", lambda x: 2**x)
show("1 / x", lambda x: 1 / x)
show("hypot", lambda x: torch.hypot(x, x + 1))
show("maximum", lambda x: torch.maximum(x, x.flip(0)))
show("fmax", lambda x: torch.fmax(x, x.flip(0)))
show("lerp", lambda x: torch.lerp(x, x * 2, 0.3))
show("addcmul", lambda x: torch.addcmul(x, x, x))
show("fmod", lambda x: torch.fmod(x, x + 0.5))
show("mse_loss", lambda x: F.mse_loss(x, x.flip(0)))
show("smooth_l1_loss", lambda x: F.smooth_l1_loss(x, x.flip(0)))
show("huber_loss", lambda x: F.huber_loss(x, x.flip(0)))
show("nll_loss", lambda x: F.nll_loss(x[0, 0], torch.tensor([0, 1, 2, 3])))
show("cross_entropy", lambda x: F.cross_entropy(x[0, 0], torch.tensor([0, 1, 2, 3])))
show("binary_cross_entropy", lambda x: F.binary_cross_entropy(x, x.flip(0).detach()))
show("soft_margin_loss", lambda x: F.soft_margin_loss(x, torch.ones_like(x)))
show("glu", lambda x: F.glu(x, 2))
show("embedding", lambda x: F.embedding(torch.tensor([0, 1, 1]), x[0, 0]))
show("index", lambda x: x[:, [0, 1]])
show("mask", lambda x: x[x > 0.5])
show("sort", lambda x: x.sort(1)[0])
show("topk", lambda x: x.topk(2, 1)[0])
show("max along 1", lambda x: x.max(1)[0])
show("norm 1", lambda x: x.norm(1))
show("norm ∞", lambda x: x.norm(float("inf")))
show("max_pool2d", lambda x: F.max_pool2d(x, 2))
show("avg_pool2d", lambda x: F.avg_pool2d(x, 2))
show("adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, 2))
show("adaptive_max_pool2d", lambda x: F.adaptive_max_pool2d(x, 2))
show("lp_pool2d", lambda x: F.lp_pool2d(x, 2, 2))
show("nearest", lambda x: F.interpolate(x, scale_factor=2))
show("bilinear", lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"))
show("bicubic", lambda x: F.interpolate(x, scale_factor=2, mode="bicubic"))
show("unfold", lambda x: F.unfold(x, 2))
show("stack", lambda x: torch.stack([x, x], 0))
