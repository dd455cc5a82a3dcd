"""Functions and methods that take their arguments in ways of their own, and other names."""

import builtins
import math

from torch import _compositions
from torch._tensor import (
    _BY_LEGACY, _LEGACY, Size, Tensor, _apply, _dtype, _named, _refuse as refuse, _scalar_type,
    _tensors, as_dtype, check_device, device, dtype, function_of, in_place_of, raw, tensor, warn_once,
)

_row = _host.row


def _sizes(arguments):
    if len(arguments) == 1 and isinstance(arguments[0], (tuple, list)):
        return list(arguments[0])
    return list(arguments)


def _wrapped(dim, count):
    most = max(count, 1)
    if not -most <= dim < most:
        if isinstance(dim, int) and abs(dim) >= 2**63:
            raise ValueError("Overflow when unpacking long long")
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-most}, {most - 1}], but got "
            f"{dim})"
        )
    return dim % most


# ---- shapes


def flatten(input, start_dim=0, end_dim=-1):
    sizes = list(input.shape)
    if not sizes:
        _wrapped(start_dim, 0), _wrapped(end_dim, 0)
        return input.reshape(1)
    start, end = _wrapped(start_dim, len(sizes)), _wrapped(end_dim, len(sizes))
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end:
        return input
    count = math.prod(sizes[start : end + 1])
    return input.reshape(*sizes[:start], count, *sizes[end + 1 :])


def unflatten(input, dim, sizes):
    dim = _wrapped(dim, input.dim())
    shape = list(input.shape)
    sizes = list(sizes)
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    if -1 not in sizes and math.prod(sizes) != shape[dim]:
        raise RuntimeError(
            f"unflatten: Provided sizes {sizes} don't multiply up to the size of dim {dim} "
            f"({shape[dim]}) in the input tensor"
        )
    if -1 in sizes:
        rest = -math.prod(sizes)
        sizes[sizes.index(-1)] = shape[dim] // rest
    return input.view(*shape[:dim], *sizes, *shape[dim + 1 :])


def ravel(input):
    return input.contiguous().view(-1)


def _dims(given):
    """Dimensions as a list; a 0-dimensional tensor may stand for one."""
    if isinstance(given, Tensor) and given.dim() == 0:
        return [given.item()]
    return [given] if isinstance(given, int) else list(given)


def movedim(input, source, destination):
    source, destination = _dims(source), _dims(destination)
    count = input.dim()
    if len(source) != len(destination):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({source} dims) should contain "
            f"the same number of dims as destination ({destination} dims)"
        )
    for name, given in (("source", source), ("destination", destination)):
        wrapped = [_wrapped(d, count) for d in given]
        if len(set(wrapped)) != len(wrapped):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({given})")
    source = [_wrapped(d, count) for d in source]
    destination = [_wrapped(d, count) for d in destination]
    order = [None] * count
    for s, d in zip(source, destination):
        order[d] = s
    rest = iter(d for d in range(count) if d not in source)
    return input.permute([next(rest) if d is None else d for d in order])


moveaxis = movedim


def swapaxes(input, axis0, axis1):
    return input.transpose(axis0, axis1)


swapdims = swapaxes


def adjoint(input):
    return input.transpose(-2, -1)


def broadcast_to(input, *size):
    return _row("expand", [input._j, _sizes(size)], {})


def broadcast_shapes(*shapes):
    result = []
    shapes = [(shape,) if isinstance(shape, int) else tuple(shape) for shape in shapes]
    for i in range(1, max((len(shape) for shape in shapes), default=0) + 1):
        sizes = {shape[-i] for shape in shapes if len(shape) >= i} - {1}
        if len(sizes) > 1:
            raise RuntimeError(
                "Shape mismatch: objects cannot be broadcast to a single shape"
            )
        result.insert(0, sizes.pop() if sizes else 1)
    return Size(result)


def broadcast_tensors(*tensors):
    tensors = _sizes(tensors)
    shape = []
    for t in tensors:
        shape = _common(shape, list(t.shape))
    return tuple(t.expand(shape) for t in tensors)


def _common(a, b):
    """The shape that two shapes broadcast to."""
    length = max(len(a), len(b))
    a, b = ([1] * (length - len(sizes)) + sizes for sizes in (a, b))
    for i in reversed(range(length)):
        if a[i] != b[i] and 1 not in (a[i], b[i]):
            raise RuntimeError(
                f"The size of tensor a ({a[i]}) must match the size of tensor b ({b[i]}) at "
                f"non-singleton dimension {i}"
            )
    return [n if m == 1 else m for m, n in zip(a, b)]


def meshgrid(*tensors, indexing=None):
    tensors = _sizes(tensors)
    for i, t in enumerate(tensors):
        if not isinstance(t, Tensor):
            raise TypeError(
                f"expected Tensor as element {i} in argument 0, but got {type(t).__name__}"
            )
    for t in tensors:
        if t.dtype != tensors[0].dtype:
            raise RuntimeError("meshgrid expects all tensors to have the same dtype")
        if t.dim() > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {t}"
            )
    if indexing not in (None, "xy", "ij"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}'
        )
    swap = indexing == "xy" and len(tensors) >= 2
    if swap:
        tensors[0], tensors[1] = tensors[1], tensors[0]
    sizes = [t.numel() for t in tensors]
    grids = []
    for i, t in enumerate(tensors):
        shape = [1] * len(tensors)
        shape[i] = sizes[i]
        grids.append(t.view(shape).expand(sizes))
    if swap:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


def atleast_1d(*tensors):
    made = [t.reshape(1) if t.dim() == 0 else t for t in _sizes(tensors)]
    return made[0] if len(made) == 1 else tuple(made)


