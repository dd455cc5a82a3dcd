"""Functions composed of others: their values are PyTorch's, their graphs are those of their parts."""

import builtins
import math

from torch._tensor import Tensor, _host, _named

_range = builtins.range


def gradient(input, *, spacing=None, dim=None, edge_order=1):
    import torch

    if input.dtype is torch.uint8:
        raise RuntimeError("torch.gradient does not support uint8 input.")
    count = input.dim()
    dims = list(range(count)) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    if spacing is None:
        spacing = 1
    steps = [spacing] * len(dims) if isinstance(spacing, (int, float)) else list(spacing)
    if len(steps) != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim "
            f"arguments to have the same length, but got a spacing argument of length {len(steps)} "
            f"and a dim argument of length {len(dims)}."
        )
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    for d in dims:
        if input.size(d) < edge_order + 1:
            raise RuntimeError(
                "torch.gradient expected each dimension size to be at least edge_order+1"
            )
    found = []
    for step, d in zip(steps, dims):
        spaced = _spaced if isinstance(step, Tensor) else _uniform
        found.append(torch.cat(spaced(input, step, d % count, edge_order), d))
    return tuple(found)


def _uniform(input, step, d, order):
    """The slopes at the first places, in the middle and at the last, for places `step` apart."""
    n = input.size(d)

    def difference(after, before, length=1):
        return _lines(input, d, length, after, before, _subtracted)

    middle = _quotient(_quotient(difference(2, 0, n - 2), step), 2)
    if order == 1:
        first, last = difference(1, 0), difference(n - 1, n - 2)
    else:
        first = _lines(
            input, d, 1, 0, 1, 2,
            lambda a, b, c: _times(a, -1.5) + _times(b, 2) - _times(c, 0.5),
        )
        last = _lines(
            input, d, 1, n - 3, n - 2, n - 1,
            lambda a, b, c: _times(a, 0.5) - _times(b, 2) + _times(c, 1.5),
        )
    return [_quotient(first, step), middle, _quotient(last, step)]


def _subtracted(after, before):
    return after - before


def _lines(input, d, length, *places_and_use):
    """What is made of parts of the input, which PyTorch's compiler takes from the right."""
    *places, use = places_and_use
    parts = [input.narrow(d, place, length) for place in reversed(places)]
    return use(*reversed(parts))


def _spaced(input, places, d, order):
    """The same for places with coordinates of their own."""
    n = input.size(d)
    if places.dim() != 1 or len(places) != n:
        raise RuntimeError(
            "torch.gradient expected each element of spacing to have the same number of elements "
            f"as the dimension it is for, but got {list(places.shape)} for a size of {n}"
        )
    shape = [1] * input.dim()
    shape[d] = -1
    steps = places.diff()

    def slope(a, b, own):
        """Of the parabola through three neighbours: at the first, the middle or the last."""
        if own == 0:
            return -(2 * a + b) / (a * (a + b)), (a + b) / (a * b), -a / (b * (a + b))
        if own == 1:
            return -b / (a * (a + b)), (b - a) / (a * b), a / (b * (a + b))
        return b / (a * (a + b)), -(a + b) / (a * b), (2 * b + a) / (b * (a + b))

    def weighted(weights, length, start):
        return _lines(
            input, d, length, start, start + 1, start + 2,
            lambda a, b, c: weights[0] * a + weights[1] * b + weights[2] * c,
        )

    def difference(after, before):
        return _lines(input, d, 1, after, before, _subtracted)

    weights = [w.reshape(shape) for w in slope(steps[:-1], steps[1:], 1)]
    middle = weighted(weights, n - 2, 0)
    if order == 1:
        first = difference(1, 0) / steps[0]
        last = difference(n - 1, n - 2) / steps[-1]
    else:
        first = weighted(slope(steps[0], steps[1], 0), 1, 0)
        last = weighted(slope(steps[-2], steps[-1], 2), 1, n - 3)
    return [first, middle, last]


def _times(tensor, number):
    return _host.row("mul.Scalar", [tensor._j, number], {})


def _quotient(tensor, number):
    return _host.row("div.Scalar", [tensor._j, number], {})


def norm_except_dim(v, pow=2, dim=0):
    """The norms of the slices along `dim`, in a shape that broadcasts with `v`; of all for -1."""
    if dim == -1:
        return v.norm(pow)
    sizes = [1] * v.dim()
    sizes[dim] = v.size(dim)
    if dim == 0:
        return v.contiguous().view(sizes[0], -1).norm(pow, 1).view(sizes)
    if dim == v.dim() - 1:
        return v.contiguous().view(-1, sizes[-1]).norm(pow, 0).view(sizes)
    return norm_except_dim(v.transpose(0, dim), pow, 0).transpose(0, dim)


def _weight_norm(v, g, dim=0):
    if dim in (0, v.dim() - 1):
        return _host.row("_weight_norm_interface", [v._j, g._j, dim], {})[0]
    return v * (g / norm_except_dim(v, 2, dim))


def _checked_quantiles(input, q, interpolation):
    import torch

    if not isinstance(q, Tensor):
        if not 0 <= q <= 1:
            raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q:g}")
        q = torch.tensor(q, dtype=input.dtype if input.is_floating_point() else None)
    if not input.numel():
        raise RuntimeError("quantile() input tensor must be non-empty")
    if q.dim() > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if input.dtype not in (torch.float32, torch.float64):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if q.dtype is not input.dtype:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if not bool(((q >= 0) & (q <= 1)).all()):
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, "
            f"but got {interpolation}"
        )
    return q


