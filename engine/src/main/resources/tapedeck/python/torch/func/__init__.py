"""torch.func: functions that turn functions into their gradients, Jacobians and batches."""

from torch.func._derivatives import (
    grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize, vjp,
)
from torch.func._modules import functional_call, stack_module_state
from torch.func._vmap import vmap


def __getattr__(name):
    from torch._missing import missing

    raise missing("torch.func", name)