def atleast_2d(*tensors):
    made = [
        t.reshape(1, 1) if t.dim() == 0 else t.unsqueeze(0) if t.dim() == 1 else t
        for t in _sizes(tensors)
    ]
    return made[0] if len(made) == 1 else tuple(made)


def atleast_3d(*tensors):
    made = []
    for t in _sizes(tensors):
        if t.dim() == 0:
            t = t.reshape(1, 1, 1)
        elif t.dim() == 1:
            t = t.unsqueeze(0).unsqueeze(-1)
        elif t.dim() == 2:
            t = t.unsqueeze(-1)
        made.append(t)
    return made[0] if len(made) == 1 else tuple(made)


def _cat(tensors, dim):
    return _apply("cat", [[t._j for t in tensors], dim], {})


def _some(tensors, name):
    if not tensors:
        raise RuntimeError(f"{name} expects a non-empty TensorList")


def hstack(tensors):
    _some(tensors, "hstack")
    tensors = [atleast_1d(t) for t in tensors]
    return _cat(tensors, 0 if tensors[0].dim() == 1 else 1)


def vstack(tensors):
    _some(tensors, "vstack")
    return _cat([atleast_2d(t) for t in tensors], 0)


row_stack = vstack


def dstack(tensors):
    _some(tensors, "dstack")
    return _cat([atleast_3d(t) for t in tensors], 2)


def column_stack(tensors):
    return hstack([t.reshape(-1, 1) if t.dim() <= 1 else t for t in tensors])


concat = concatenate = lambda tensors, dim=0: _cat(tensors, dim)


def split(input, split_size_or_sections, dim=0):
    if not isinstance(input, Tensor):
        return input.split(split_size_or_sections, dim)
    if type(dim) is not int:
        refuse("torch", "split", (input, split_size_or_sections, dim), {})
    if isinstance(split_size_or_sections, (int, Tensor)):
        length = input.shape[_wrapped(dim, input.dim())]
        if int(split_size_or_sections) == 0 and length:
            raise RuntimeError(
                "split_size can only be 0 if dimension size is 0, but got dimension size of "
                f"{length}"
            )
        return _row("split.Tensor", [input._j, int(split_size_or_sections), dim], {})
    refuse("torch", "split_with_sizes", (input, split_size_or_sections, dim), {})
    return _row("split_with_sizes", [input._j, list(split_size_or_sections), dim], {})


def _split(input, split_size_or_sections, dim=0):
    return tuple(split(input, split_size_or_sections, dim))


def chunk(input, chunks, dim=0):
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    if input.dim() == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    size = input.shape[_wrapped(dim, input.dim())]
    return _split(input, max(1, -(-size // chunks)), dim)


def unsafe_chunk(input, chunks, dim=0):
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = input.shape[_wrapped(dim, input.dim())]
    return unsafe_split(input, max(1, -(-size // chunks)), dim)


def unsafe_split(tensor, split_size, dim=0):
    """Parts that may be changed in place though the tensor knows nothing of it."""
    length = tensor.shape[_wrapped(dim, tensor.dim())]
    if split_size == 0 and length:
        raise RuntimeError(
            "split_size can only be 0 if dimension size is 0, but got dimension size of "
            f"{length}"
        )
    return tuple(_row("unsafe_split.Tensor", [tensor._j, split_size, dim], {}))


def tensor_split(input, indices_or_sections, dim=0):
    if isinstance(indices_or_sections, Tensor):
        places = indices_or_sections
        if places.dtype is not _dtype("int64"):
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to have dtype of long, but got "
                + _LEGACY[places.dtype._name]
            )
        if places.dim() > 1:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
                f"one-dimensional tensor, but got a tensor with {places.dim()} dims"
            )
        indices_or_sections = places.tolist()
    size = input.shape[_wrapped(dim, input.dim())]
    if isinstance(indices_or_sections, int):
        sections = indices_or_sections
        if sections <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {sections}")
        least, more = divmod(size, sections)
        ends, at = [], 0
        for i in range(sections):
            at += least + (1 if i < more else 0)
            ends.append(at)
        ends = ends[:-1]
    else:
        ends = list(indices_or_sections)
    starts = [0, *ends]
    return tuple(
        _row("slice", [input._j, dim, start, end, 1], {}) for start, end in zip(starts, [*ends, size])
    )


def unbind(input, dim=0):
    return tuple(_row("unbind.int", [input._j, dim], {}))


def fliplr(input):
    if input.dim() < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return input.flip(1)


def flipud(input):
    if input.dim() < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return input.flip(0)


def block_diag(*tensors):
    return _row("block_diag", [[t._j for t in tensors]], {})


def diagflat(input, offset=0):
    return input.reshape(-1).diag(offset)


def vander(x, N=None, increasing=False):
    if x.dim() != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = len(x) if N is None else N
    if count < 0:
        raise RuntimeError("N must be non-negative.")
    kind = x.dtype if x.is_floating_point() else _dtype("int64")
    made = x.new_empty((len(x), count), dtype=kind)
    if count > 0:
        made.select(1, 0).fill_(1)
    if count > 1:
        rest = made.narrow(1, 1, count - 1)
        rest.copy_(x.unsqueeze(1))
        rest = made.narrow(1, 1, count - 1)
        rest.copy_(rest.cumprod(1))
    return made if increasing else made.flip([1])


def cartesian_prod(*tensors):
    if len(tensors) == 1:
        return tensors[0]
    grids = meshgrid(*tensors, indexing="ij")
    return _apply("stack", [[g.reshape(-1)._j for g in grids], 1], {})


def combinations(input, r=2, with_replacement=False):
    if input.dim() != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    if r == 0:
        return input.new_empty(0)
    grids = meshgrid(*[input] * r, indexing="ij")
    places = meshgrid(*[_host.factories.arange(0.0, float(len(input)), 1.0, "int64", False)] * r,
                      indexing="ij")
    mask = None
    for first, second in zip(places, places[1:]):
        own = first <= second if with_replacement else first < second
        mask = own if mask is None else mask & own
    if mask is None:
        mask = places[0] >= 0
    return _apply("stack", [[g.masked_select(mask)._j for g in grids], 1], {})


# ---- products


def einsum(*arguments):
    if len(arguments) < 2:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one "
            "operand and its subscripts list"
        )
    equation, *operands = arguments
    operands = tuple(operands)
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = operands[0]
    refuse("torch", "einsum", (equation, operands), {})
    return _row("einsum_operands", [equation, [t._j for t in operands]], {})


def tensordot(a, b, dims=2):
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.dim(), b.dim()):
            raise RuntimeError(
                f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}"
            )
        first, second = list(range(-dims, 0)), list(range(dims))
    else:
        first, second = ([d] if isinstance(d, int) else list(d) for d in dims)
    for d, e in zip(first, second):
        if not (-a.dim() <= d < a.dim() and -b.dim() <= e < b.dim()):
            break  # the row says it
        if a.size(d) != b.size(e) and 1 not in (a.size(d), b.size(e)):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.size(d)} in dim {d} "
                f"and second has size {b.size(e)} in dim {e}"
            )
    return _row("tensordot.dims", [a._j, b._j, first, second], {})


