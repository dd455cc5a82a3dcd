"""vmap: a function of examples, applied to each example of a batch."""

import functools

import torch
from torch._tensor import Tensor, _tensors
from torch._transforms import run
from torch.utils._pytree import broadcast_to, tree_flatten, tree_unflatten


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """
    The function that applies `func` to every slice of its inputs along `in_dims` and stacks what
    it returns along `out_dims`. Here the slices are computed one after the other, so that each
    can be watched.
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(
            f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}"
        )
    if randomness == "different":
        raise NotImplementedError("torch.vmap(randomness='different') is not supported by Tapedeck")
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func)
    def wrapper(*args, **kwargs):
        batch = _Batch(getattr(func, "__name__", repr(func)), in_dims, out_dims, args)
        draw = _same if randomness == "same" else _none
        _tensors.begin_batch(batch.size)
        try:
            outputs = draw(func, batch, kwargs)
        finally:
            _tensors.end_batch()
        return batch.stacked(outputs)

    return wrapper


def _none(func, batch, keywords):
    """The outputs of the examples, none of which may draw a random number."""
    before = torch.get_rng_state()
    outputs = [run(func, arguments, keywords) for arguments in batch]
    if not torch.equal(before, torch.get_rng_state()):
        raise RuntimeError(
            "vmap: called random operation while in randomness error mode. Please either use the "
            "'same' or 'different' randomness flags on vmap or perform the randomness operation "
            "out of vmap"
        )
    return outputs


def _same(func, batch, keywords):
    """The outputs of the examples, each of which draws the same random numbers."""
    before = torch.get_rng_state()
    outputs = []
    for arguments in batch:
        torch.set_rng_state(before)
        outputs.append(run(func, arguments, keywords))
    return outputs


class _Batch:
    """The arguments of one call of the function that `vmap` returned, taken apart by example."""

    def __init__(self, name, in_dims, out_dims, args):
        self._name, self._in_dims, self._out_dims = name, in_dims, out_dims
        self._where = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>)"
        self._leaves, self._spec = tree_flatten(args)
        self._dims = self._dimensions(args)
        self.size = self._common_size()

    def _dimensions(self, args):
        in_dims = self._in_dims
        if not isinstance(in_dims, (int, tuple, list)):
            raise ValueError(
                f"{self._where}: expected `in_dims` to be int or a (potentially nested) tuple "
                f"matching the structure of inputs, got: {type(in_dims)}."
            )
        if not args:
            raise ValueError(
                f"vmap({self._name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or "
                "you are trying to vmap over a function with no inputs. The latter is unsupported."
            )
        if isinstance(in_dims, list):
            in_dims = tuple(in_dims)
        dims = broadcast_to(in_dims, self._spec)
        if dims is None:
            raise ValueError(
                f"{self._where}: in_dims is not compatible with the structure of `inputs`. "
                f"in_dims has structure {tree_flatten(in_dims)[1]} but inputs has structure "
                f"{self._spec}."
            )
        return [self._dimension(leaf, dim) for leaf, dim in zip(self._leaves, dims)]

    def _dimension(self, leaf, dim):
        if dim is not None and not isinstance(dim, int):
            raise ValueError(
                f"{self._where}: Got in_dim={dim} for an input but in_dim must be either an "
                "integer dimension or None."
            )
        if dim is None:
            return None
        if not isinstance(leaf, Tensor):
            raise ValueError(
                f"{self._where}: Got in_dim={dim} for an input but the input is of type "
                f"{type(leaf)}. We cannot vmap over non-Tensor arguments, please use None as the "
                "respective in_dim"
            )
        if not -leaf.dim() <= dim < leaf.dim():
            raise ValueError(
                f"{self._where}: Got in_dim={dim} for some input, but that input is a Tensor of "
                f"dimensionality {leaf.dim()} so expected in_dim to satisfy -{leaf.dim()} <= "
                f"in_dim < {leaf.dim()}."
            )
        return dim % leaf.dim()

    def _common_size(self):
        sizes = [l.shape[d] for l, d in zip(self._leaves, self._dims) if d is not None]
        if not sizes:
            raise ValueError("vmap: Expected at least one Tensor to vmap over")
        if len(set(sizes)) > 1:
            raise ValueError(
                "vmap: Expected all tensors to have the same size in the mapped dimension, got "
                f"sizes {sizes} for the mapped dimension"
            )
        if not sizes[0]:
            raise NotImplementedError("torch.vmap over an empty batch is not supported by Tapedeck")
        return sizes[0]

    def __iter__(self):
        for i in range(self.size):
            yield tree_unflatten(
                [
                    leaf if dim is None else self._example(leaf, dim, i)
                    for leaf, dim in zip(self._leaves, self._dims)
                ],
                self._spec,
            )

    @staticmethod
    def _example(leaf, dim, i):
        example = leaf.select(dim, i)
        _tensors.mark_batched(example._j)
        return example

    def stacked(self, outputs):
        spec = tree_flatten(outputs[0])[1]
        columns = list(zip(*(tree_flatten(output)[0] for output in outputs)))
        dims = broadcast_to(self._out_dims, spec)
        if dims is None:
            raise ValueError(
                f"vmap({self._name}, ..., out_dims={self._out_dims})(<inputs>): out_dims is not "
                "compatible with the structure of `outputs`. out_dims has structure "
                f"{tree_flatten(self._out_dims)[1]} but outputs has structure {spec}."
            )
        return tree_unflatten([self._joined(c, d) for c, d in zip(columns, dims)], spec)

    def _joined(self, column, dim):
        if dim is None:
            return column[0]
        for one in column:
            if not isinstance(one, Tensor):
                raise ValueError(
                    f"vmap({self._name}, ...): `{self._name}` must only return Tensors, got type "
                    f"{type(one)}. Did you mean to set out_dims= to None for output?"
                )
        return torch.stack(column, dim)
