"""Functions composed of others: their values are PyTorch's, their graphs are those of their parts."""

import math

from torch._tensor import Tensor, _host


def mvlgamma(input, p):
    import torch

    if not bool((input > 0.5 * (p - 1)).all()):
        raise RuntimeError("All elements must be greater than (p-1)/2")
    args = torch.arange(-p * 0.5 + 0.5, 0.5, 0.5, dtype=input.dtype) + input.unsqueeze(-1)
    return torch.lgamma(args).sum(-1) + p * (p - 1) * 0.25 * math.log(math.pi)


def gradient(input, *, spacing=1, dim=None, edge_order=1):
    import torch

    if edge_order != 1:
        raise NotImplementedError("torch.gradient(edge_order=2) is not supported by Tapedeck")
    dims = list(range(input.dim())) if dim is None else [dim] if isinstance(dim, int) else list(dim)
    steps = [spacing] * len(dims) if isinstance(spacing, (int, float)) else list(spacing)
    if any(isinstance(step, Tensor) for step in steps):
        raise NotImplementedError(
            "torch.gradient(spacing=coordinates) is not supported by Tapedeck"
        )
    found = []
    for step, d in zip(steps, dims):
        n = input.size(d)
        if n < 2:
            raise RuntimeError(
                "torch.gradient expected each dimension size to be at least edge_order+1"
            )
        first = _quotient(input.narrow(d, 1, 1) - input.narrow(d, 0, 1), step)
        last = _quotient(input.narrow(d, n - 1, 1) - input.narrow(d, n - 2, 1), step)
        middle = _quotient(input.narrow(d, 2, n - 2) - input.narrow(d, 0, n - 2), step)
        middle = _quotient(middle, 2)
        found.append(torch.cat([first, middle, last], d))
    return tuple(found)


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


def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    import torch

    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise RuntimeError(
            f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}"
        )
    if index.dim() == 0 or index.numel() == 0:
        return input.clone()
    src = src[tuple(slice(n) for n in index.shape)]
    ones = torch.ones_like(src)
    if reduce in ("sum", "mean"):
        start = input if include_self else input.scatter(dim, index, 0)
        total = start.scatter_add(dim, index, src)
        if reduce == "sum":
            return total
        own = torch.ones_like(input)
        count = (own if include_self else own.scatter(dim, index, 0)).scatter_add(dim, index, ones)
        count = count.clamp(min=1)
        return total / count if input.is_floating_point() else total // count
    # within one place along dim no two elements meet in the same sum
    slices = [(index.narrow(dim, k, 1), src.narrow(dim, k, 1)) for k in range(index.size(dim))]
    if reduce == "prod":
        out = input if include_self else input.scatter(dim, index, 1)
        for at, values in slices:
            out = out * torch.ones_like(input).scatter(dim, at, values)
        return out
    return _extreme(input, dim, index, src, slices, reduce == "amax", include_self)


def _extreme(input, dim, index, src, slices, largest, include_self):
    """Equal extremes share the gradient."""
    import torch

    least = -math.inf if largest else math.inf
    if not input.is_floating_point():
        info = torch.iinfo(input.dtype)
        least = info.min if largest else info.max
    with torch.no_grad():
        found = input if include_self else input.scatter(dim, index, least)
        for at, values in slices:
            other = torch.full_like(input, least).scatter(dim, at, values)
            found = torch.maximum(found, other) if largest else torch.minimum(found, other)
    if not (input.requires_grad or src.requires_grad):
        return found
    own = input == found
    if not include_self:
        own = own & (torch.ones_like(input).scatter(dim, index, 0) > 0)
    theirs = src == found.gather(dim, index)
    zero = torch.zeros_like(src)
    count = own.to(input.dtype).scatter_add(dim, index, theirs.to(src.dtype))
    shares = torch.where(own, input, torch.zeros_like(input))
    shares = shares.scatter_add(dim, index, torch.where(theirs, src, zero)) / count
    return shares + (found - shares).detach()


FUNCTIONS = (
    mvlgamma, gradient, scatter_reduce, norm_except_dim, _weight_norm,
)
ONLY_FUNCTIONS = ("gradient", "norm_except_dim", "_weight_norm")