def chain_matmul(*matrices):
    if len(matrices) == 1:
        return matrices[0]
    return _row("linalg_multi_dot", [[m._j for m in matrices]], {})


def cross(input, other, dim=None):
    if dim is None:
        warn_once(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass "
            "the dim explicitly or simply use torch.linalg.cross.\nThe default value of dim will "
            "change to agree with that of linalg.cross in a future release. (Triggered internally "
            "at /__w/pytorch/pytorch/aten/src/ATen/native/Cross.cpp:63.)"
        )
    return _apply("cross", [input._j, other._j, dim], {})


# ---- reductions


def norm(input, p="fro", dim=None, keepdim=False, out=None, dtype=None):
    if out is not None:
        from torch._out import into

        keywords = {"p": p, "dim": dim, "keepdim": keepdim, "dtype": dtype, "out": out}
        return into("linalg_vector_norm", norm, (input,), keywords)
    if p == "nuc":
        import torch

        dims = (0, 1) if dim is None else tuple(dim)
        return torch.linalg.matrix_norm(input, "nuc", dims, keepdim, dtype=dtype)
    if not isinstance(input, Tensor):
        input.layout
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    order = 2 if p in (None, "fro") else p
    dims = None if dim is None else _dims(dim)
    name = raw(dtype)
    return _row("linalg_vector_norm", [input._j, order, dims, keepdim], {"dtype": name})


def _moments(name):
    def function(input, dim=None, unbiased=None, keepdim=False, *, correction=None, axis=None):
        dim = axis if axis is not None else dim
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if correction is None:
            correction = 0 if unbiased is False else 1
        dims = None if dim is None else _dims(dim)
        keywords = {"correction": correction, "keepdim": keepdim}
        result = _row(f"{name}.correction", [input._j, dims], keywords)
        return result if isinstance(result, Tensor) else tuple(result)

    function.__name__ = function.__qualname__ = name
    return function


var, std, var_mean, std_mean = (_moments(n) for n in ("var", "std", "var_mean", "std_mean"))


def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    if dim is None:
        refuse(
            "torch", "_unique2", (input,),
            {"sorted": sorted, "return_inverse": return_inverse, "return_counts": return_counts},
        )
        found = _row("_unique2", [input._j], {})
    else:
        found = _row("unique_dim", [input._j, dim], {})
    return _chosen(found, return_inverse, return_counts)


def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    if dim is not None and input.dim() > 1:
        return _chosen(_consecutive(input, dim), return_inverse, return_counts)
    return _chosen(_row("unique_consecutive", [input._j], {}), return_inverse, return_counts)


def _consecutive(input, dim):
    """The slices along `dim` without those that repeat the one before."""
    rows = input.detach().movedim(dim, 0)
    rows = rows.reshape(rows.size(0), -1)
    new = (rows[1:] != rows[:-1]).any(1)
    first = _row("cat", [[tensor([True])[: rows.size(0)]._j, new._j], 0], {})
    places = first.cumsum(0) - 1
    starts = nonzero(first).reshape(-1)
    ends = _row("cat", [[starts[1:]._j, tensor([rows.size(0)])[: len(starts)]._j], 0], {})
    return input.index_select(dim, starts), places, ends - starts


def _chosen(found, inverse, counts):
    values, places, numbers = found
    result = [values]
    if inverse:
        result.append(places)
    if counts:
        result.append(numbers)
    return values if len(result) == 1 else tuple(result)


def nonzero(input, *, as_tuple=False):
    if as_tuple and input.dim() == 0:
        input = input.unsqueeze(0)
    found = _apply("nonzero", [input._j], {})
    return found.unbind(1) if as_tuple else found


def argwhere(input):
    return nonzero(input)


def _weights(given, name, count, input):
    if given.dim() > 1:
        raise RuntimeError(
            f"cov(): expected {name} to have one or fewer dimensions but got {name} with "
            f"{given.dim()} dimensions"
        )
    if given.is_floating_point() == (name == "fweights"):
        kind = "integral" if name == "fweights" else "floating point"
        raise RuntimeError(
            f"cov(): expected {name} to have {kind} dtype but got {name} with "
            f"{_LEGACY[given.dtype._name]} dtype"
        )
    if given.numel() != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the "
            f"input but got {given.numel()} != {count}"
        )
    if count and (given < 0).any():
        raise RuntimeError(f"cov(): {name} cannot be negative")
    return given


