"""torch.utils.checkpoint: forward passes that are computed again instead of kept."""

import torch
from torch.autograd.function import Function


class CheckpointFunction(Function):
    """Runs without a graph, and runs again with one in the backward pass."""

    @staticmethod
    def forward(ctx, run, state, *inputs):
        ctx.run, ctx.state, ctx.inputs = run, state, inputs
        return run(*inputs)

    @staticmethod
    def backward(ctx, *gradients):
        given = [
            x.detach().requires_grad_(x.requires_grad) if isinstance(x, torch.Tensor) else x
            for x in ctx.inputs
        ]
        now = torch.get_rng_state() if ctx.state is not None else None
        if ctx.state is not None:
            torch.set_rng_state(ctx.state)
        with torch.enable_grad():
            outputs = ctx.run(*given)
        if now is not None:
            torch.set_rng_state(now)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [
            (o, g) for o, g in zip(outputs, gradients)
            if isinstance(o, torch.Tensor) and o.requires_grad
        ]
        torch.autograd.backward([o for o, _ in pairs], [g for _, g in pairs])
        found = [x.grad if isinstance(x, torch.Tensor) else None for x in given]
        return (None, None, *found)


def checkpoint(function, *arguments, use_reentrant=None, preserve_rng_state=True,
               context_fn=None, determinism_check=None, debug=False, **keywords):
    def run(*inputs):
        return function(*inputs, **keywords)

    state = torch.get_rng_state() if preserve_rng_state else None
    if not torch.is_grad_enabled():
        return run(*arguments)
    if not any(isinstance(a, torch.Tensor) and a.requires_grad for a in arguments):
        # parameters inside still want their gradients: a tensor that requires grad leads there
        marker = torch.empty(0, requires_grad=True)
        return CheckpointFunction.apply(
            lambda _, *inputs: run(*inputs), state, marker, *arguments
        )
    return CheckpointFunction.apply(run, state, *arguments)


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **keywords):
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
