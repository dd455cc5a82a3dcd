"""Hooks on the gradients that pass through a whole module."""

import torch
from torch.autograd.function import Function


class BackwardHookFunction(Function):
    """Passes tensors on: a node at the border of a module."""

    @staticmethod
    def forward(ctx, *tensors):
        return tuple(t.clone() for t in tensors)

    @staticmethod
    def backward(ctx, *gradients):
        return gradients


class BackwardHook:
    """Puts a node before and after a module, and calls the module's hooks at them."""

    def __init__(self, module):
        self.module = module
        self.grad_outputs = None
        self.has_inputs = False

    def _pass(self, tensors):
        places = [i for i, t in enumerate(tensors) if isinstance(t, torch.Tensor)]
        if not (torch.is_grad_enabled() and any(tensors[i].requires_grad for i in places)):
            return tensors, None
        passed = BackwardHookFunction.apply(*[tensors[i] for i in places])
        made = list(tensors)
        for i, t in zip(places, passed):
            made[i] = t
        return tuple(made), passed[0].grad_fn

    def before(self, inputs):
        passed, node = self._pass(inputs)
        if node is not None:
            self.has_inputs = True
            node.register_hook(self._on_inputs)
        return passed

    def _on_inputs(self, grad_inputs, grad_outputs):
        result = None
        for hook in self.module._backward_hooks.values():
            made = hook(self.module, grad_inputs, self.grad_outputs)
            if made is not None:
                grad_inputs = made if isinstance(made, tuple) else (made,)
                result = grad_inputs
        self.grad_outputs = None
        return result

    def after(self, output):
        single = not isinstance(output, (tuple, list))
        passed, node = self._pass((output,) if single else tuple(output))
        if node is not None:
            node.register_prehook(self._on_outputs)
        return passed[0] if single else type(output)(passed)

    def _on_outputs(self, grad_outputs):
        result = None
        for hook in self.module._backward_pre_hooks.values():
            made = hook(self.module, grad_outputs)
            if made is not None:
                grad_outputs = made if isinstance(made, tuple) else (made,)
                result = grad_outputs
        self.grad_outputs = grad_outputs
        if not self.has_inputs:
            for hook in self.module._backward_hooks.values():
                hook(self.module, (None,), grad_outputs)
        return result
