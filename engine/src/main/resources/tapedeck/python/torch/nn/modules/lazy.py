"""Layers whose first input says how wide it is."""

import torch
from torch.nn.modules import layers
from torch.nn.parameter import UninitializedBuffer, UninitializedParameter


class _Lazy:
    """Made with 0 inputs; becomes the layer itself with its first input."""

    def _leave_open(self, *names):
        for name in names:
            if self._parameters.get(name) is not None:
                self._parameters[name] = UninitializedParameter()
            elif self._buffers.get(name) is not None:
                self._buffers[name] = UninitializedBuffer()

    def has_uninitialized_params(self):
        tensors = [*self._parameters.values(), *self._buffers.values()]
        return any(
            isinstance(one, (UninitializedParameter, UninitializedBuffer)) for one in tensors
        )

    def forward(self, input):
        open_still = self.has_uninitialized_params()
        self._measure(input)
        if open_still:
            with torch.no_grad():
                self._open()
        self.__class__ = self.cls_to_become
        return self.forward(input)


class LazyLinear(_Lazy, layers.Linear):
    cls_to_become = layers.Linear

    def __init__(self, out_features, bias=True, device=None, dtype=None):
        super().__init__(0, out_features, bias, device, dtype)
        self._leave_open("weight", "bias")

    def _measure(self, input):
        self.in_features = input.shape[-1]

    def _open(self):
        self.weight.materialize((self.out_features, self.in_features))
        if self.bias is not None:
            self.bias.materialize((self.out_features,))
        self.reset_parameters()


class _LazyConv(_Lazy):
    def __init__(self, out_channels, kernel_size, *arguments, **keywords):
        super().__init__(0, out_channels, kernel_size, *arguments, **keywords)
        self._leave_open("weight", "bias")

    def _measure(self, input):
        self.in_channels = input.shape[-self._dims - 1]

    def _open(self):
        if self.in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        first, second = self.out_channels, self.in_channels // self.groups
        if self.transposed:
            first, second = self.in_channels, self.out_channels // self.groups
        self.weight.materialize((first, second, *self.kernel_size))
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()


class _LazyNormBase(_Lazy):
    def __init__(self, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None,
                 dtype=None, *, bias=True):
        super().__init__(
            0, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )
        self._leave_open("weight", "bias", "running_mean", "running_var")

    def _measure(self, input):
        # an instance norm may get a single image, without a batch
        single = isinstance(self, layers._InstanceNorm) and input.dim() == self._ranks[0]
        self.num_features = input.shape[0 if single else 1]

    def _open(self):
        for parameter in (self.weight, self.bias):
            if parameter is not None:
                parameter.materialize((self.num_features,))
        for name in ("running_mean", "running_var"):
            if self._buffers[name] is not None:
                self._buffers[name] = self._buffers[name].materialized((self.num_features,))
        self.reset_parameters()


def _lazy(base, kind):
    return type(
        f"Lazy{kind.__name__}", (base, kind), {"cls_to_become": kind, "__module__": __name__}
    )


for _kind in ("Conv{}d", "ConvTranspose{}d"):
    for _dims in (1, 2, 3):
        _found = getattr(layers, _kind.format(_dims))
        globals()[f"Lazy{_found.__name__}"] = _lazy(_LazyConv, _found)
for _kind in ("BatchNorm{}d", "InstanceNorm{}d"):
    for _dims in (1, 2, 3):
        _found = getattr(layers, _kind.format(_dims))
        globals()[f"Lazy{_found.__name__}"] = _lazy(_LazyNormBase, _found)
