"""torch.utils.checkpoint: forward passes that are computed again instead of kept."""

import contextlib

import torch
from torch import _warnings
from torch.autograd.graph import saved_tensors_hooks

_EXPLICIT = (
    "is recommended, but if you need to preserve the current default behavior, you can pass "
    "use_reentrant=True. Refer to docs for more details on the differences between the two "
    "variants."
)
_TIP = """
Tip: To see a more detailed error message, either pass `debug=True` to
`torch.utils.checkpoint.checkpoint(...)` or wrap the code block
with `with torch.utils.checkpoint.set_checkpoint_debug_enabled(True):` to
enable checkpoint‑debug mode globally.

If this error occurs under torch.compile with automatic_dynamic_shapes enabled,
it may be because the recomputation selected a different compiled graph than the
forward pass (e.g., a dynamic graph instead of the original static graph).
To fix this, either:
  - Use torch._dynamo.mark_dynamic() to explicitly mark varying dimensions as
    dynamic upfront, avoiding the static-to-dynamic transition.
  - Call torch._C._dynamo.eval_frame._set_lru_cache(False) to disable LRU cache
    reordering, which can change which graph is checked first between forward
    and recompute.
See https://github.com/pytorch/pytorch/issues/166926 for more details and
workaround examples.
"""


class CheckpointError(RuntimeError):
    pass


class _Enough(Exception):
    """Everything that was saved in the forward pass was computed again."""


def noop_context_fn():
    return contextlib.nullcontext(), contextlib.nullcontext()


def _metadata(tensor):
    return {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device}


_CHECKS = {"default": _metadata, "none": lambda tensor: None}
_early_stops = []


@contextlib.contextmanager
def set_checkpoint_early_stop(enable):
    """Whether a recomputation ends once everything that was saved is there again."""
    _early_stops.append(enable)
    try:
        yield
    finally:
        _early_stops.pop()


@contextlib.contextmanager
def set_checkpoint_debug_enabled(enabled):
    yield


class _Recomputation:
    """
    What one checkpointed call saved for backward: places only. In each backward pass the first
    tensor that is asked for lets the function run again, which fills them all.
    """

    def __init__(self, run, preserve_rng_state, describe, early_stop):
        self._run = run
        self._random = torch.get_rng_state() if preserve_rng_state else None
        self._describe = describe
        self._early_stop = early_stop
        self._saved = []
        self._pass = None
        self._found = {}

    def keep(self, tensor):
        self._saved.append(self._describe(tensor))
        return len(self._saved) - 1

    def give(self, place):
        # outside of a backward pass, where somebody looks at a node, each time anew
        now = _host.hooks.running_pass()
        if now != self._pass or now == 0:
            self._pass, self._found = now, self._recompute()
        if place not in self._found:
            raise CheckpointError(
                "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already "
                "unpacked once. If you are calling ctx.saved_tensors in backward, make sure to do "
                "so only once. Otherwise please open an issue with details on your use case."
            )
        return self._found.pop(place)

    def _recompute(self):
        found = []

        def fill(tensor):
            if len(found) == len(self._saved):
                raise CheckpointError(
                    "torch.utils.checkpoint: trying to save more tensors during recomputation "
                    f"than during the original forward pass.\n{_TIP}"
                )
            found.append(tensor.detach())
            if self._early_stop and len(found) == len(self._saved):
                raise _Enough
            return found[-1]

        with _RandomState(self._random), torch.enable_grad(), contextlib.suppress(_Enough):
            with saved_tensors_hooks(fill, lambda tensor: tensor):
                self._run()
        self._check(found)
        return dict(enumerate(found))

    def _check(self, found):
        if len(found) != len(self._saved):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the "
                "original forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self._saved)}\n"
                f"Number of tensors saved during recomputation: {len(found)}.\n{_TIP}"
            )
        different = ""
        for i, (before, tensor) in enumerate(zip(self._saved, found)):
            after = self._describe(tensor)
            if before != after:
                different += (
                    f"tensor at position {i}:\nsaved metadata: {before}\n"
                    f"recomputed metadata: {after}\n"
                )
        if different:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have "
                f"different metadata than during the forward pass.\n{different}.\n{_TIP}"
            )


class _Inputs:
    """The arguments of a checkpointed call, whose tensors are kept as a node keeps them."""

    def __init__(self, arguments):
        self._arguments = arguments
        self._kept = []
        for one in arguments:
            tensor = isinstance(one, torch.Tensor)
            self._kept.append(_host.hooks.keep(one._j) if tensor else None)

    def again(self):
        arguments = []
        for one, kept in zip(self._arguments, self._kept):
            arguments.append(one if kept is None else _host.hooks.kept(kept))
        return arguments