def cov(input, *, correction=1, fweights=None, aweights=None):
    if input.dim() > 2:
        raise RuntimeError(
            "cov(): expected input to have two or fewer dimensions but got an input with "
            f"{input.dim()} dimensions"
        )
    if input.dtype is _dtype("bool"):
        raise RuntimeError("cov(): bool dtype is not supported for input")
    rows = input.view(1, -1) if input.dim() < 2 else input
    count = rows.size(1)
    weight = None if fweights is None else _weights(fweights, "fweights", count, input)
    if aweights is not None:
        own = _weights(aweights, "aweights", count, input)
        weight = own if weight is None else weight * own
    total = tensor(count) if weight is None else weight.sum()
    if weight is not None and total.item() == 0:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    mean = (rows if weight is None else rows * weight).sum(1) / total
    if aweights is not None and correction != 0:
        scale = total - correction * (weight * aweights).sum() / total
    else:
        scale = total if correction == 0 else total - correction
    if scale.item() <= 0:
        warn_once(
            "cov(): degrees of freedom is <= 0. Correction should be strictly less than the "
            "number of observations. (Triggered internally at "
            "/__w/pytorch/pytorch/aten/src/ATen/native/Correlation.cpp:117.)"
        )
        scale = scale * 0
    centred = rows - mean.unsqueeze(1)
    other = centred if weight is None else centred * weight
    return (centred.mm(other.t()) / scale).squeeze()


def corrcoef(input):
    if input.dim() > 2:
        raise RuntimeError(
            "corrcoef(): expected input to have two or fewer dimensions but got an input with "
            f"{input.dim()} dimensions"
        )
    covariance = cov(input)
    if covariance.dim() == 0:
        return covariance / covariance
    deviation = covariance.diagonal().sqrt()
    return (covariance / deviation.view(-1, 1) / deviation.view(1, -1)).clip(-1, 1)


def diff(input, n=1, dim=-1, prepend=None, append=None):
    if input.dim() == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    if n == 0:
        made = _host.factories.full(list(input.shape), 0.0, input.dtype._name, False)
        return made.copy_(input)
    if prepend is not None or append is not None:
        parts = [part for part in (prepend, input, append) if part is not None]
        input = _cat(parts, dim)
    return _row("diff", [input._j, n, dim], {})


def pinverse(input, rcond=1e-15):
    import torch

    return torch.linalg.pinv(input, rcond)


def cdist(x1, x2, p=2.0, compute_mode="use_mm_for_euclid_dist_if_necessary"):
    modes = {
        "use_mm_for_euclid_dist_if_necessary": None, "use_mm_for_euclid_dist": 1,
        "donot_use_mm_for_euclid_dist": 2,
    }
    if compute_mode not in modes:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    for name, x in (("x1", x1), ("x2", x2)):
        if not isinstance(x, Tensor):
            raise TypeError(
                f"cdist(): argument '{name}' (position {name[1]}) must be Tensor, not "
                f"{type(x).__name__}"
            )
    for name, x in (("X1", x1), ("X2", x2)):
        if x.dim() < 2:
            raise RuntimeError(
                f"cdist only supports at least 2D tensors, {name} got: {x.dim()}D"
            )
    rows = max(x1.size(-2), x2.size(-2)) if min(x1.dim(), x2.dim()) > 1 else 0
    by_product = compute_mode == "use_mm_for_euclid_dist" or (
        compute_mode == "use_mm_for_euclid_dist_if_necessary" and rows > 25
    )
    if p == 2 and by_product and x1.numel() and x2.numel():
        lead = list(broadcast_shapes(x1.shape[:-2], x2.shape[:-2]))
        shape = [*lead, x1.size(-2), x2.size(-2)]
        if math.prod(lead) != 1:
            x1, x2 = (
                x.expand([*lead, *x.shape[-2:]]).contiguous().view(-1, *x.shape[-2:])
                for x in (x1, x2)
            )
        return _row("_euclidean_dist", [x1._j, x2._j], {}).view(shape)
    return _row("cdist", [x1._j, x2._j, p, modes[compute_mode]], {})


def isin(elements, test_elements, *, assume_unique=False, invert=False):
    elements, test_elements = (
        one if isinstance(one, Tensor) else tensor(one) for one in (elements, test_elements)
    )
    found = _row("isin", [elements._j, test_elements._j], {})
    return ~found if invert else found


def searchsorted(
    sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None
):
    if side not in (None, "left", "right"):
        raise RuntimeError(
            "torch.searchsorted(): side can only be 'left' or 'right' but got " + side
        )
    if side == "left" and right:
        raise RuntimeError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left "
            "while right was True"
        )
    if sorter is not None:
        if sorter.shape != sorted_sequence.shape:
            raise RuntimeError(
                "torch.searchsorted(): boundary and sorter must have the same size, but got "
                f"boundary tensor {list(sorted_sequence.shape)}and got sorter tensor "
                f"{list(sorter.shape)}"
            )
        sorted_sequence = sorted_sequence.gather(-1, sorter)
    keywords = {"out_int32": out_int32, "right": right or side == "right"}
    return _row("searchsorted", [sorted_sequence._j, raw(input), ], keywords)


# ---- choosing


def where(condition, input=None, other=None):
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    return _apply("where", [condition._j, raw(input), raw(other)], {})


def _where(self, condition, other):
    return where(condition, self, other)


def clamp(input, min=None, max=None):
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return _row("clamp.Tensor", [input._j, raw(min), raw(max)], {})
    return _row("clamp", [input._j, min, max], {})


clip = clamp


def _clamp_(self, min=None, max=None):
    return _host.apply_in_place("clamp", [self._j, raw(min), raw(max)], {})


