"""What the files of torch.save name as the makers of their tensors."""

from torch._tensor import Tensor
from torch.nn.parameter import Parameter
from torch.storage import tensor_over


def _rebuild_tensor(storage, storage_offset, size, stride):
    return tensor_over(storage, storage_offset, size, stride)


def _rebuild_tensor_v2(
    storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata=None
):
    return tensor_over(storage, storage_offset, size, stride, requires_grad)


def _rebuild_parameter(data, requires_grad, backward_hooks):
    return Parameter(data, requires_grad)


def _rebuild_parameter_with_state(data, requires_grad, backward_hooks, state):
    return _with_state(Parameter(data, requires_grad), state)


def _rebuild_from_type_v2(make, type, arguments, state):
    made = make(*arguments)
    if type is not Tensor:
        made = made.as_subclass(type)
    return _with_state(made, state)


def _with_state(tensor, state):
    tensor.__dict__.update(state[0] if isinstance(state, tuple) else state)
    return tensor
