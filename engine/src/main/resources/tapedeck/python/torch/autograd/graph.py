"""torch.autograd.graph: nodes, and hooks on what they save."""

import contextlib
from collections import namedtuple

from torch._tensor import Node, RemovableHandle, Tensor, _tensors, checked_unpacking


class saved_tensors_hooks:
    """Tensors saved for backward inside of the block go through `pack_hook` and `unpack_hook`."""

    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self):
        if _refusals:
            raise RuntimeError(_refusals[-1])
        _host.hooks.push_saved(self.pack_hook, checked_unpacking(self.unpack_hook))

    def __exit__(self, kind, error, trace):
        _host.hooks.pop_saved()
        return False


class save_on_cpu(saved_tensors_hooks):
    def __init__(self, pin_memory=False, device_type="cuda"):
        super().__init__(lambda t: t.clone(), lambda t: t)


@contextlib.contextmanager
def disable_saved_tensors_hooks(error_message):
    _refusals.append(error_message)
    try:
        yield
    finally:
        _refusals.pop()


_refusals = []


class _SavedCopies:
    """What was saved inside of one block, as copies that nobody writes to."""

    def __init__(self):
        self._copies = {}

    def pack(self, tensor):
        key = len(self._copies)
        self._copies[key] = tensor.clone()
        return key

    def unpack(self, key):
        if key not in self._copies:
            raise AssertionError(
                "Trying to backward outside of the 'allow_mutation_on_saved_tensors' context"
                "in which the graph was originally recorded."
            )
        return self._copies[key]

    def clear(self):
        self._copies.clear()


_mutable = []


@contextlib.contextmanager
def allow_mutation_on_saved_tensors():
    """Inside of the block, tensors that were saved for backward may be written to."""
    if _mutable:
        raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
    copies = _SavedCopies()
    _mutable.append(copies)
    try:
        with saved_tensors_hooks(copies.pack, copies.unpack):
            yield copies
    finally:
        _mutable.pop()
        copies.clear()


class GradientEdge(namedtuple("GradientEdge", ["node", "output_nr", "ownership_token"])):
    """Where a gradient enters a node: what a tensor is to the graph."""

    def __new__(cls, node, output_nr, ownership_token=None):
        return super().__new__(cls, node, output_nr, ownership_token)

    def like(self):
        """A tensor of the shape and the type of the gradients that pass."""
        import torch

        self.check()
        leaf = _host.nodes.variable(self.node._j)
        if leaf is not None:
            return leaf
        shape, dtype = getattr(self, "_result", ((2,), torch.float32))
        return torch.empty(shape, dtype=dtype)

    def check(self):
        if not isinstance(self.node, Node):
            raise RuntimeError(
                "GradientEdge's first object must be an autograd.graph.Node but got "
                f"{type(self.node).__name__}"
            )


def get_gradient_edge(tensor):
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require "
            "gradients"
        )
    if tensor.grad_fn is None:
        return GradientEdge(tensor.view_as(tensor).grad_fn.next_functions[0][0], 0)
    edge = GradientEdge(tensor.grad_fn, tensor.output_nr)
    edge._result = tensor.shape, tensor.dtype
    return edge


def increment_version(tensor):
    """Counts a change of one tensor or of several as a new version of them."""
    several = (tensor,) if isinstance(tensor, Tensor) else tensor
    if not isinstance(several, (tuple, list)) or not all(isinstance(t, Tensor) for t in several):
        raise RuntimeError("increment_version expect a Iterable[Tensor] as input")
    for one in several:
        if not one.is_inference():
            _tensors.bump_version(one._j)


class _MultiHandle(RemovableHandle):
    """Removes the hooks of several tensors."""

    def __init__(self, handles):
        self.handles = handles

    def remove(self):
        for handle in self.handles:
            handle.remove()


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """
    Calls `fn` in each backward pass: with all gradients once those of all `tensors` that it brings
    have arrived, or with the first one.
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    if mode == "any":
        return _MultiHandle(_first_gradient_hooks(tensors, fn))
    if not all(t.requires_grad for t in tensors):
        raise AssertionError("Expected gradient function to be set")
    # by backward pass: the gradients that have arrived, and how many are missing
    found, missing = {}, {}

    def hook_of(i):
        def hook(gradient):
            run = _host.hooks.running_pass()
            if run not in missing:
                missing[run] = sum(_host.hooks.is_reached(t._j) for t in tensors)
                found[run] = [None] * len(tensors)
            found[run][i] = gradient
            missing[run] -= 1
            if missing[run] == 0:
                del missing[run]
                fn(found.pop(run))

        return hook

    return _MultiHandle(tuple(t.register_hook(hook_of(i)) for i, t in enumerate(tensors)))


def _first_gradient_hooks(tensors, fn):
    last = None

    def first(gradient):
        nonlocal last
        run = _host.hooks.running_pass()
        if run != last:
            last = run
            fn(gradient)

    return tuple(t.register_hook(first) for t in tensors if t.requires_grad)
