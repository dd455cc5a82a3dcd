"""Activations in place and poolings with indices that torch.nn.functional has as functions."""

import torch
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(2, 3, requires_grad=True)
calls = [
    ("celu_", lambda t: F.celu_(t, 1.5)),
    ("selu_", F.selu_),
    ("threshold_", lambda t: F.threshold_(t, 0.1, 2.0)),
    ("elu_", F.elu_),
    ("leaky_relu_", F.leaky_relu_),
    ("torch.celu_", torch.celu_),
    ("torch.selu_", torch.selu_),
    ("torch.threshold_", lambda t: torch.threshold_(t, 0.1, 2.0)),
]
for name, call in calls:
    copy = x * 1
    result = call(copy)
    (gradient,) = torch.autograd.grad(result.sum(), x)
    print(name, result is copy, copy, gradient)
    try:
        call(x)
    except RuntimeError as error:
        print(error)

for dims in (1, 2, 3):
    image = torch.randn(1, 2, *([4] * dims), requires_grad=True)
    for name, size in (("max", 2), ("adaptive_max", 3)):
        pool = getattr(F, f"{name}_pool{dims}d_with_indices")
        values, indices = pool(image, size)
        print(name, dims, values, indices)