def div(input, other, *, rounding_mode=None):
    if not isinstance(input, Tensor):
        input = tensor(input, dtype=_scalar_type(input, other) if isinstance(other, Tensor) else None)
    if rounding_mode is None:
        return _row("div", [input._j, raw(other)], {})
    return _row("div.Tensor_mode", [input._j, raw(other)], {"rounding_mode": rounding_mode})


def equal(input, other):
    return bool(_apply("equal", [raw(input), raw(other)], {}))


def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    if any(_tensors.is_batched(one._j) for one in (input, other)):
        raise RuntimeError(
            "vmap over torch.allclose isn't supported yet. Please file an issue at "
            "https://github.com/pytorch/pytorch/issues if you need this feature."
        )
    return bool(_apply("isclose", [input._j, other._j, rtol, atol, equal_nan], {}).all())


def is_same_size(input, other):
    return input.shape == other.shape


def is_nonzero(input):
    return bool(input)


def numel(input):
    return input.numel()


def scatter(input, dim, index, src=None, value=None, *, reduce=None):
    filling = src if src is not None else value
    if reduce is not None:
        return _scatter_(input.clone(), dim, index, filling, reduce=reduce)
    return _apply("scatter", [input._j, dim, index._j, raw(filling)], {})


def _scatter_(self, dim, index, src=None, value=None, *, reduce=None):
    filling = src if src is not None else value
    if reduce is not None:
        if reduce not in ("add", "multiply"):
            raise RuntimeError("reduce argument must be either add or multiply.")
        if not isinstance(filling, Tensor):
            filling = tensor(filling, dtype=self.dtype).expand(index.shape)
        if _host.is_grad_enabled() and (self.requires_grad or filling.requires_grad):
            raise NotImplementedError(
                "scatter(reduce=...) has no derivative in PyTorch either; use scatter_reduce"
            )
        return self.scatter_reduce_(dim, index, filling, "prod" if reduce == "multiply" else "sum")
    return _host.apply_in_place("scatter", [self._j, dim, index._j, raw(filling)], {})


def svd(input, some=True, compute_uv=True):
    import torch

    if not compute_uv:
        raise NotImplementedError("torch.svd(compute_uv=False) is not supported by Tapedeck")
    u, s, vh = torch.linalg.svd(input, full_matrices=not some)
    return torch._tensor._named("svd", ("U", "S", "V"), (u, s, vh.mT))


def index_put(input, indices, values, accumulate=False):
    return _row("index_put", [input._j, [i._j for i in indices], values._j, accumulate], {})


def _index_put_(self, indices, values, accumulate=False):
    arguments = [self._j, [raw(i) for i in indices], values._j, accumulate]
    return _host.row_in_place("index_put", arguments, {})


def take_along_dim(input, indices, dim=None):
    if dim is not None and indices.dim() != input.dim():
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, "
            f"but got {input.dim()} dimensions for input, and {indices.dim()} dimensions for "
            "indices"
        )
    if dim is not None and indices.dtype is not _dtype("int64"):
        raise RuntimeError(
            "torch.take_along_dim(): dtype of indices should be Long but got "
            + _LEGACY[indices.dtype._name]
        )
    return _row("take_along_dim", [input._j, indices._j, dim], {})


