"""torch.autograd.graph: nodes, and hooks on what they save."""

import contextlib
from collections import namedtuple

from torch._tensor import Node, _tensors


class saved_tensors_hooks:
    """Tensors saved for backward inside of the block go through `pack_hook` and `unpack_hook`."""

    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self):
        if _refusals:
            raise RuntimeError(_refusals[-1])
        _host.hooks.push_saved(self.pack_hook, self.unpack_hook)

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


class GradientEdge(namedtuple("GradientEdge", ["node", "output_nr", "ownership_token"])):
    """Where a gradient enters a node: what a tensor is to the graph."""

    def __new__(cls, node, output_nr, ownership_token=None):
        return super().__new__(cls, node, output_nr, ownership_token)


def get_gradient_edge(tensor):
    if not tensor.requires_grad:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require "
            "gradients"
        )
    if tensor.grad_fn is None:
        return GradientEdge(tensor.view_as(tensor).grad_fn.next_functions[0][0], 0)
    return GradientEdge(tensor.grad_fn, tensor.output_nr)


def increment_version(tensor):
    _tensors.bump_version(tensor._j)


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """Calls `fn` with all gradients once those of all `tensors` have arrived."""
    from torch._tensor import RemovableHandle

    if mode == "any":
        called = []

        def first(gradient):
            if not called:
                called.append(True)
                fn(gradient)

        handles = [t.register_hook(first) for t in tensors]
        return RemovableHandle(lambda: [h.remove() for h in handles])
    found = [None] * len(tensors)
    awaited = [0]

    def hook_of(i):
        def hook(gradient):
            if awaited[0] == 0:
                awaited[0] = 1 + sum(
                    _host.hooks.awaits_gradient(t._j) for k, t in enumerate(tensors) if k != i
                )
            found[i] = gradient
            awaited[0] -= 1
            if awaited[0] == 0:
                arrived = tuple(found)
                found[:] = [None] * len(tensors)
                fn(arrived)

        return hook

    handles = [t.register_hook(hook_of(i)) for i, t in enumerate(tensors)]
    return RemovableHandle(lambda: [h.remove() for h in handles])
