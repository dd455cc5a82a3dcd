"""torch.autograd: gradients of a graph."""

from torch._modes import enable_grad, no_grad, set_grad_enabled
from torch._tensor import Tensor


def _tuple(value):
    if value is None:
        return ()
    return (value,) if isinstance(value, Tensor) else tuple(value)


def _raw(values):
    return [None if value is None else value._j for value in values]


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False):
    outputs = _tuple(tensors)
    if len(outputs) != 1:
        raise NotImplementedError(
            "torch.autograd.backward of several tensors is not supported by Tapedeck"
        )
    gradients = _tuple(grad_tensors)
    outputs[0].backward(gradients[0] if gradients else None, retain_graph, create_graph)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    if is_grads_batched or materialize_grads or not only_inputs:
        raise NotImplementedError(
            "this option of torch.autograd.grad is not supported by Tapedeck"
        )
    retain = create_graph if retain_graph is None else retain_graph
    return tuple(
        _host.gradients(
            _raw(_tuple(outputs)),
            _raw(_tuple(inputs)),
            _raw(_tuple(grad_outputs)),
            bool(retain),
            bool(create_graph),
            bool(allow_unused),
        )
    )


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'torch.autograd' has no attribute '{name}'")
    raise NotImplementedError(f"torch.autograd.{name} is not supported by Tapedeck")
