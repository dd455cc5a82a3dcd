"""torch.nn.functional: layers and losses as functions."""

import math

import torch
from torch import _warnings
from torch._tensor import Tensor, _refuse as refuse, _tensors, function_of, in_place_of, raw

_row = _host.row


def _rows(name, *arguments, **keywords):
    return _row(name, [raw(a) for a in arguments], {k: raw(v) for k, v in keywords.items()})


# ---- activations

relu_ = in_place_of("relu")
_IN_PLACE = {
    name: in_place_of(name)
    for name in (
        "relu elu celu leaky_relu hardtanh hardsigmoid hardswish silu mish threshold"
    ).split()
}
_IN_PLACE["relu6"] = lambda input: hardtanh_(input, 0.0, 6.0)


def selu_(input):
    return elu_(input, 1.6732632423543772, 1.0507009873554805)


_IN_PLACE["selu"] = selu_


def _activation(name, op=None, defaults=()):
    op = op or name

    most = len(defaults) + (2 if op in _IN_PLACE else 1)

    def function(input, *arguments, inplace=False, **keywords):
        if len(arguments) >= most:
            least = "from 1 to " if most > 1 else ""
            raise TypeError(
                f"{name}() takes {least}{most} positional argument{'s' if most > 1 else ''} but "
                f"{len(arguments) + 1} were given"
            )
        if len(arguments) > len(defaults):
            arguments, inplace = arguments[: len(defaults)], arguments[len(defaults)]
        values = list(arguments) + [
            keywords.pop(key, value) for key, value in defaults[len(arguments) :]
        ]
        if keywords:
            raise TypeError(f"{name}() got an unexpected keyword argument '{next(iter(keywords))}'")
        if inplace:
            return _IN_PLACE[op](input, *values)
        return _row(op, [raw(input), *[raw(value) for value in values]], {})

    function.__name__ = function.__qualname__ = name
    return function


relu = _activation("relu")
relu6 = _activation("relu6")
leaky_relu = _activation("leaky_relu", defaults=(("negative_slope", 0.01),))
elu = _activation("elu", defaults=(("alpha", 1.0),))
celu = _activation("celu", defaults=(("alpha", 1.0),))
selu = _activation("selu")
silu = _activation("silu")
mish = _activation("mish")
_hardtanh = _activation("hardtanh", defaults=(("min_val", -1.0), ("max_val", 1.0)))


def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return _hardtanh(input, min_val, max_val, inplace)


hardsigmoid = _activation("hardsigmoid")
hardswish = _activation("hardswish")
_thresholded = _activation("threshold", defaults=(("threshold", None), ("value", None)))


def _threshold(input, threshold, value, inplace=False):
    return _thresholded(input, threshold, value, inplace)


threshold = _threshold
logsigmoid = _activation("logsigmoid", "log_sigmoid")
softsign = _activation("softsign")
tanhshrink = _activation("tanhshrink")
softplus = _activation("softplus", defaults=(("beta", 1.0), ("threshold", 20.0)))


def softshrink(input, lambd=0.5):
    if lambd < 0:
        raise RuntimeError(
            "lambda must be in range [0, 3.40282e+38] for input dtype Float, but found "
            f"{lambd:g}"
        )
    return _row("softshrink", [raw(input), lambd], {})


hardshrink = _activation("hardshrink", defaults=(("lambd", 0.5),))
elu_, celu_, leaky_relu_, hardtanh_, threshold_ = (
    _IN_PLACE[n] for n in ("elu", "celu", "leaky_relu", "hardtanh", "threshold")
)


def sigmoid(input):
    return input.sigmoid()


def tanh(input):
    return input.tanh()



def gelu(input, approximate="none"):
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return _row("gelu", [raw(input)], {"approximate": approximate})


def glu(input, dim=-1):
    if input.dim() == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    return _row("glu", [raw(input), dim], {})


def prelu(input, weight):
    if weight.numel() != 1 and input.dim() == 0:
        raise RuntimeError("Not allow zero-dim input tensor.")
    if weight.dim() > 1 and input.is_floating_point():
        channels = input.size(1) if input.dim() > 1 else 1
        if weight.numel() not in (1, channels):
            raise RuntimeError(
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{weight.numel()} and channel size = {channels}."
            )
        raise RuntimeError(
            "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = "
            f"{weight.dim()}"
        )
    return _row("prelu", [raw(input), raw(weight)], {})


def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False):
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    if inplace:
        return _host.row_in_place("rrelu_with_noise", [raw(input), lower, upper, training], {})
    return _row("rrelu_with_noise", [raw(input), lower, upper, training], {})[0]


def rrelu_(input, lower=1.0 / 8, upper=1.0 / 3, training=False):
    return rrelu(input, lower, upper, training, inplace=True)


def _implicit_dim(name, dimensions):
    _warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include "
        "dim=X as an argument.",
    )
    return 0 if dimensions in (0, 1, 3) else 1


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    dim = _implicit_dim("softmax", input.dim()) if dim is None else dim
    return input.softmax(dim) if dtype is None else input.softmax(dim, dtype=dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    dim = _implicit_dim("softmin", input.dim()) if dim is None else dim
    return (-input).softmax(dim, dtype=dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    dim = _implicit_dim("log_softmax", input.dim()) if dim is None else dim
    return input.log_softmax(dim) if dtype is None else input.log_softmax(dim, dtype=dtype)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    rows = torch.empty_like(logits, memory_format=torch.contiguous_format)
    noise = -rows.exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    one = torch.zeros_like(logits).scatter_(dim, index, 1.0)
    return one - soft.detach() + soft


# ---- linear


def linear(input, weight, bias=None):
    if weight.dim() > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {weight.dim()}D")
    if bias is not None and weight.dim() != 2 and input.dim() == 1:
        raise RuntimeError(f"mat2 must be a matrix, got {weight.dim()}-D tensor")
    if not (input.dim() and weight.dim()):
        raise RuntimeError(
            "both arguments to linear need to be at least 1D, but they are "
            f"{input.dim()}D and {weight.dim()}D"
        )
    return _row("linear", [raw(input), raw(weight), raw(bias)], {})


def _cpp_type(tensor):
    return torch._tensor._tensors.cpp_type(tensor._j)


def _check_bilinear_types(input1, input2, weight, bias):
    named = {"input1": input1, "input2": input2, "weight": weight, "bias": bias}
    kinds = {name: _cpp_type(t) for name, t in named.items() if t is not None}
    if len(set(kinds.values())) > 1:
        listed = ", ".join(f"{name}: {kind}" for name, kind in kinds.items())
        raise RuntimeError(f"All tensors must have the same dtype, got {listed}")


def _check_bilinear_sizes(input1, input2, weight, bias):
    for d in range(input1.dim() - 1):
        if input1.size(d) != input2.size(d):
            raise RuntimeError(
                f"bilinear(): input batch dimensions do not match at dim {d}: got "
                f"{input1.size(d)} and {input2.size(d)}"
            )
    for i, one in enumerate((input1, input2), 1):
        if one.size(-1) != weight.size(i):
            raise RuntimeError(
                f"bilinear(): input{i} size does not match weight size: got {one.size(-1)} but "
                f"expected {weight.size(i)}"
            )
    if bias is not None and bias.size(0) != weight.size(0):
        raise RuntimeError(
            f"bilinear(): bias size does not match weight size: got {bias.size(0)} but expected "
            f"{weight.size(0)}"
        )


def bilinear(input1, input2, weight, bias=None):
    if input1.dim() != input2.dim():
        raise RuntimeError(
            "bilinear(): input dimensions do not match: got "
            f"{input1.dim()} and {input2.dim()}"
        )
    _check_bilinear_types(input1, input2, weight, bias)
    _check_bilinear_sizes(input1, input2, weight, bias)
    flat = [x.reshape(-1, x.size(-1)) for x in (input1, input2)]
    made = _rows("bilinear_products", flat[0], weight, flat[1]).reshape(*input1.shape[:-1], weight.size(0))
    return made if bias is None else made + bias


def embedding(
    input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False,
    sparse=False,
):
    if weight.dim() != 2:
        raise RuntimeError("'weight' must be 2-D")
    if padding_idx is None:
        padding_idx = -1
    elif padding_idx < 0:
        padding_idx += weight.size(0)
    if max_norm is not None:
        _renorm_rows(weight, input, max_norm, norm_type)
    return _row("embedding", [raw(weight), raw(input), padding_idx, scale_grad_by_freq, sparse], {})


def _renorm_rows(weight, indices, max_norm, norm_type):
    """Shortens, in place, the rows that are looked up and longer than allowed."""
    with torch.no_grad():
        for i in indices.reshape(-1).unique().tolist():
            length = weight[i].norm(norm_type)
            if length > max_norm:
                weight[i] = weight[i] * (max_norm / (length + 1e-7))


def embedding_bag(
    input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False,
    mode="mean", sparse=False, per_sample_weights=None, include_last_offset=False,
    padding_idx=None,
):
    if weight.dtype is torch.int64 and input.is_floating_point():
        _warnings.warn(
            "Argument order of nn.functional.embedding_bag was changed. Usage `embedding_bag("
            "weight, input, ...)` is deprecated, and should now be `embedding_bag(input, weight, "
            "...)`."
        )
        input, weight = weight, input
    if per_sample_weights is not None and input.size() != per_sample_weights.size():
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then "
            f"it must have the same shape as the input ({input.shape})"
        )
    if weight.dim() != 2:
        raise ValueError(
            f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.dim()}"
        )
    if input.dim() not in (1, 2):
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.dim()}"
        )
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch "
                f"of fixed length sequences. However, found offsets of type {type(offsets)}"
            )
        offsets = torch.arange(0, input.numel(), input.size(1))
        input = input.reshape(-1)
        if per_sample_weights is not None:
            per_sample_weights = per_sample_weights.reshape(-1)
        include_last_offset = False
    elif offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    elif offsets.dim() != 1:
        raise ValueError("offsets has to be a 1D Tensor")
    modes = {"sum": 0, "mean": 1, "max": 2}
    if mode not in modes:
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and scale_grad_by_freq:
        raise ValueError("max mode does not support scaling the gradient by the frequency")
    if mode == "max" and sparse:
        raise ValueError("max mode does not support sparse weights")
    if max_norm is not None:
        _renorm_rows(weight, input, max_norm, norm_type)
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported "
            f"for mode='sum' (got mode='{mode}'). Please open a feature request on GitHub."
        )
    if include_last_offset:
        if not len(offsets):
            raise RuntimeError("include_last_offset: number of offset should be at least 1")
        input, offsets = input[: offsets[-1]], offsets[:-1]
    if padding_idx is None:
        padding_idx = -1
    elif not -weight.size(0) <= padding_idx < weight.size(0):
        raise RuntimeError(
            f"padding_idx must be within the number of embeddings, -{weight.size(0)} through "
            f"{weight.size(0) - 1}, but got {padding_idx}"
        )
    elif padding_idx < 0:
        padding_idx += weight.size(0)
    return _rows(
        "_embedding_bag", weight, input, offsets, modes[mode], per_sample_weights, padding_idx,
        scale_grad_by_freq, sparse,
    )[0]