class _RandomState:
    """Inside, random numbers are drawn from a state on; None leaves them alone."""

    def __init__(self, state):
        self._state = state

    def __enter__(self):
        if self._state is not None:
            self._before = torch.get_rng_state()
            torch.set_rng_state(self._state)

    def __exit__(self, kind, error, trace):
        if self._state is not None:
            torch.set_rng_state(self._before)
        return False


def check_backward_validity(inputs):
    if not any(one.requires_grad for one in inputs if isinstance(one, torch.Tensor)):
        _warnings.warn(
            "None of the inputs have requires_grad=True. Gradients will be None"
        )


class CheckpointFunction(torch.autograd.Function):
    """The reentrant variant: one node, whose backward runs the function and a pass of its own."""

    @staticmethod
    def forward(ctx, run_function, preserve_rng_state, *args):
        check_backward_validity(args)
        ctx.run_function = run_function
        ctx.random = torch.get_rng_state() if preserve_rng_state else None
        ctx.inputs = [None if isinstance(one, torch.Tensor) else one for one in args]
        ctx.tensor_indices = [i for i, one in enumerate(args) if isinstance(one, torch.Tensor)]
        ctx.save_for_backward(*(args[i] for i in ctx.tensor_indices))
        with torch.no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx, *gradients):
        if not _host.hooks.passes_are_whole():
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or "
                "passing an `inputs` parameter to .backward(). To resolve this error, you can "
                "either set use_reentrant=False, or call .backward() without passing the "
                "`inputs` argument."
            )
        inputs = list(ctx.inputs)
        for i, one in zip(ctx.tensor_indices, ctx.saved_tensors):
            inputs[i] = one.detach().requires_grad_(one.requires_grad)
        with _RandomState(ctx.random), torch.enable_grad():
            outputs = ctx.run_function(*inputs)
        if isinstance(outputs, torch.Tensor):
            outputs = (outputs,)
        reached = [
            (one, gradient)
            for one, gradient in zip(outputs, gradients)
            if isinstance(one, torch.Tensor) and one.requires_grad
        ]
        if not reached:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary"
            )
        torch.autograd.backward([one for one, _ in reached], [g for _, g in reached])
        return (None, None) + tuple(
            one.grad if isinstance(one, torch.Tensor) else None for one in inputs
        )


def checkpoint(
    function,
    *args,
    use_reentrant=None,
    context_fn=noop_context_fn,
    determinism_check="default",
    debug=False,
    early_stop=True,
    **kwargs,
):
    """What `function` returns; what it saves for backward is computed again in backward passes."""
    if use_reentrant is None:
        _warnings.warn(
            "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. "
            "Starting in PyTorch 2.9, calling checkpoint without use_reentrant will raise an "
            f"exception. use_reentrant=False {_EXPLICIT}",
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs and use_reentrant:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    if use_reentrant:
        if context_fn is not noop_context_fn or debug is not False:
            raise ValueError(
                "Passing `context_fn` or `debug` is only supported when use_reentrant=False."
            )
        return CheckpointFunction.apply(function, preserve, *args)
    if determinism_check not in _CHECKS:
        raise ValueError(
            f"determinism_check should be one of {list(_CHECKS)}, but got {determinism_check}"
        )
    forward, recompute = context_fn()
    if not torch.is_grad_enabled():
        return function(*args, **kwargs)

    inputs = _Inputs(args)

    def run():
        again = inputs.again()
        with recompute:
            function(*again, **kwargs)

    stops = _early_stops[-1] if _early_stops else early_stop
    again = _Recomputation(run, preserve, _CHECKS[determinism_check], stops)
    with saved_tensors_hooks(again.keep, again.give), forward:
        return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    """What a sequence of layers returns, of which all segments but the last are checkpointed."""
    if use_reentrant is None:
        _warnings.warn(
            "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be "
            "passed explicitly. In version 2.9 we will raise an exception if use_reentrant is "
            f"not passed. use_reentrant=False {_EXPLICIT}",
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    layers = list(functions.children()) if isinstance(functions, torch.nn.Sequential) else functions
    size = len(layers) // segments

    def runner(part):
        def run(x):
            for layer in part:
                x = layer(x)
            return x

        return run

    for i in range(segments - 1):
        input = checkpoint(
            runner(layers[i * size : (i + 1) * size]),
            input,
            use_reentrant=use_reentrant,
            preserve_rng_state=preserve,
        )
    return runner(layers[size * (segments - 1) :])(input)
