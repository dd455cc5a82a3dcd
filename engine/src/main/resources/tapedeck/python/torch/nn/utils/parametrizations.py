"""torch.nn.utils.parametrizations: weights computed from other parameters."""

import torch
from torch.nn import Module, Parameter


def _norm_except(weight, dim):
    if dim is None:
        return weight.norm()
    dims = [d for d in range(weight.dim()) if d != dim % weight.dim()]
    return weight.norm(2, dims, keepdim=True)


class _Computed(Module):
    """Holds the originals of one weight, and computes it."""


class _WeightNorm(_Computed):
    def __init__(self, weight, dim):
        super().__init__()
        self.dim = dim
        self.original0 = Parameter(_norm_except(weight.detach(), dim))
        self.original1 = Parameter(weight.detach().clone())

    def forward(self):
        return self.original1 * (self.original0 / _norm_except(self.original1, self.dim))


def weight_norm(module, name="weight", dim=0):
    weight = getattr(module, name)
    computed = _WeightNorm(weight, dim)
    del module._parameters[name]
    if "parametrizations" not in module._modules:
        module.parametrizations = Module()
    module.parametrizations.add_module(name, computed)
    kind = type(module)
    module.__class__ = type(
        f"Parametrized{kind.__name__}", (kind,), {name: property(lambda self: computed())}
    )
    return module