def _fill_diagonal_(self, fill_value, wrap=False):
    if self.dim() < 2:
        raise RuntimeError("dimensions must larger than 1")
    if self.dim() > 2 and len(set(self.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    length, step = min(self.shape), sum(self.stride())
    self.as_strided((length,), (step,)).fill_(fill_value)
    height, width = self.shape[:2]
    if wrap and self.dim() == 2 and height > width + 1:
        # as PyTorch does: counted as if the rows lay one after the other
        rest = -(-self.numel() // (width + 1)) - length
        start = self.storage_offset() + self.stride(0) * (width + 1)
        self.as_strided((rest,), (step,), start).fill_(fill_value)
    return self


_REQUIRED = object()


def _require_dim(name, dim):
    if dim is _REQUIRED:
        raise TypeError(f'{name}() missing 1 required positional arguments: "dim"')


def softmax(input, dim=_REQUIRED, dtype=None, *, _stacklevel=3):
    _require_dim("softmax", dim)
    return _row("softmax", [input._j, dim, raw(dtype)], {})


def log_softmax(input, dim=_REQUIRED, dtype=None, *, _stacklevel=3):
    _require_dim("log_softmax", dim)
    return _row("log_softmax", [input._j, dim, raw(dtype)], {})


# ---- types


def to(self, *arguments, **keywords):
    keywords.pop("non_blocking", None)
    keywords.pop("memory_format", None)
    copy = keywords.pop("copy", False)
    wanted = keywords.pop("dtype", None)
    check_device(keywords.pop("device", None))
    if keywords:
        raise TypeError(f"to() got an unexpected keyword argument '{next(iter(keywords))}'")
    for argument in arguments:
        if isinstance(argument, (_dtype, type)):
            wanted = argument
        elif isinstance(argument, Tensor):
            wanted = argument.dtype
        elif not isinstance(argument, bool):
            check_device(argument)
    wanted = as_dtype(wanted)
    if wanted is None or wanted is self.dtype:
        return self.clone() if copy else self
    return _row("to", [self._j, wanted._name], {})


def _cast(name):
    def method(self, memory_format=None):
        return to(self, dtype(name))

    return method


def _type(self, dtype=None, non_blocking=False):
    if dtype is None:
        return f"torch.{_LEGACY[self.dtype._name]}Tensor"
    if isinstance(dtype, str):
        found = _BY_LEGACY.get(dtype.rpartition(".")[2].removesuffix("Tensor"))
        if found is None or not dtype.startswith("torch.") or not dtype.endswith("Tensor"):
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = _dtype(found)
    elif not isinstance(dtype, (_dtype, type)):
        raise TypeError("dtype must be a type, str, or dtype object")
    elif isinstance(dtype, type) and dtype not in (float, int, bool):
        dtype = _dtype(_BY_LEGACY[dtype.__name__[: -len("Tensor")]])
    return to(self, dtype)


def promote_types(type1, type2):
    made = _host.factories.full([0], 0.0, type1._name, False)
    return (made + _host.factories.full([0], 0.0, type2._name, False)).dtype


def result_type(tensor1, tensor2):
    first = tensor1 if isinstance(tensor1, Tensor) else None
    if first is None:
        tensor1, tensor2 = tensor2, tensor1
    if not isinstance(tensor1, Tensor):
        return tensor([tensor1]).dtype if isinstance(tensor1, float) else tensor([tensor2]).dtype
    with_no_grad = tensor1.detach()
    other = tensor2.detach() if isinstance(tensor2, Tensor) else tensor2
    if tensor1.dtype._name == "bool" and getattr(other, "dtype", None) is tensor1.dtype:
        return tensor1.dtype
    return (with_no_grad * other).dtype


def can_cast(from_, to_):
    rank = {"b": 0, "u": 1, "i": 1, "f": 2}
    return rank[from_._name[0]] <= rank[to_._name[0]]


def is_floating_point(input):
    return input.is_floating_point()


def is_complex(input):
    return False


# ---- new tensors like this one


def _of_batch(like, made):
    """The new tensor, which stands for a batch where the other one does."""
    if _tensors.is_batched(like._j):
        _tensors.mark_batched(made._j)
    return made


def _new(function):
    def method(self, *size, dtype=None, device=None, requires_grad=False):
        name = as_dtype(dtype or self.dtype)._name
        value = 1.0 if function == "ones" else 0.0
        made = _host.factories.full(_sizes(size), value, name, bool(requires_grad))
        return _of_batch(self, made)

    return method


def _new_full(self, size, fill_value, *, dtype=None, device=None, requires_grad=False):
    name = as_dtype(dtype or self.dtype)._name
    from torch._factories import filled

    return _of_batch(self, filled(list(size), fill_value, name, requires_grad))


def _new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
    return tensor(data, dtype=dtype or self.dtype, requires_grad=requires_grad)


# ---- views of the tensor itself


def _itself(method):
    def in_place(self, *arguments, **keywords):
        _tensors.reshape_itself(
            self._j, lambda: getattr(self, method)(*arguments, **keywords)._j
        )
        return self

    in_place.__name__ = method + "_"
    return in_place


def _copy_(self, src, non_blocking=False):
    if not isinstance(src, Tensor):
        return _fill_(self, src)
    return _host.row_in_place("copy", [self._j, src._j], {})


def _fill_(self, value):
    if isinstance(value, Tensor):
        return _host.row_in_place("fill.Tensor", [self._j, value._j], {})
    return _host.row_in_place("fill.Scalar", [self._j, value], {})


def _random(op):
    def method(self, *arguments, generator=None, **keywords):
        if generator is not None:
            keywords["generator"] = generator._j
        return _host.row_in_place(op, [self._j, *arguments], keywords)

    method.__name__ = op + "_"
    return method


def _bernoulli_(self, p=0.5, *, generator=None):
    keywords = {} if generator is None else {"generator": generator._j}
    if isinstance(p, Tensor):
        return self.copy_(_row("bernoulli", [p._j], keywords))
    return _host.row_in_place("bernoulli.p", [self._j, p], keywords)


def _random_(self, *arguments, generator=None):
    keywords = {} if generator is None else {"generator": generator._j}
    bounds = [0, *arguments] if len(arguments) == 1 else list(arguments)
    if len(bounds) == 2 and bounds[1] is None:
        if raw(bounds[0]) != 0:
            raise NotImplementedError(
                "torch.Tensor.random_ from a number on without an end is not supported by Tapedeck"
            )
        bounds = []
    return _host.row_in_place("random", [self._j, *bounds], keywords)


def bernoulli(input, p=None, *, generator=None):
    keywords = {} if generator is None else {"generator": generator._j}
    if p is not None:
        return _row("bernoulli.p", [input._j, p], keywords)
    return _row("bernoulli", [input._j], keywords)


def multinomial(input, num_samples, replacement=False, *, generator=None):
    keywords = {} if generator is None else {"generator": generator._j}
    return _row("multinomial", [input._j, num_samples, replacement], keywords)


def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    if repeats is None:
        if input.is_floating_point():
            kind = _LEGACY[input.dtype._name]
            raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{kind}'")
        input, repeats = _host.factories.arange(0.0, float(len(input)), 1.0, "int64", False), input
    overload = "self_Tensor" if isinstance(repeats, Tensor) else "self_int"
    if isinstance(repeats, int) and repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    made = _row("repeat_interleave." + overload, [input._j, raw(repeats), dim], {})
    count = made.numel() if dim is None else made.size(dim)
    if output_size is not None and output_size != count:
        raise RuntimeError(
            "allocated size does not match required size" if isinstance(repeats, Tensor) else
            f"repeat_interleave: Invalid output_size, expected {count} but got {output_size}"
        )
    return made


def is_inference(input):
    return input.is_inference()


def msort(input):
    return input.sort(0)[0]


def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    if not input.is_floating_point():
        kind = _LEGACY[input.dtype._name]
        raise RuntimeError(
            f"nanmean(): expected input to have floating point or complex dtype but got {kind}"
        )
    if dtype is not None and not as_dtype(dtype).is_floating_point:
        raise RuntimeError(
            "nanmean(): could not infer output dtype. Optional dtype must be either a floating "
            f"point or complex dtype. Got: {_LEGACY[as_dtype(dtype)._name]}"
        )
    dims = () if dim is None else dim
    counted = (~input.isnan()).sum(dims, keepdim)
    return input.nansum(dims, keepdim, dtype=dtype) / counted


def _split_along(name, least, dim_of):
    def split(input, indices_or_sections):
        if input.dim() < least:
            raise RuntimeError(
                f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor "
                f"with {input.dim()} dimensions!"
            )
        dim = dim_of(input)
        size = input.size(dim)
        if isinstance(indices_or_sections, int) and (
            indices_or_sections == 0 or size % indices_or_sections
        ):
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {dim}, but the size of the "
                f"dimension {size} is not divisible by the split_size {indices_or_sections}!"
            )
        return tensor_split(input, indices_or_sections, dim)

    return split


hsplit = _split_along("hsplit", 1, lambda input: 0 if input.dim() == 1 else 1)
vsplit = _split_along("vsplit", 2, lambda input: 0)
dsplit = _split_along("dsplit", 3, lambda input: 2)


def histogram(input, bins=100, *, range=None, weight=None, density=False):
    if isinstance(bins, int) and bins <= 0:
        raise RuntimeError(
            f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0"
        )
    if input.dtype._name not in ("float32", "float64"):
        kind = _LEGACY[input.dtype._name]
        raise NotImplementedError(f"\"histogramdd\" not implemented for '{kind}'")
    points = input.detach().reshape(-1)
    if isinstance(bins, Tensor):
        edges = bins
    else:
        low, high = range or ((0.0, 1.0) if not points.numel() else (
            points.min().item(), points.max().item()
        ))
        if low == high:
            low, high = low - 0.5, high + 0.5
        edges = _host.factories.linspace(low, high, bins + 1, input.dtype._name, False)
    count = len(edges) - 1
    places = searchsorted(edges, points, right=True) - 1
    # the last bin holds its upper edge too
    places = where(points == edges[-1], count - 1, places)
    inside = (points >= edges[0]) & (points <= edges[-1])
    shares = points.new_ones(points.shape) if weight is None else weight.reshape(-1)
    sums = points.new_zeros(count).index_add(0, places[inside], shares[inside])
    if density:
        sums = sums / sums.sum() / (edges[1:] - edges[:-1])
    return _named("histogram", ("hist", "bin_edges"), (sums, edges))


def _drawn(op):
    def draw(*parameters, generator=None):
        keywords = {} if generator is None else {"generator": generator._j}
        return _row(op, [parameter._j for parameter in parameters], keywords)

    draw.__name__ = op
    return draw


poisson, binomial = _drawn("poisson"), _drawn("binomial")
_standard_gamma, _sample_dirichlet = _drawn("_standard_gamma"), _drawn("_sample_dirichlet")


def _numpy(self, *, force=False):
    from torch._array import array

    if self.requires_grad and not force and _host.is_grad_enabled():
        raise RuntimeError(
            "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
        )
    if _tensors.is_batched(self._j):
        raise RuntimeError("Cannot access data pointer of Tensor that doesn't have storage")
    return array(self.detach())


def _resize_(self, *sizes):
    if self.requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    _tensors.resize(self._j, _sizes(sizes))
    return self


def _apply_(self, function):
    values = [function(x) for x in self.reshape(-1).tolist()]
    return self.copy_(tensor(values).reshape(self.shape))


def _cuda(self, device=None, non_blocking=False):
    raise AssertionError("Torch not compiled with CUDA enabled")


def _H(self):
    if self.dim() not in (0, 2):
        raise RuntimeError(
            "tensor.H is only supported on matrices (2-D tensors). Got "
            f"{self.dim()}-D tensor. For batches of matrices, consider using tensor.mH"
        )
    return self.transpose(0, 1) if self.dim() else self


def _sum_to_size(self, *size):
    sizes = list(size[0]) if len(size) == 1 and not isinstance(size[0], int) else list(size)
    if not sizes:
        return self.sum()
    extra = self.dim() - len(sizes)
    if extra < 0 or any(
        want not in (1, own) for want, own in zip(sizes, list(self.shape)[extra:])
    ):
        raise RuntimeError(
            f"size {{{sizes}}} is not expandable to size {{{list(self.shape)}}}."
        )
    if self.dtype is _dtype("bool") and list(self.shape) != sizes:
        self = self.long()
    return _row("sum_to_size", [self._j, sizes], {})


def _T(self):
    return self.permute(list(range(self.dim()))[::-1])


_ALIASES = {
    "absolute": "abs", "arccos": "acos", "arcsin": "asin", "arctan": "atan", "arccosh": "acosh",
    "arcsinh": "asinh", "arctanh": "atanh", "arctan2": "atan2", "multiply": "mul",
    "subtract": "sub", "divide": "div", "true_divide": "div", "negative": "neg", "greater": "gt",
    "greater_equal": "ge", "less": "lt", "less_equal": "le", "not_equal": "ne", "fix": "trunc",
    "ger": "outer", "trapz": "trapezoid",
}
_BOTH = (
    "flatten unflatten ravel movedim moveaxis swapaxes swapdims adjoint broadcast_to split chunk "
    "tensor_split unsafe_chunk unsafe_split unbind diff pinverse fliplr flipud diagflat norm var std var_mean std_mean unique "
    "unique_consecutive nonzero argwhere cov corrcoef clamp clip div equal allclose is_same_size "
    "is_nonzero numel scatter index_put take_along_dim softmax log_softmax "
    "cross is_floating_point is_complex bernoulli multinomial repeat_interleave msort nanmean hsplit vsplit dsplit histogram"
).split()
_ONLY_FUNCTIONS = (
    "is_inference broadcast_shapes broadcast_tensors meshgrid atleast_1d atleast_2d atleast_3d hstack vstack "
    "row_stack dstack column_stack concat concatenate block_diag vander cartesian_prod "
    "combinations isin einsum tensordot chain_matmul cdist searchsorted where promote_types "
    "result_type can_cast svd poisson binomial _standard_gamma _sample_dirichlet"
).split()


def bind(namespace):
    """Adds all of this to torch and to its tensors; `bind_operators` came before."""
    for alias, op in _ALIASES.items():
        namespace[alias] = function_of(op, "torch", alias)
        setattr(Tensor, alias, function_of(op, "Tensor", alias))
        if hasattr_in_class(op + "_"):
            setattr(Tensor, alias + "_", in_place_of(op, "Tensor", alias + "_"))
            namespace[alias + "_"] = in_place_of(op, "torch", alias + "_")
    for name in _BOTH:
        function = globals()[name]
        function.__name__ = name
        namespace[name] = function
        function.__qualname__ = name
        if name not in ("numel", "is_floating_point", "is_complex"):
            setattr(Tensor, name, function)
    for name in _ONLY_FUNCTIONS:
        namespace[name] = globals()[name]
    for function in _compositions.FUNCTIONS:
        namespace[function.__name__] = function
        if function.__name__ not in _compositions.ONLY_FUNCTIONS:
            setattr(Tensor, function.__name__, function)
    for alias in ("div", "divide", "true_divide"):
        namespace[alias] = div
        setattr(Tensor, alias, div)
    _split.__name__ = _split.__qualname__ = "split"
    Tensor.split = _split
    namespace["split"] = _split
    Tensor.where = _where
    Tensor.to = to
    Tensor.type = _type
    Tensor.polygamma = lambda self, n: _row("polygamma", [n, self._j], {})
    Tensor.type_as = lambda self, other: to(self, other.dtype)
    for name, kind in {
        "float": "float32", "double": "float64", "half": "float16", "bfloat16": "bfloat16",
        "long": "int64", "int": "int32", "short": "int16", "char": "int8", "byte": "uint8",
        "bool": "bool",
    }.items():
        setattr(Tensor, name, _cast(kind))
    Tensor.cpu = lambda self, memory_format=None: self
    Tensor.cuda = _cuda
    Tensor.view_as = lambda self, other: self.view(other.shape)
    Tensor.reshape_as = lambda self, other: self.reshape(other.shape)
    Tensor.expand_as = lambda self, other: self.expand(other.shape)
    Tensor.view = _view
    Tensor.new_zeros, Tensor.new_ones = _new("zeros"), _new("ones")
    Tensor.new_empty, Tensor.new_full, Tensor.new_tensor = _new("zeros"), _new_full, _new_tensor
    Tensor.new = lambda self, *arguments: _new_legacy(self, arguments)
    for name in ("unsqueeze", "squeeze", "t", "transpose", "swapaxes", "swapdims"):
        setattr(Tensor, name + "_", _itself(name))
    Tensor.copy_, Tensor.fill_ = _copy_, _fill_
    Tensor.clamp_ = Tensor.clip_ = _clamp_
    Tensor.scatter_, Tensor.index_put_ = _scatter_, _index_put_
    Tensor.fill_diagonal_ = _fill_diagonal_
    Tensor.square_ = lambda self: self.pow_(2)
    Tensor.div_ = Tensor.divide_ = _div_
    for op in ("uniform", "normal", "exponential", "cauchy", "geometric", "log_normal"):
        setattr(Tensor, op + "_", _random(op))
    Tensor.bernoulli_, Tensor.random_ = _bernoulli_, _random_
    Tensor.numpy, Tensor.resize_, Tensor.apply_ = _numpy, _resize_, _apply_
    Tensor.__array__ = lambda self, *_: _numpy(self)
    Tensor.T = property(_T)
    Tensor.H = property(_H)
    Tensor.mT = Tensor.mH = property(lambda self: self.transpose(-2, -1))
    Tensor.real = property(lambda self: self)
    Tensor.tile = lambda self, *dims: _row("tile", [self._j, _sizes(dims)], {})
    Tensor.unfold = lambda self, dimension, size, step: _row(
        "unfold", [self._j, dimension, size, step], {}
    )
    Tensor.resize_as_ = lambda self, other: self.resize_(*other.shape)
    Tensor.sum_to_size = _sum_to_size
    # of real numbers they are all the same tensor
    for name in ("conj", "resolve_conj", "resolve_neg"):
        namespace[name] = lambda input: input
        setattr(Tensor, name, namespace[name])
    namespace["real"] = lambda input: input
    Tensor.real = property(namespace["real"])
    Tensor.map_ = lambda self, other, function: self.copy_(
        tensor([function(a, b) for a, b in zip(self.reshape(-1), other.reshape(-1))]).reshape(
            self.shape
        )
    )


def hasattr_in_class(name):
    return name in Tensor.__dict__


def _view(self, *sizes, dtype=None):
    if dtype is not None or (len(sizes) == 1 and isinstance(sizes[0], _dtype)):
        raise NotImplementedError("torch.Tensor.view(dtype) is not supported by Tapedeck")
    return _apply("view", [self._j, [int(size) for size in _sizes(sizes)]], {})


def _div_(self, other, *, rounding_mode=None):
    if rounding_mode is None:
        return _host.row_in_place("div", [self._j, raw(other)], {})
    keywords = {"rounding_mode": rounding_mode}
    return _host.row_in_place("div.Tensor_mode", [self._j, raw(other)], keywords)


def _new_legacy(self, arguments):
    from torch._factories import legacy_tensor

    return legacy_tensor(self.dtype._name, arguments)