def one_hot(tensor, num_classes=-1):
    if num_classes == -1 and isinstance(tensor, Tensor) and _tensors.is_batched(tensor._j):
        raise RuntimeError(
            "When vmap-ing torch.nn.functional.one_hot, please provide an explicit positive "
            "num_classes argument."
        )
    return _row("one_hot", [raw(tensor), num_classes], {})


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    length = input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    return input / length if out is None else torch.div(input, length, out=out)


def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    if x1.shape != x2.shape:
        x1, x2 = torch.broadcast_tensors(x1, x2)
    common = torch.promote_types(x1.dtype, x2.dtype)
    if not common.is_floating_point:
        raise RuntimeError(
            "expected common dtype to be floating point, yet common dtype is "
            + torch._tensor._LEGACY[common._name]
        )
    x1, x2 = x1.to(common), x2.to(common)
    n1 = torch.linalg.vector_norm(x1, 2, dim, True).clone()
    n2 = torch.linalg.vector_norm(x2, 2, dim, True).clone()
    with torch.no_grad():
        # the lengths are clamped where they are, which the derivative does not see
        n1.clamp_min_(eps)
        n2.clamp_min_(eps)
    return ((x1 / n1) * (x2 / n2)).sum(dim)


def _plus(tensor, number):
    """A sum with a number that PyTorch computes inside: its node saves no tensor for it."""
    return _row("add.Scalar", [raw(tensor), number], {})


def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    difference = _plus(x1 - x2, eps)
    return _row("norm.ScalarOpt_dim", [raw(difference), p, [difference.dim() - 1], keepdim], {})


def pdist(input, p=2):
    if input.dim() == 2 and p < 0:
        raise RuntimeError("pdist only supports non-negative p values")
    return _row("pdist", [raw(input), p], {})


# ---- dropout


def dropout(input, p=0.5, training=True, inplace=False):
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    _check_dropped(input, p, training)
    made = _row("dropout", [raw(input), float(p), bool(training)], {})
    return input.copy_(made) if inplace else made


def _check_dropped(input, p, training):
    if training and 0 < p < 1 and input.numel() and not input.is_floating_point():
        raise RuntimeError(
            "result type Float can't be cast to the desired output type "
            + torch._tensor._LEGACY[input.dtype._name]
        )


