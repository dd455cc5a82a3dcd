"""Hooks on the gradients that pass through a whole module."""


import torch
from torch import _warnings
from torch.autograd.function import Function


class BackwardHookFunction(Function):
    """Passes tensors on: a node at the border of a module."""

    @staticmethod
    def forward(ctx, *tensors):
        ctx.mark_non_differentiable(*[t for t in tensors if not t.requires_grad])
        return tensors

    @staticmethod
    def backward(ctx, *gradients):
        return gradients


class _Border:
    """The tensors that pass one border of a module, and their places among what is no tensor."""

    def __init__(self, values):
        self.count = len(values)
        self.places = [i for i, one in enumerate(values) if isinstance(one, torch.Tensor)]
        self.node = None
        tensors = [values[i] for i in self.places]
        self.passed = values
        if torch.is_grad_enabled() and any(one.requires_grad for one in tensors):
            passed = BackwardHookFunction.apply(*tensors)
            self.node = next(one.grad_fn for one in passed if one.grad_fn is not None)
            self.passed = self.widened(passed, values)

    def widened(self, values, others):
        """The values at the places of the tensors, and between them what others has there."""
        made = list(others)
        for i, one in zip(self.places, values):
            made[i] = one
        return tuple(made) if type(others) is tuple else type(others)(*made)

    def gradients(self, found):
        return self.widened(found, (None,) * self.count)

    def narrowed(self, gradients):
        return tuple(gradients[i] for i in self.places)


class BackwardHook:
    """Puts a node before and after a module, and calls the module's hooks at them."""

    def __init__(self, module):
        self.module = module
        self.hooks = list(module._backward_hooks.values()) if module._is_full_backward_hook else []
        self.pre_hooks = list(module._backward_pre_hooks.values())
        self.grad_outputs = None

    def before(self, inputs):
        self.inputs = _Border(inputs)
        if self.inputs.node is not None:
            self.inputs.node.register_hook(self._on_inputs)
        return self.inputs.passed

    def _on_inputs(self, grad_inputs, grad_outputs):
        if self.grad_outputs is None:
            return None  # the gradient did not come through the module's output
        result = self.inputs.gradients(grad_inputs)
        for hook in self.hooks:
            made = hook(self.module, result, self.grad_outputs)
            if made is None:
                continue
            if len(made) != len(result):
                raise RuntimeError(
                    "Backward hook returned an invalid number of grad_input, got "
                    f"{len(made)}, but expected {len(result)}"
                )
            result = made
        self.grad_outputs = None
        return self.inputs.narrowed(result)

    def after(self, output):
        single = not isinstance(output, tuple)
        if single and not isinstance(output, torch.Tensor):
            _warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of "
                f"Tensors but received {type(output)}",
            )
            return output
        self.outputs = _Border((output,) if single else output)
        if self.outputs.node is not None:
            self.outputs.node.register_prehook(self._on_outputs)
        return self.outputs.passed[0] if single else self.outputs.passed

    def _on_outputs(self, grad_outputs):
        self.grad_outputs = self.outputs.gradients(grad_outputs)
        expected = len(self.grad_outputs)
        for hook in self.pre_hooks:
            made = hook(self.module, self.grad_outputs)
            if made is None:
                continue
            if len(made) != expected:
                raise RuntimeError(
                    "Backward pre hook returned an invalid number of grad_output, got "
                    f"{len(made)}, but expected {expected}"
                )
            self.grad_outputs = made
        arrived = self.grad_outputs
        if self.inputs.node is None:
            self._without_inputs()
        return self.outputs.narrowed(arrived)

    def _without_inputs(self):
        """Calls the hooks where no gradient leaves the module."""
        _warnings.warn(
            "Full backward hook is firing when gradients are computed with respect to module "
            "outputs since no inputs require gradients. See "
            "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html"
            "#torch.nn.Module.register_full_backward_hook for more details.",
        )
        for hook in self.hooks:
            made = hook(self.module, (None,) * self.inputs.count, self.grad_outputs)
            if made is not None and not (
                isinstance(made, tuple) and all(one is None for one in made)
            ):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always "
                    "return None or None for all gradients."
                )
        self.grad_outputs = None


def hook_result(module, inputs, output):
    """Calls a module's older hooks at the node of its output, which knows nothing of the module."""
    first = output
    while not isinstance(first, torch.Tensor):
        if isinstance(first, dict):
            first = next(one for one in first.values() if isinstance(one, torch.Tensor))
        else:
            first = first[0]
    node = first.grad_fn
    if node is None:
        return
    for hook in module._backward_hooks.values():
        node.register_hook(_bound(hook, module))
    _warn_of_older(inputs, output, node)


def _bound(hook, module):
    def bound(grad_inputs, grad_outputs):
        return hook(module, grad_inputs, grad_outputs)

    bound.__name__ = getattr(hook, "__name__", "<unknown>")
    return bound


_OLDER = "deprecated and will be removed in future versions. This hook will be missing some"


def _tensors(value):
    """The tensors of a value that is one or a tuple of them, else None."""
    several = value if isinstance(value, tuple) else (value,)
    return several if all(isinstance(one, torch.Tensor) for one in several) else None


def _warn_of_older(inputs, output, node):
    results, given = _tensors(output), _tensors(inputs)
    full = "Please use register_full_backward_hook to get the documented behavior."
    if results is None:
        text = (
            "Using non-full backward hooks on a Module that does not return a single Tensor or a "
            f"tuple of Tensors is {_OLDER} of the grad_output. {full}"
        )
    elif given is None:
        text = (
            "Using non-full backward hooks on a Module that does not take as input a single Tensor "
            f"or a tuple of Tensors is {_OLDER} of the grad_input. {full}"
        )
    else:
        text = _older_nodes(given, results, node)
    if text is not None:
        _warnings.warn(text, FutureWarning)


def _older_nodes(inputs, results, node):
    made = {one.grad_fn for one in results if one.grad_fn is not None}
    if not made or (len(made) == 1 and node not in made):
        return (
            "Using a non-full backward hook when outputs are nested in python data structure is "
            f"{_OLDER} grad_output."
        )
    if len(made) > 1:
        return (
            "Using a non-full backward hook when outputs are generated by different autograd Nodes "
            f"is {_OLDER} grad_output. Please use register_full_backward_hook to get the "
            "documented behavior."
        )
    expected = {one.grad_fn for one in inputs if one.grad_fn is not None}
    if expected != {following for following, _ in node.next_functions}:
        return (
            "Using a non-full backward hook when the forward contains multiple autograd Nodes is "
            f"{_OLDER} grad_input. Please use register_full_backward_hook to get the documented "
            "behavior."
        )
    return None
