"""The torch package: binds Python to the engine, which computes."""

from torch._tensor import Size, Tensor, bind_operators, dtype, tensor
from torch._modes import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
from torch import autograd, optim

for _name in _host.dtypes():
    globals()[_name] = dtype(_name)
float, double, long, int, short = float32, float64, int64, int32, int16

bind_operators(globals())

from torch._factories import (
    arange,
    full,
    initial_seed,
    manual_seed,
    ones,
    ones_like,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
    zeros,
    zeros_like,
)


def is_tensor(value):
    return isinstance(value, Tensor)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'torch' has no attribute '{name}'")
    raise NotImplementedError(f"torch.{name} is not supported by Tapedeck")
