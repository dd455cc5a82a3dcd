# Activations and their gradients to the last digit: contiguous, transposed and with gaps, whole
# blocks and what is left over.
import struct
import zlib

import torch
import torch.nn.functional as F

torch.manual_seed(0)


def checksum(t):
    numbers = t.detach().flatten().tolist()
    return f"{zlib.crc32(b''.join(struct.pack('<f', v) for v in numbers)):08x}"


functions = {
    "gelu": F.gelu,
    "gelu by tanh": lambda x: F.gelu(x, approximate="tanh"),
    "elu": F.elu,
    "elu 0.7": lambda x: F.elu(x, 0.7),
    "selu": F.selu,
    "celu 0.8": lambda x: F.celu(x, 0.8),
    "silu": F.silu,
    "mish": F.mish,
    "softplus": F.softplus,
    "softplus 2, 3": lambda x: F.softplus(x, 2, 3),
    "logsigmoid": F.logsigmoid,
    "hardswish": F.hardswish,
    "hardsigmoid": F.hardsigmoid,
    "hardtanh": F.hardtanh,
    "leaky_relu": F.leaky_relu,
    "softshrink": F.softshrink,
    "hardshrink": F.hardshrink,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}
for name, function in functions.items():
    for shape in ((1,), (5,), (7, 9), (40, 37), (3, 50)):
        for kind in ("whole", "transposed", "with gaps"):
            if kind == "transposed" and len(shape) < 2:
                continue
            if kind == "with gaps":
                x = (torch.randn(shape[:-1] + (2 * shape[-1],)) * 2)[..., ::2]
            else:
                x = torch.randn(shape) * 2.5
                x = x.t() if kind == "transposed" else x
            x = x.requires_grad_()
            y = function(x)
            g = torch.randn(y.shape)
            (given,) = torch.autograd.grad(y, x, g, retain_graph=True)
            (ones,) = torch.autograd.grad(y.sum(), x)
            print(name, tuple(shape), kind, checksum(y), checksum(given), checksum(ones))