def _quantile(input, q, dim, keepdim, interpolation, skips):
    """Between the sorted elements around each rank; `skips` leaves NaN out."""
    import torch

    q = _checked_quantiles(input, q, interpolation)
    count = max(input.dim(), 1)
    if dim is not None and not -count <= dim < count:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-count}, {count - 1}], but got "
            f"{dim})"
        )
    shape = list(input.shape)
    if dim is None:
        ordered = input.flatten()
        shape = [1] * len(shape) if keepdim else []
    else:
        own = dim % count
        last = input.dim() > 0 and own == input.dim() - 1
        ordered = input if last else input.unsqueeze(-1).transpose(dim % count, -1)
        if shape:
            shape[own : own + 1] = [1] if keepdim else []
    ordered = ordered.sort()[0]
    n = ordered.size(-1)
    ordered = ordered.view(*shape, n)
    empty = ordered.isnan()
    if skips:
        ranks = q * ((~empty).sum(-1, True) - 1)
        ranks = ranks.masked_fill(ranks < 0, 0)
    else:
        ranks = _host.row("mul.Scalar", [q._j, n - 1], {})
        if list(ranks.shape) != [*shape, q.numel()]:
            ranks = ranks.expand(*shape, q.numel())
        ranks = ranks.masked_fill(empty.any(-1, True), n - 1)
    if interpolation in ("lower", "higher", "nearest"):
        kind = {"lower": "floor", "higher": "ceil", "nearest": "round"}[interpolation]
        ranks = getattr(ranks, kind)()
    below = ranks.detach().long()
    found = ordered.gather(-1, below)
    if interpolation in ("linear", "midpoint"):
        share = torch.full_like(ranks, 0.5) if interpolation == "midpoint" else ranks - below
        found = found.lerp(ordered.gather(-1, ranks.detach().ceil().long()), share)
    if q.dim() == 0:
        return found.squeeze_(-1)
    return found.unsqueeze_(0).transpose_(0, -1).squeeze_(-1)


def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    return _quantile(input, q, dim, keepdim, interpolation, False)


def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    return _quantile(input, q, dim, keepdim, interpolation, True)


def isreal(input):
    return input.new_ones(input.shape, dtype=bool)


def unravel_index(indices, shape):
    if indices.is_floating_point() or indices.dtype._name == "bool":
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    if any(size < 0 for size in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    found, below = [], 1
    for size in reversed(sizes):
        found.insert(0, indices.div(below, rounding_mode="floor") % size)
        below *= size
    return tuple(found)


def nonzero_static(input, *, size, fill_value=-1):
    import torch

    if size < 0:
        raise RuntimeError("nonzero_static: 'size' must be an non-negative integer")
    found = input.nonzero()[:size]
    rest = found.new_full((size - found.size(0), found.size(1)), fill_value)
    return torch.cat([found, rest])


def histogramdd(input, bins, range=None, weight=None, density=False):
    import torch

    count = input.size(-1)
    points = input.reshape(-1, count)
    weights = points.new_ones(len(points)) if weight is None else weight.reshape(-1)
    bins = [bins] * count if isinstance(bins, int) else list(bins)
    if len(bins) != count:
        raise RuntimeError(
            f"torch.histogramdd(): expected {count} sequences of bin edges for a {count}-dimensional "
            f"histogram but got {len(bins)}"
        )
    edges = [_edges(points[:, d], bins[d], None if range is None else range[2 * d : 2 * d + 2])
             for d in _range(count)]
    places, inside = points.new_zeros(len(points), dtype=int), points.new_ones(len(points), dtype=bool)
    for d, own in enumerate(edges):
        place = torch.searchsorted(own, points[:, d].contiguous(), right=True) - 1
        # the last bin holds its right edge as well
        place = place.where(points[:, d] != own[-1], len(own) - 2)
        inside &= (place >= 0) & (place < len(own) - 1)
        places = places * (len(own) - 1) + place
    shape = [len(own) - 1 for own in edges]
    hist = points.new_zeros(math.prod(shape))
    hist.index_add_(0, places[inside], weights[inside])
    hist = hist.reshape(shape)
    if density:
        hist /= hist.sum()
        for d, own in enumerate(edges):
            hist /= own.diff().reshape([-1 if d == k else 1 for k in _range(count)])
    return _named("histogramdd", ("hist", "bin_edges"), (hist, tuple(edges)))


def _edges(values, bins, limits):
    import torch

    if isinstance(bins, Tensor):
        return bins
    low, high = limits or (values.min().item(), values.max().item())
    if low == high:
        low, high = low - 0.5, high + 0.5
    return torch.linspace(low, high, bins + 1, dtype=values.dtype)


def typename(obj, /):
    if isinstance(obj, Tensor):
        return obj.type()
    kind = obj if hasattr(obj, "__qualname__") else type(obj)
    module = kind.__module__ or "builtins"
    return kind.__qualname__ if module == "builtins" else f"{module}.{kind.__qualname__}"


FUNCTIONS = (
    quantile, nanquantile, gradient, norm_except_dim, _weight_norm, isreal, unravel_index,
    nonzero_static, histogramdd, typename,
)
ONLY_FUNCTIONS = (
    "gradient", "norm_except_dim", "_weight_norm", "unravel_index", "histogramdd", "typename",
)