def _dropped(input, p, training, feature, alpha):
    """Whole channels at once for `feature`; `alpha` keeps mean and variance of what SELU makes."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0 or input.numel() == 0:
        return input
    if p == 1:
        return input * torch.zeros((), dtype=input.dtype)
    sizes = list(input.shape)
    if feature:
        if len(sizes) < 2:
            raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
        sizes[2:] = [1] * (len(sizes) - 2)
    noise = torch.empty(sizes, dtype=input.dtype) if feature else torch.empty_like(input)
    noise.bernoulli_(1 - p)
    if not alpha:
        return input * noise.div_(1 - p)
    scale = 1.7580993408473766
    a = 1.0 / math.sqrt((scale * scale * p + 1) * (1 - p))
    shift = noise.add(-1).mul_(scale * a).add_(scale * a * p)
    return (input * noise.mul_(a)).add_(shift)


def _of_batch(function, input, dims):
    """What `function` makes of a batch, for an input that may be without one."""
    return function(input) if input.dim() == dims else function(input.unsqueeze(0)).squeeze(0)


def _written(input, made, inplace):
    return input.copy_(made) if inplace and made is not input else made


def dropout1d(input, p=0.5, training=True, inplace=False):
    if 0.0 <= p <= 1.0 and input.dim() not in (2, 3):
        raise RuntimeError(
            f"dropout1d: Expected 2D or 3D input, but received a {input.dim()}D input. Note that "
            "dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, "
            "a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs)."
        )
    made = _of_batch(lambda x: _dropped(x, p, training, True, False), input, 3)
    return _written(input, made, inplace)


def dropout2d(input, p=0.5, training=True, inplace=False):
    return _written(input, _dropped(input, p, training, True, False), inplace)


def dropout3d(input, p=0.5, training=True, inplace=False):
    made = _of_batch(lambda x: _dropped(x, p, training, True, False), input, 5)
    return _written(input, made, inplace)


feature_dropout = dropout2d


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    return _written(input, _dropped(input, p, training, False, True), inplace)


def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    return _written(input, _dropped(input, p, training, True, True), inplace)


# ---- convolutions and pooling


def _conv(dims):
    op = f"conv{dims}d"

    def function(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        if isinstance(padding, str):
            if padding == "valid":
                padding = 0
            elif padding == "same":
                if input.dim() == dims + 1:
                    return function(
                        input.unsqueeze(0), weight, bias, stride, padding, dilation, groups
                    ).squeeze(0)
                input, padding = _same(input, weight, stride, dilation, dims)
            else:
                raise RuntimeError(f"Invalid padding string: '{padding}'")
        return _rows(op, input, weight, bias, stride, padding, dilation, groups)

    function.__name__ = op
    return function


def _tuple(value, count):
    return (value,) * count if isinstance(value, int) else tuple(value)


def _same(input, weight, stride, dilation, dims):
    """Padding that keeps the size; what cannot be shared evenly goes behind."""
    if any(s != 1 for s in _tuple(stride, dims)):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    totals = [
        d * (k - 1) for d, k in zip(_tuple(dilation, dims), weight.shape[2:])
    ]
    if any(total % 2 for total in totals):
        extra = []
        for total in reversed(totals):
            extra += [0, total % 2]
        input = pad(input, extra)
    return input, [total // 2 for total in totals]


def _conv_transpose(dims):
    op = f"conv_transpose{dims}d"

    def function(
        input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
    ):
        return _rows(op, input, weight, bias, stride, padding, output_padding, groups, dilation)

    function.__name__ = op
    return function


conv1d, conv2d, conv3d = _conv(1), _conv(2), _conv(3)
conv_transpose1d, conv_transpose2d, conv_transpose3d = (_conv_transpose(d) for d in (1, 2, 3))


def _check_padding(padding):
    least = min(_tuple(padding, 1))
    if least < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {least}")


_LENGTHS = {
    ("avg", 1): "avg_pool1d() argument 'kernel_size' should contain one int (got {})",
    ("avg", 2): "avg_pool2d: kernel_size must either be a single int, or a tuple of two ints",
    ("avg", 3): "avg_pool3d: kernel_size must be a single int, or a tuple of three ints",
    ("max", 1): (
        "max_pool1d() kernel_size must be an int, list of ints or tuple of ints of size 1 but got "
        "size {}"
    ),
    ("max", 2): "max_pool2d: kernel_size must either be a single int, or a tuple of two ints",
    ("max", 3): "max_pool3d: kernel_size must either be a single int, or a tuple of three ints",
}


def _check_kernel(kind, kernel_size, dims):
    if isinstance(kernel_size, (tuple, list)) and len(kernel_size) not in (1, dims):
        raise RuntimeError(_LENGTHS[kind, dims].format(len(kernel_size)))


def _check_positive(kind, kernel_size, stride, dims):
    sizes = _tuple(kernel_size, dims) if not isinstance(kernel_size, (tuple, list)) else kernel_size
    if min(sizes) > 0:
        return
    if min(sizes) == 0 and stride is None and not (kind == "max" and dims == 1):
        raise RuntimeError("stride should not be zero")
    if kind == "max" and dims == 1:
        raise RuntimeError(f"max_pool1d() kernel_size must be greater than zero, but got {sizes[0]}")
    sizes = [1, *sizes] if dims == 1 else list(sizes) * (dims if len(sizes) == 1 else 1)
    names = ("kT", "kH", "kW") if dims == 3 else ("kH", "kW")
    shown = " ".join(f"{name}: {size}" for name, size in zip(names, sizes))
    raise RuntimeError(f"kernel size should be greater than zero, but got {shown}")


def _check_image(input, dims, average=False):
    if dims == 2 and input.dim() in (3, 4) and 0 in list(input.shape)[-3:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got:{list(input.shape)}"
        )
    if dims == 2 and average and input.dim() > 4:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got:{list(input.shape)}"
        )
    if dims > 1 and input.dim() not in (dims + 1, dims + 2):
        raise RuntimeError(
            f"non-empty {dims + 1}D or {dims + 2}D (batch mode) tensor expected for input"
        )


def _max_pool(dims):
    def function(
        input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False,
        return_indices=False,
    ):
        _check_kernel("max", kernel_size, dims)
        if dims == 1 and input.dim() not in (2, 3):
            raise RuntimeError(
                "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size "
                f"for input, but got:{list(input.shape)}"
            )
        _check_image(input, dims)
        _check_positive("max", kernel_size, stride, dims)
        _check_padding(padding)
        stride = [] if stride is None else stride
        values, indices = _rows(
            f"max_pool{dims}d_with_indices", input, kernel_size, stride, padding, dilation,
            bool(ceil_mode),
        )
        return (values, indices) if return_indices else values

    function.__name__ = f"max_pool{dims}d"
    function.__qualname__ = "_" + function.__name__
    return function


max_pool1d, max_pool2d, max_pool3d = _max_pool(1), _max_pool(2), _max_pool(3)


def _with_indices(pool):
    def function(input, *arguments, **keywords):
        return pool(input, *arguments, return_indices=True, **keywords)

    function.__name__ = function.__qualname__ = pool.__name__ + "_with_indices"
    return function


max_pool1d_with_indices, max_pool2d_with_indices, max_pool3d_with_indices = (
    _with_indices(pool) for pool in (max_pool1d, max_pool2d, max_pool3d)
)


def _fractional_pool(dims):
    name = f"fractional_max_pool{dims}d"

    def function(
        input, kernel_size, output_size=None, output_ratio=None, return_indices=False,
        _random_samples=None,
    ):
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
        if output_size is None:
            ratios = _tuple(output_ratio, dims)
            output_size = [int(n * r) for n, r in zip(input.shape[-dims:], ratios)]
        if _random_samples is None:
            channels = input.size(-dims - 1)
            batch = 1 if input.dim() == dims + 1 else input.size(0)
            _random_samples = torch.rand(batch, channels, dims, dtype=input.dtype)
        values, indices = _rows(name, input, kernel_size, list(_tuple(output_size, dims)),
                                _random_samples)
        return (values, indices) if return_indices else values

    function.__name__ = name
    return function


fractional_max_pool2d, fractional_max_pool3d = _fractional_pool(2), _fractional_pool(3)


fractional_max_pool2d_with_indices, fractional_max_pool3d_with_indices = (
    _with_indices(pool) for pool in (fractional_max_pool2d, fractional_max_pool3d)
)


def _avg_pool(dims):
    def function(
        input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
        divisor_override=None,
    ):
        _check_kernel("avg", kernel_size, dims)
        if dims == 1 and input.dim() not in (2, 3):
            raise RuntimeError(
                f"Expected 2 to 3 dimensions, but got {input.dim()}-dimensional tensor for "
                "argument #1 'self' (while checking arguments for avg_pool1d)"
            )
        if dims == 2 and input.dim() < 3:
            input.size(-3)
        _check_image(input, dims, average=True)
        _check_positive("avg", kernel_size, stride, dims)
        _check_padding(padding)
        stride = [] if stride is None else stride
        arguments = [kernel_size, stride, padding, bool(ceil_mode), bool(count_include_pad)]
        if dims > 1:
            arguments.append(divisor_override)
        return _rows(f"avg_pool{dims}d", input, *arguments)

    function.__name__ = f"avg_pool{dims}d"
    return function


avg_pool1d, avg_pool2d, avg_pool3d = _avg_pool(1), _avg_pool(2), _avg_pool(3)


def _output_size(input, size, dims):
    if isinstance(size, int):
        return [size] * dims
    own = input.shape[-dims:]
    return [o if s is None else s for s, o in zip(size, own)]


def _adaptive(kind, dims):
    def average(input, output_size):
        given = output_size if isinstance(output_size, (tuple, list)) else [output_size] * dims
        if len(given) != dims:
            raise RuntimeError(
                f"adaptive_avg_pool1d() argument 'output_size' should contain one int (got "
                f"{len(given)})"
                if dims == 1 else f"adaptive_avg_pool{dims}d: output_size must be {dims}"
            )
        if dims == 1 and input.dim() not in (2, 3):
            raise RuntimeError(
                f"Expected 2 to 3 dimensions, but got {input.dim()}-dimensional tensor for "
                "argument #1 'self' (while checking arguments for adaptive_avg_pool1d)"
            )
        if dims > 1 and isinstance(output_size, (tuple, list)) and input.dim() <= dims:
            raise ValueError(f"Input dimension should be at least {dims + 1}")
        if dims > 1 and input.dim() == dims and all(size == 1 for size in given):
            return input.mean(list(range(dims)), keepdim=True)
        if input.dim() not in (dims + 1, dims + 2):
            raise RuntimeError(
                f"adaptive_avg_pool{dims}d(): Expected {dims + 1}D or {dims + 2}D tensor, but got "
                f"{list(input.shape)}"
            )
        size = _output_size(input, output_size, dims)
        if min(size) < 0:
            shown = ", ".join(str(n) for n in ([1] * (2 - dims) + size))
            raise RuntimeError(
                f"adaptive_avg_pool{max(dims, 2)}d: elements of output_size must be greater than or "
                "equal to 0 but received {" + shown + "}"
            )
        return _rows(f"adaptive_avg_pool{dims}d", input, size)

    def largest(input, output_size, return_indices=False):
        if isinstance(output_size, (tuple, list)) and input.dim() <= dims:
            raise ValueError(f"Input dimension should be at least {dims + 1}")
        if dims == 1 and input.dim() not in (2, 3):
            raise RuntimeError(
                f"Expected 2 to 3 dimensions, but got {input.dim()}-dimensional tensor for "
                "argument #1 'self' (while checking arguments for adaptive_max_pool1d)"
            )
        if input.dim() not in (dims + 1, dims + 2):
            raise RuntimeError(
                f"adaptive_max_pool{dims}d(): Expected {dims + 1}D or {dims + 2}D tensor, but got: "
                f"{list(input.shape)}"
            )
        given = output_size if isinstance(output_size, (tuple, list)) else [output_size] * dims
        if len(given) != dims:
            raise RuntimeError(
                "adaptive_max_pool1d() argument 'output_size' should contain one int (got "
                f"{len(given)})" if dims == 1 else
                f"adaptive_max_pool{dims}d(): internal error: output_size.size() must be {dims}"
            )
        if any(type(size) is int and size < 0 for size in given):
            shown = [*input.shape[: input.dim() - dims], *given]
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {min(given)}: {shown}"
            )
        found = _rows(
            f"adaptive_max_pool{dims}d", input, _output_size(input, output_size, dims)
        )
        return tuple(found) if return_indices else found[0]

    average.__name__ = average.__qualname__ = f"adaptive_avg_pool{dims}d"
    largest.__name__ = f"adaptive_max_pool{dims}d"
    largest.__qualname__ = "_" + largest.__name__
    return average if kind == "avg" else largest


adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = (
    _adaptive("avg", d) for d in (1, 2, 3)
)
adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d = (
    _adaptive("max", d) for d in (1, 2, 3)
)
(
    adaptive_max_pool1d_with_indices,
    adaptive_max_pool2d_with_indices,
    adaptive_max_pool3d_with_indices,
) = (
    _with_indices(pool)
    for pool in (adaptive_max_pool1d, adaptive_max_pool2d, adaptive_max_pool3d)
)


def lp_pool3d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    return _lp_pool(input, norm_type, kernel_size, stride, ceil_mode, 3)


def _lp_pool(input, norm_type, kernel_size, stride, ceil_mode, dims):
    kernel = _tuple(kernel_size, dims)
    if norm_type == math.inf:
        largest = (max_pool1d, max_pool2d, max_pool3d)[dims - 1]
        return largest(input.abs(), kernel_size, stride, 0, 1, ceil_mode)
    pool = (avg_pool1d, avg_pool2d, avg_pool3d)[dims - 1]
    sums = pool(input.pow(norm_type), kernel, stride, 0, ceil_mode)
    return (torch.sign(sums) * relu(torch.abs(sums))).mul(math.prod(kernel)).pow(1.0 / norm_type)


def lp_pool1d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    return _lp_pool(input, norm_type, kernel_size, stride, ceil_mode, 1)


def lp_pool2d(input, norm_type, kernel_size, stride=None, ceil_mode=False):
    return _lp_pool(input, norm_type, kernel_size, stride, ceil_mode, 2)


def _max_unpool(dims):
    def function(input, indices, kernel_size, stride=None, padding=0, output_size=None):
        kernel = _tuple(kernel_size, dims)
        step = kernel if stride is None else _tuple(stride, dims)
        border = _tuple(padding, dims)
        if output_size is None:
            output_size = [
                (n - 1) * s - 2 * p + k
                for n, s, p, k in zip(input.shape[-dims:], step, border, kernel)
            ]
        output_size = list(output_size)[-dims:]
        if dims == 1:
            made = _row(
                "max_unpool2d",
                [raw(input.unsqueeze(-1)), raw(indices.unsqueeze(-1)), [*output_size, 1]], {},
            )
            return made.squeeze(-1)
        rest = [list(step), list(border)] if dims == 3 else []
        return _row(f"max_unpool{dims}d", [raw(input), raw(indices), output_size, *rest], {})

    return function


max_unpool1d, max_unpool2d, max_unpool3d = (_max_unpool(d) for d in (1, 2, 3))


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    _pairs("im2col", input, kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)
    if min(_tuple(kernel_size, 2)) <= 0:
        sizes = _tuple(kernel_size, 2)
        raise RuntimeError(
            "kernel size should be greater than zero, but got kernel_height: "
            f"{sizes[0]} kernel_width: {sizes[1]}"
        )
    input.size(1), input.size(2)
    if input.dim() not in (3, 4) or 0 in input.shape[1:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {list(input.shape)}"
        )
    return _rows("im2col", input, kernel_size, dilation, padding, stride)


def _pairs(function, input, **pairs):
    """Refuses what C refuses of a tensor and numbers for its height and its width."""
    if not isinstance(input, torch.Tensor):
        raise TypeError(
            f"{function}(): argument 'input' (position 1) must be Tensor, not "
            f"{type(input).__name__}"
        )
    for i, (name, given) in enumerate(pairs.items()):
        items = given if isinstance(given, (tuple, list, torch.Tensor)) else [given]
        for at, item in enumerate(items):
            whole = isinstance(item, torch.Tensor) and not item.is_floating_point() and not item.dim()
            if type(item) is not int and not whole:
                raise TypeError(
                    f"{function}(): argument '{name}' (position {i + 2}) must be tuple of ints, "
                    f"but found element of type {type(item).__name__} at pos {at}"
                )
    for name, given in pairs.items():
        if isinstance(given, (tuple, list)) and len(given) != 2:
            raise RuntimeError(f"It is expected {name} equals to 2, but got size {len(given)}")


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    _pairs(
        "col2im", input, output_size=output_size, kernel_size=kernel_size, dilation=dilation,
        padding=padding, stride=stride,
    )
    kernel = _tuple(kernel_size, 2)
    if input.dim() not in (2, 3) or 0 in input.shape[-2:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and "
            f"non-zero dimensions for input, but got: {list(input.shape)}"
        )
    rows = input.size(-2)
    if rows % (kernel[0] * kernel[1]):
        raise RuntimeError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, "
            f"but got input.size(1)={rows} and kernel_size={kernel}."
        )
    return _rows("col2im", input, output_size, kernel_size, dilation, padding, stride)


def pad(input, pad, mode="constant", value=None):
    pad = list(pad)
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if mode == "constant":
        if len(pad) // 2 > input.dim():
            raise RuntimeError(
                f"Padding length should be less than or equal to two times the input dimension "
                f"but got padding length {len(pad)} and input of dimension {input.dim()}"
            )
        return _rows("constant_pad_nd", input, pad, 0 if value is None else value)
    if value not in (None, 0):
        raise ValueError(f'Padding mode "{mode}" doesn\'t take in value argument')
    dims = len(pad) // 2
    if mode == "circular":
        return _circular(input, pad)
    names = {"reflect": "reflection_pad", "replicate": "replication_pad"}
    if mode not in names:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if input.dim() not in (dims + 1, dims + 2):
        raise _unsupported_border(input, pad)
    return _rows(f"{names[mode]}{dims}d", input, pad)


def _unsupported_border(input, pad):
    return NotImplementedError(
        f"Padding size {len(pad)} is not supported for {input.dim()}D input tensor. Supported "
        "combinations for non-constant padding:\n"
        "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
        "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
        "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
    )


def _circular(input, pad):
    """Writes the input into a larger tensor, then what stands at its ends to the other ends."""
    dims, size = len(pad) // 2, list(input.shape)
    if len(pad) != 2 * (input.dim() - 2) and len(pad) != 2 * (input.dim() - 1):
        raise _unsupported_border(input, pad)
    ends = [(input.dim() - 1 - i, pad[2 * i], pad[2 * i + 1]) for i in range(dims)]
    for dim, before, after in ends:
        if before > size[dim] or after > size[dim]:
            raise RuntimeError("Padding value causes wrapping around more than once.")
    sizes = list(size)
    for dim, before, after in ends:
        sizes[dim] += before + after
        if sizes[dim] < 0:
            raise RuntimeError("Negative padding value is resulting in an empty dimension")

    def part(tensor, dim, start, end):
        return _row("slice", [raw(tensor), dim, start, end, 1], {})

    made = input.new_empty(sizes)
    inner, own = made, input
    for dim, before, after in ends:
        inner = part(inner, dim, max(before, 0), sizes[dim] - max(after, 0))
        own = part(own, dim, max(-before, 0), size[dim] - max(-after, 0))
    inner.copy_(own)
    for dim, before, after in ends:
        last = sizes[dim] - max(after, 0)
        first = max(before, 0)
        if before > 0:
            part(made, dim, 0, before).copy_(part(made, dim, last - before, last))
        if after > 0:
            part(made, dim, sizes[dim] - after, sizes[dim]).copy_(
                part(made, dim, first, first + after)
            )
    return made


def _resized(input, size, scale_factor, recompute_scale_factor):
    """The sizes of the result, and the scales if they are to be used as they were given."""
    dims = input.dim() - 2
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    given = scale_factor if size is None else size
    if isinstance(given, (tuple, list)) and len(given) != dims:
        name, what, letter = (
            ("scale_factor", f"scale_factor of shape {given}", "s") if size is None else
            ("output size", f"output size of {given}", "o")
        )
        raise ValueError(
            f"Input and {name.replace('output size', 'output')} must have the same number of "
            f"spatial dimensions, but got input with spatial dimensions of {list(input.shape[2:])} "
            f"and {what}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and {name} "
            f"in ({letter}1, {letter}2, ...,{letter}K) format."
        )
    given = list(given) if isinstance(given, (tuple, list)) else [given] * dims
    if size is not None:
        if recompute_scale_factor:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        return given, None
    size = [int(math.floor(n * f)) for n, f in zip(input.shape[2:], given)]
    return size, None if recompute_scale_factor else [float(f) for f in given]


def _check_resized(input, size):
    names = ("D", "H", "W")[5 - input.dim() :]
    if all(isinstance(n, int) for n in size) and min(*size, *input.shape[2:]) <= 0:
        given, made = (
            ", ".join(f"{name}: {n}" for name, n in zip(names, sizes))
            for sizes in (input.shape[2:], size)
        )
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input ({given}) output "
            f"({made})"
        )


def interpolate(
    input, size=None, scale_factor=None, mode="nearest", align_corners=None,
    recompute_scale_factor=None, antialias=False,
):
    dims = input.dim() - 2
    if mode in ("nearest", "nearest-exact", "area") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | "
            "bilinear | bicubic | trilinear"
        )
    size, scales = _resized(input, size, scale_factor, recompute_scale_factor)
    if dims not in (1, 2, 3) or mode == "bicubic" and dims != 2:
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.dim()}D) for the "
            "modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | "
            f"nearest-exact (got {mode})"
        )
    if mode != "area":
        _check_resized(input, size)
    if antialias:
        raise NotImplementedError("interpolate(antialias=True) is not supported by Tapedeck")
    if mode in ("nearest", "nearest-exact"):
        row = "upsample_nearest" if mode == "nearest" else "_upsample_nearest_exact"
        return _rows(f"{row}{dims}d", input, size, scales)
    if mode == "area":
        return (adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d)[dims - 1](
            input, size
        )
    names = {1: "linear", 2: "bilinear", 3: "trilinear"}
    if mode == names.get(dims) or (mode == "bicubic" and dims == 2):
        return _rows(f"upsample_{mode}{dims}d", input, size, bool(align_corners), scales)
    needs = {"linear": 3, "bilinear": 4, "bicubic": 4, "trilinear": 5}
    if mode not in (*needs, "lanczos"):
        raise NotImplementedError(
            "Input Error: Only 3D, 4D and 5D input Tensors supported (got "
            f"{input.dim()}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | "
            f"lanczos | area | nearest-exact (got {mode})"
        )
    if needs.get(mode, input.dim()) != input.dim():
        raise NotImplementedError(
            f"Got {input.dim()}D input, but {mode} mode needs {needs[mode]}D input"
        )
    raise NotImplementedError(
        f"torch.nn.functional.interpolate(mode='{mode}') of {input.dim()}D input is not supported "
        "by Tapedeck"
    )


upsample = interpolate


def upsample_nearest(input, size=None, scale_factor=None):
    return interpolate(input, size, scale_factor)


def upsample_bilinear(input, size=None, scale_factor=None):
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)


pixel_shuffle, pixel_unshuffle, channel_shuffle = (
    function_of(name) for name in ("pixel_shuffle", "pixel_unshuffle", "channel_shuffle")
)


_CORNERS = (
    "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. "
    "Please specify align_corners=True if the old behavior is desired. See the documentation of "
    "grid_sample for details."
)


def grid_sample(input, grid, mode="bilinear", padding_mode="zeros", align_corners=None):
    modes = {"bilinear": 0, "nearest": 1, "bicubic": 2}
    borders = {"zeros": 0, "border": 1, "reflection": 2}
    if mode not in modes:
        raise ValueError(
            "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', "
            f"but got: '{mode}'"
        )
    if padding_mode not in borders:
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or "
            f"'reflection', but got: '{padding_mode}'"
        )
    if align_corners is None:
        _warnings.warn(_CORNERS)
        align_corners = False
    if type(align_corners) is not bool:
        raise TypeError(
            "grid_sampler(): argument 'align_corners' (position 5) must be bool, not "
            f"{type(align_corners).__name__}"
        )
    return _rows("grid_sampler", input, grid, modes[mode], borders[padding_mode], align_corners)


def affine_grid(theta, size, align_corners=None):
    if align_corners is None:
        _warnings.warn(_CORNERS)
    if not theta.is_floating_point():
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    dims = len(size) - 2
    if dims not in (2, 3):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, "
            f"respectively. Got size {size}."
        )
    if theta.dim() != 3 or list(theta.shape[-2:]) != [dims, dims + 1]:
        raise ValueError(
            f"Expected a batch of {dims}D affine matrices of shape Nx{dims}x{dims + 1} for size "
            f"{size}. Got {theta.shape}."
        )
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    return _row("affine_grid_generator", [raw(theta), list(size), bool(align_corners)], {})


# ---- normalisation


def batch_norm(
    input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1,
    eps=1e-5,
):
    if training:
        count = math.prod([input.shape[0], *input.shape[2:]])
        if count == 1:
            raise ValueError(
                f"Expected more than 1 value per channel when training, got input size "
                f"{input.shape}"
            )
    if training and eps <= 0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    channels = input.size(1) if input.dim() > 1 else 0
    if input.dim() < 2:
        for name, given in (("running_mean", running_mean), ("running_var", running_var)):
            if given is not None and given.numel() != channels:
                raise RuntimeError(
                    f"{name} should contain {channels} elements not {given.numel()}"
                )
    if not input.numel():
        made = input.clone()
        made = made if weight is None else made * weight[0]
        return made if bias is None else made + bias[0]
    found = _rows(
        "native_batch_norm", input, weight, bias, running_mean, running_var, bool(training),
        float(momentum), float(eps),
    )
    return found[0]


def instance_norm(
    input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True,
    momentum=0.1, eps=1e-5,
):
    rest = input.size()[2:]
    if use_input_stats and math.prod(rest) <= 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size {input.shape}"
        )

    n, c = input.shape[:2]
    if not all(t is None or isinstance(t, torch.Tensor) for t in (running_mean, running_var)):
        refuse(
            "torch", "instance_norm",
            (
                input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, True
            ),
            {},
        )

    def repeated(t):
        return None if t is None else t.repeat(n)

    mean, var = repeated(running_mean), repeated(running_var)
    if weight is None and mean is not None:
        mean, var = mean.to(input.dtype), var.to(input.dtype)
    flat = input.contiguous().view(1, n * c, *rest)
    made = _rows(
        "native_batch_norm", flat, repeated(weight), repeated(bias), mean, var,
        bool(use_input_stats or running_mean is None), float(momentum), float(eps),
    )[0]
    if use_input_stats and running_mean is not None:
        running_mean.copy_(mean.view(n, c).mean(0))
        running_var.copy_(var.view(n, c).mean(0))
    return made.view(n, c, *rest)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    if not isinstance(normalized_shape, (tuple, list)):
        raise TypeError(
            "layer_norm(): argument 'normalized_shape' (position 2) must be tuple of ints, not "
            + type(normalized_shape).__name__
        )
    return _rows("layer_norm", input, list(normalized_shape), weight, bias, float(eps))


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    if input.dim() < 2:
        raise RuntimeError(
            f"Expected at least 2 dimensions for input tensor but received {input.dim()}"
        )
    values = input.size(0) * input.size(1) // num_groups
    sizes = [values, num_groups, *input.shape[2:]]
    if values * math.prod(sizes[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {sizes}"
        )
    return _rows("group_norm", input, num_groups, weight, bias, float(eps))


def rms_norm(input, normalized_shape, weight=None, eps=None):
    if len(normalized_shape) < 1:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least "
            "one element, but got normalized_shape = []"
        )
    if weight is not None and list(weight.shape) != list(normalized_shape):
        raise RuntimeError(
            "Expected weight to be of same shape as normalized_shape, but got weight of shape "
            f"{list(weight.shape)} and normalized_shape = {list(normalized_shape)}"
        )
    if list(input.shape[input.dim() - len(normalized_shape):]) != list(normalized_shape):
        raise RuntimeError(
            f"Given normalized_shape={list(normalized_shape)}, expected input with shape [*"
            + "".join(f", {n}" for n in normalized_shape)
            + f"], but got input of size{list(input.shape)}"
        )
    if not input.is_floating_point():
        kind = torch._tensor._LEGACY[input.dtype._name]
        raise NotImplementedError(f"\"rms_norm\" not implemented for '{kind}'")
    eps = torch.finfo(input.dtype).eps if eps is None else eps
    dims = list(range(input.dim() - len(normalized_shape), input.dim()))
    made = input * torch.rsqrt(_plus(input.pow(2).mean(dims, keepdim=True), eps))
    return made if weight is None else (made * weight).to(input.dtype)


def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    if input.dim() < 3:
        raise ValueError(
            "Expected 3D or higher dimensionality                          input (got "
            f"{input.dim()} dimensions)"
        )
    square = input.mul(input)
    if input.dim() == 3:
        border = [0, 0, size // 2, (size - 1) // 2]
        sums = avg_pool2d(pad(square.unsqueeze(1), border), (size, 1), stride=1).squeeze(1)
    else:
        shape = input.shape
        flat = square.view(shape[0], 1, shape[1], shape[2], -1)
        border = [0, 0, 0, 0, size // 2, (size - 1) // 2]
        sums = avg_pool3d(pad(flat, border), (size, 1, 1), stride=1).squeeze(1).view(shape)
    return input / sums.mul(alpha).add(k).pow(beta)


# ---- losses

_REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}


def _reduction(reduction, size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        size_average = True if size_average is None else size_average
        reduce = True if reduce is None else reduce
        reduction = "mean" if size_average and reduce else "sum" if reduce else "none"
        _warnings.warn(
            "size_average and reduce args will be deprecated, please use "
            f"reduction='{reduction}' instead."
        )
    if reduction == "elementwise_mean":
        reduction = "mean"
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def _reduced(loss, reduction):
    return loss.mean() if reduction == "mean" else loss.sum() if reduction == "sum" else loss


def _check_sizes(input, target):
    if target.size() != input.size():
        _warnings.warn(
            f"Using a target size ({target.size()}) that is different to the input size "
            f"({input.size()}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
        )


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    reduction = _reduction(reduction, size_average, reduce)
    _check_sizes(input, target)
    input, target = torch.broadcast_tensors(input, target) if input.shape != target.shape else (
        input, target
    )
    if weight is not None:
        return _reduced(weight * _rows("mse_loss", input, target, 0), reduction)
    return _rows("mse_loss", input, target, _REDUCTIONS[reduction])


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    reduction = _reduction(reduction, size_average, reduce)
    _check_sizes(input, target)
    loss = (input - target).abs()
    return _reduced(loss if weight is None else weight * loss, reduction)


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    reduction = _reduction(reduction, size_average, reduce)
    _check_sizes(input, target)
    if not beta >= 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0.0:
        return l1_loss(input, target, reduction=reduction)
    return _rows("smooth_l1_loss", input, target, _REDUCTIONS[reduction], float(beta))


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    reduction = _reduction(reduction)
    _check_sizes(input, target)
    if not isinstance(delta, (int, float, Tensor)):
        raise TypeError(
            "huber_loss(): argument 'delta' (position 4) must be float, not "
            f"{type(delta).__name__}"
        )
    if not delta > 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    if weight is None:
        return _rows("huber_loss", input, target, _REDUCTIONS[reduction], float(delta))
    if weight.size() != input.size():
        raise ValueError("Weights and input must have the same size.")
    weighted = _rows("huber_loss", input, target, _REDUCTIONS["none"], float(delta)) * weight
    return {"none": lambda: weighted, "sum": weighted.sum, "mean": weighted.mean}[reduction]()


def nll_loss(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None,
    reduction="mean",
):
    reduction = _reduction(reduction, size_average, reduce)
    return _nll(input, input.dim(), target, weight, reduction, ignore_index)


def _nll(input, dims, target, weight, reduction, ignore_index):
    flattened = dims > 2 and dims != 4
    if flattened:
        shape = target.shape
        batch = shape[0] if shape else 0
        if batch != input.size(0):
            raise ValueError(
                f"Expected input batch_size ({input.size(0)}) to match target batch_size ({batch})."
            )
        expected = [input.size(0), *input.shape[2:]]
        if list(shape) != expected:
            raise RuntimeError(f"Expected target size {expected}, got {list(shape)}")
        input = input.contiguous().view(input.size(0), input.size(1), 1, -1)
        target = target.contiguous().view(target.size(0), 1, -1)
    loss = _row(
        "nll_loss_nd.2d" if dims > 2 else "nll_loss_nd",
        [raw(input), raw(target), raw(weight), _REDUCTIONS[reduction], ignore_index],
        {},
    )
    return loss.view(shape) if flattened and reduction == "none" else loss


def cross_entropy(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None,
    reduction="mean", label_smoothing=0.0,
):
    reduction = _reduction(reduction, size_average, reduce)
    dims = input.dim()
    dim = 0 if dims == 1 else 1
    if label_smoothing > 1.0:
        raise RuntimeError(
            f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}"
        )
    if dims == target.dim() and input.shape == target.shape:
        if not target.is_floating_point():
            raise RuntimeError(
                "Expected floating point type for target with class probabilities, got "
                + torch._tensor._LEGACY[target.dtype._name]
            )
        return _soft_cross_entropy(input, target, weight, reduction, label_smoothing, dim)
    logs = _row("log_softmax", [input._j, dim, None], {})
    if label_smoothing > 0.0:
        return _smoothed(logs, target, weight, ignore_index, reduction, label_smoothing, dim)
    return _nll(logs, dims, target, weight, reduction, ignore_index)


def _shaped_weight(weight, like, dim):
    shape = [1] * like.dim()
    shape[dim] = -1
    return weight.view(shape)


def linear_cross_entropy(
    input, linear_weight, target, *, linear_bias=None, weight=None, reduction="mean",
    ignore_index=None, label_smoothing=0.0, options=None,
):
    """The cross-entropy of logits that a linear layer makes of the input.

    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LinearCrossEntropyLoss.html
    """
    if options is not None:
        raise NotImplementedError("linear_cross_entropy(options) is not supported by Tapedeck")
    if linear_weight.dim() < 2:
        raise RuntimeError(
            f"expected linear_weight with dimensionality at least 2, got {linear_weight.dim()}"
        )
    batch, width = tuple(input.shape[:-1]), input.shape[-1]
    if width != linear_weight.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), got "
            f"{width} and {linear_weight.shape[-1]}, respectively"
        )
    outputs = tuple(linear_weight.shape[:-1])
    if linear_bias is not None and tuple(linear_bias.shape) != outputs:
        raise RuntimeError(
            f"expected linear_bias shape {outputs}, got {tuple(linear_bias.shape)}"
        )
    if len(outputs) > 1 and not batch:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {tuple(linear_weight.shape)} "
            f"requires batched input, (N, {width}), got unbatched input with shape "
            f"{tuple(input.shape)}"
        )
    shape = (*batch, *outputs)
    if ignore_index is not None and target.shape == shape:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    if len(outputs) > 1:
        linear_weight = linear_weight.reshape(math.prod(outputs), width)
        linear_bias = None if linear_bias is None else linear_bias.reshape(math.prod(outputs))
    logits = linear(input, linear_weight, linear_bias).reshape(shape)
    return cross_entropy(
        logits, target, weight=weight, reduction=reduction,
        ignore_index=-100 if ignore_index is None else ignore_index,
        label_smoothing=label_smoothing,
    )


def _soft_cross_entropy(input, target, weight, reduction, smoothing, dim):
    classes = input.size(dim)
    if weight is not None and (weight.dim() != 1 or weight.numel() != classes):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or "
            f"no classes but got weight tensor of shape: {list(weight.shape)}"
        )
    if smoothing > 0.0:
        kept = _row("mul.Scalar", [raw(target), 1 - smoothing], {})
        target = _plus(kept, smoothing / classes)
    logs = _row("log_softmax", [input._j, dim, None], {})
    product = logs * target
    if weight is not None:
        product = product * _shaped_weight(weight, input, dim)
    if reduction == "none":
        return -product.sum(dim)
    total = -product.sum()
    if reduction == "sum":
        return total
    count = input.numel() // classes if input.numel() else 0
    return _row("div.Scalar", [raw(total), count], {})


def _smoothed(logs, target, weight, ignore_index, reduction, smoothing, dim):
    hard = nll_loss(logs, target, weight, None, ignore_index, None, reduction)
    weighted = logs if weight is None else logs * _shaped_weight(weight, logs, dim)
    smooth = -weighted.sum(dim)
    ignored = target == ignore_index
    smooth = smooth.masked_fill(ignored, 0.0)
    if reduction == "mean":
        if weight is not None:
            kept = target.masked_fill(ignored, 0)
            shares = weight[kept.reshape(-1)].view(target.shape).masked_fill(ignored, 0.0)
            smooth = smooth.sum() / shares.sum()
        else:
            smooth = smooth.sum() / (~ignored).sum()
    elif reduction == "sum":
        smooth = smooth.sum()
    first = _row("mul.Scalar", [raw(hard), 1 - smoothing], {})
    return first + _row("mul.Scalar", [raw(smooth), smoothing / logs.size(dim)], {})


def _widened(shape, other):
    """The sizes that both have in common, where the second is the one to blame."""
    shape, other = list(shape), list(other)
    made = [1] * max(len(shape), len(other))
    for one in (shape, other):
        for d in range(-1, -len(one) - 1, -1):
            if made[d] == 1:
                made[d] = one[d]
            elif one[d] not in (1, made[d]):
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {one[d]} at {d}! Mismatching "
                    f"argument at index 1 had {torch.Size(one)}; but expected shape should be "
                    f"broadcastable to {made}"
                )
    return made


def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    reduction = _reduction(reduction, size_average, reduce)
    if target.size() != input.size():
        raise ValueError(
            f"Using a target size ({target.size()}) that is different to the input size "
            f"({input.size()}) is deprecated. Please ensure they have the same size."
        )
    if weight is not None:
        widened = _widened(target.size(), weight.size())
        weight = weight.expand(widened)
    return _rows("binary_cross_entropy", input, target, weight, _REDUCTIONS[reduction])


def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    reduction = _reduction(reduction, size_average, reduce)
    if target.size() != input.size():
        raise ValueError(
            f"Target size ({target.size()}) must be the same as input size ({input.size()})"
        )
    return _rows(
        "binary_cross_entropy_with_logits", input, target, weight, pos_weight,
        _REDUCTIONS[reduction],
    )


def kl_div(
    input, target, size_average=None, reduce=None, reduction="mean", log_target=False
):
    if reduction == "batchmean":
        loss = kl_div(input, target, reduction="sum", log_target=log_target)
        return loss / input.size(0) if input.dim() else loss
    if reduction == "mean" and size_average is None and reduce is None:
        _warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math "
            "definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
            "release.",
        )
    reduction = _reduction(reduction, size_average, reduce)
    if not (input.is_floating_point() and target.is_floating_point()):
        raise RuntimeError("kl_div: Integral inputs not supported.")
    # made in the order in which PyTorch's compiler evaluates operands: from the right
    if log_target:
        difference = target - input
        loss = target.exp() * difference
    else:
        product = target * input
        loss = torch.xlogy(target, target) - product
    return _reduced(loss, reduction)


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    reduction = _reduction(reduction, size_average, reduce)
    zeros = torch.zeros_like(input)
    far = (torch.tensor(margin, dtype=input.dtype) - input).clamp_min(0)
    loss = torch.where(target != 1, far, zeros) + torch.where(target != -1, input, zeros)
    return _reduced(loss, reduction)


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    reduction = _reduction(reduction, size_average, reduce)
    if input1.dim() != input2.dim() or input1.dim() != target.dim():
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.size()}, input2: {input2.size()}, target: {target.size()} "
        )
    difference = input1 - input2
    return _reduced(_plus(-target * difference, float(margin)).clamp_min(0), reduction)


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = _reduction(reduction, size_average, reduce)
    return _rows("soft_margin_loss", input, target, _REDUCTIONS[reduction])


def multi_margin_loss(
    input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None,
    reduction="mean",
):
    reduction = _reduction(reduction, size_average, reduce)
    if p != 1 and p != 2:
        raise ValueError("only p == 1 and p == 2 supported")
    return _rows("multi_margin_loss", input, target, p, margin, weight, _REDUCTIONS[reduction])


def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = _reduction(reduction, size_average, reduce)
    return _rows("multilabel_margin_loss", input, target, _REDUCTIONS[reduction])


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    reduction = _reduction(reduction, size_average, reduce)
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    loss = loss if weight is None else loss * weight
    place = input.dim() - 1
    return _reduced(loss.sum(place) / input.size(place), reduction)


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    reduction = _reduction(reduction, size_average, reduce)
    if target.dim() > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    eps = 1e-12
    dim = target.dim()
    if input1.dim() != dim + 1 or input2.dim() != dim + 1:
        raise RuntimeError(
            f"{dim}D target tensor expects {dim + 1}D input tensors, but found inputs with sizes "
            f"{list(input1.shape)} and {list(input2.shape)}."
        )
    product = (input1 * input2).sum(dim)
    square1 = _plus((input1 * input1).sum(dim), eps)
    square2 = _plus((input2 * input2).sum(dim), eps)
    cosine = product / (square1 * square2).sqrt()
    zeros = torch.zeros_like(cosine)
    near = torch.tensor(1, dtype=cosine.dtype) - cosine
    far = _row("sub.Scalar", [raw(cosine), margin], {}).clamp_min(0)
    loss = torch.where(target == 1, near, zeros) + torch.where(target == -1, far, zeros)
    return _reduced(loss, reduction)


def _check_triplet(anchor, positive, negative):
    dims = [x.dim() for x in (anchor, positive, negative)]
    if len(set(dims)) > 1:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of "
            f"dimensions, but got: anchor {dims[0]}D, positive {dims[1]}D, and negative {dims[2]}D "
            "inputs"
        )


def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, size_average=None,
    reduce=None, reduction="mean",
):
    reduction = _reduction(reduction, size_average, reduce)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    _check_triplet(anchor, positive, negative)
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = torch.min(far, pairwise_distance(positive, negative, p, eps))
    return _reduced((_plus(near, margin) - far).clamp_min(0), reduction)


def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False,
    reduction="mean",
):
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = distance_function or pairwise_distance
    _check_triplet(anchor, positive, negative)
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = torch.minimum(far, distance(positive, negative))
    return _reduced((margin + near - far).clamp_min(0), reduction)


def poisson_nll_loss(
    input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None,
    reduction="mean",
):
    reduction = _reduction(reduction, size_average, reduce)
    if log_input:
        product = target * input
        loss = input.exp() - product
    else:
        loss = input - target * _plus(input, eps).log()
    if full:
        doubled = _row("mul.Scalar", [raw(target), 2 * math.pi], {})
        half = _row("mul.Scalar", [raw(doubled.log()), 0.5], {})
        stirling = target * target.log() - target + half
        loss = loss + stirling.masked_fill(target <= 1, 0)
    return _reduced(loss, reduction)


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if reduction not in _REDUCTIONS:
        raise ValueError(reduction + " is not valid")
    if isinstance(var, (int, float)):
        var = var * torch.ones_like(input)
    if var.size() != input.size():
        if input.size()[:-1] == var.size():
            var = var.unsqueeze(-1)
        elif not (input.size()[:-1] == var.size()[:-1] and var.size(-1) == 1):
            fits = len(var.shape) == len(input.shape) and all(
                own in (1, wanted) for own, wanted in zip(var.shape, input.shape)
            )
            if not fits:
                raise ValueError("var is of incorrect size")
    if (var < 0).any():
        raise ValueError("var has negative entry/entries")
    var = var.clone()
    with torch.no_grad():
        var.clamp_(min=eps)
    loss = 0.5 * (var.log() + (input - target) ** 2 / var)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return _reduced(loss, reduction)


def ctc_loss(
    log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean",
    zero_infinity=False,
):
    single = log_probs.dim() == 2
    if log_probs.dim() not in (2, 3):
        if log_probs.dim() == 0:
            raise IndexError(
                "Dimension out of range (expected to be in range of [-1, 0], but got 1)"
            )
        raise RuntimeError(
            f"Expected 3-dimensional tensor, but got {log_probs.dim() + 1}-dimensional "
            "tensor for argument #1 'log_probs' (while checking arguments for "
            "ctc_loss_allocate_outputs)"
        )
    if single:
        log_probs = log_probs.unsqueeze(1)
    for name, given in (("input_lengths", input_lengths), ("target_lengths", target_lengths)):
        if isinstance(given, torch.Tensor) and (
            given.is_floating_point() or given.dtype is torch.bool
        ):
            raise RuntimeError(f"{name} must be integral")
    known = (torch.Tensor, list, tuple)
    if type(blank) is not int or not all(isinstance(n, known) for n in (input_lengths, target_lengths)):
        refuse(
            "torch", "ctc_loss",
            (
                log_probs, targets, input_lengths, target_lengths, blank,
                _REDUCTIONS[reduction], zero_infinity,
            ),
            {},
        )
    lengths = [
        n.reshape(-1).tolist() if isinstance(n, torch.Tensor) else [n] if isinstance(n, int)
        else list(n)
        for n in (input_lengths, target_lengths)
    ]
    losses = _rows("_ctc_loss", log_probs, targets, *lengths, blank, zero_infinity)
    if zero_infinity:
        losses = torch.where(losses == math.inf, torch.zeros_like(losses), losses)
    if single:
        losses = losses.squeeze(0)
    if reduction == "mean":
        sizes = torch.tensor(lengths[1][0] if single else lengths[1]).clamp_min(1)
        return (losses / sizes.to(losses.dtype)).mean()
    return losses.sum() if reduction == "sum" else losses


# ---- attention


def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None,
    enable_gqa=False,
):
    if min(query.dim(), key.dim(), value.dim()) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
            f"{query.dim()} key.dim: {key.dim()} and value.dim: {value.dim()} instead."
        )
    if not query.dtype == key.dtype == value.dtype:
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{_cpp_type(query)} key.dtype: {_cpp_type(key)} and value.dtype: {_cpp_type(value)} "
            "instead."
        )
    if attn_mask is not None and attn_mask.dtype is not torch.bool and attn_mask.dtype not in (
        torch.float32, query.dtype
    ):
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got "
            f"attn_mask.dtype: {_cpp_type(attn_mask)} and  query.dtype: {_cpp_type(query)} instead."
        )
    if enable_gqa:
        key, value = (
            x.repeat_interleave(query.size(-3) // x.size(-3), -3) for x in (key, value)
        )
    if attn_mask is not None and attn_mask.dtype is torch.bool:
        attn_mask = torch.zeros_like(attn_mask, dtype=query.dtype).masked_fill(
            ~attn_mask, float("-inf")
        )
    if attn_mask is not None and is_causal:
        raise RuntimeError(
            "_scaled_dot_product_attention: Explicit attn_mask should not be set when "
            "is_causal=True"
        )
    if _is_flash(query, key, value, attn_mask, dropout_p):
        return _row(
            "scaled_dot_product_attention",
            [raw(query), raw(key), raw(value), bool(is_causal), raw(attn_mask), scale], {},
        )
    # both sides are scaled by the root, as PyTorch does for the sake of the range
    root = math.sqrt(1 / math.sqrt(query.size(-1)) if scale is None else scale)
    if is_causal:
        attn_mask = torch.zeros(query.size(-2), key.size(-2), dtype=query.dtype)
        keep = torch.ones_like(attn_mask, dtype=torch.bool).tril()
        attn_mask = attn_mask.masked_fill(~keep, float("-inf"))
    scaled = [_row("mul.Scalar", [raw(x), root], {}) for x in (query, key.transpose(-2, -1))]
    weights = scaled[0] @ scaled[1]
    if attn_mask is not None:
        weights = weights + attn_mask
    weights = _row("_safe_softmax", [raw(weights), -1], {})
    if dropout_p > 0.0:
        weights = dropout(weights, dropout_p, True)
    return weights @ value


def _is_flash(query, key, value, attn_mask, dropout_p):
    """Whether PyTorch does it by one operator on the CPU."""
    return (
        query.dim() == key.dim() == value.dim() == 4
        and query.shape[:2] == key.shape[:2] == value.shape[:2]
        and query.size(3) == key.size(3) == value.size(3)
        and 0 not in (query.size(2), key.size(2))
        and query.is_floating_point()
        and dropout_p == 0.0
        and (
            attn_mask is None
            or (not attn_mask.requires_grad and attn_mask.dim() in (2, 4))
        )
    )


def multi_head_attention_forward(*arguments, **keywords):
    raise NotImplementedError(
        "torch.nn.functional.multi_head_attention_forward is not supported by Tapedeck: use "
        "torch.nn.MultiheadAttention"
    )


from torch.nn._natives import guard as _guard

_guard(globals())


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(f"module 'torch.nn.functional' has no attribute '{name}'")
    from torch._missing import missing

    raise missing("torch.nn.functional", name)


from torch.nn._multi_head_attention import multi_head_attention_forward  # noqa: E402: it builds on all above
