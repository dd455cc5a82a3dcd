"""torch.utils.checkpoint: forward passes that are computed again instead of kept."""

import contextlib

import torch
from torch.autograd.graph import saved_tensors_hooks


class _Enough(Exception):
    """Everything that the backward pass asks for was computed again."""


class _Recomputation:
    """
    What one checkpointed call saved for backward: places only, until backward asks for the first
    tensor. Then the function runs again and fills them all.
    """

    def __init__(self, run, preserve_rng_state):
        self._run = run
        self._random = torch.get_rng_state() if preserve_rng_state else None
        self._count = 0
        self._found = None

    def keep(self, tensor):
        self._count += 1
        return self._count - 1

    def give(self, place):
        if self._found is None:
            self._recompute()
        return self._found[place]

    def _recompute(self):
        self._found = found = []

        def fill(tensor):
            found.append(tensor.detach())
            if len(found) == self._count:
                raise _Enough
            return len(found) - 1

        with _random_state(self._random), torch.enable_grad():
            with saved_tensors_hooks(fill, found.__getitem__), contextlib.suppress(_Enough):
                self._run()
        if len(found) != self._count:
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the "
                "original forward and recomputation.\n"
                f"Number of tensors saved during forward: {self._count}\n"
                f"Number of tensors saved during recomputation: {len(found)}."
            )


class CheckpointError(RuntimeError):
    pass


@contextlib.contextmanager
def _random_state(state):
    """Inside, random numbers are drawn from `state` on; None leaves them alone."""
    now = torch.get_rng_state() if state is not None else None
    try:
        if state is not None:
            torch.set_rng_state(state)
        yield
    finally:
        if now is not None:
            torch.set_rng_state(now)


def checkpoint(function, *args, use_reentrant=None, preserve_rng_state=True, context_fn=None,
               determinism_check=None, debug=False, **kwargs):
    """What `function` returns; what it saves for backward is computed again in the backward pass."""
    if use_reentrant and kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    if not torch.is_grad_enabled():
        return function(*args, **kwargs)
    again = _Recomputation(lambda: function(*args, **kwargs), preserve_rng_state)
    with saved_tensors_hooks(again.keep, again.give):
        return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    layers = list(functions.children()) if hasattr(functions, "children") else list(functions)
    size = len(layers) // segments

    def runner(part):
        def run(x):
            for layer in part:
                x = layer(x)
            return x

        return run

    for i in range(segments - 1):
        input = checkpoint(runner(layers[i * size : (i + 1) * size]), input)
    return runner(layers[(segments - 1) * size :])(input)
