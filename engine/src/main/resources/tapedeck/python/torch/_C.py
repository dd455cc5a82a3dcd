"""torch._C: what programs reach of PyTorch's own library by its name."""

import torch
from torch._tensor import SavedTensor as _SavedTensor, Tensor, _tensors


class _autograd:
    """The part of it that is about gradients."""

    SavedTensor = _SavedTensor

    @staticmethod
    def _unsafe_set_version_counter(tensors, versions):
        for one, version in zip(tensors, versions):
            if one.is_inference():
                raise RuntimeError(
                    "Tried to call torch.autograd._unsafe_set_version() on a tensor that does not "
                    "have a version counter. Was it created in inference mode?"
                )
            while one._version < version:
                _tensors.bump_version(one._j)
            if one._version != version:
                raise NotImplementedError(
                    "setting a version back is not supported by Tapedeck"
                )


def _current_graph_task_id():
    return _host.hooks.running_pass() - 1


def _will_engine_execute_node(node):
    if not isinstance(node, torch.autograd.graph.Node):
        raise RuntimeError(
            f"_will_engine_execute_node expects an grad_fn, but got {type(node).__name__}"
        )
    if _host.hooks.running_pass() == 0:
        raise RuntimeError(
            "_get_should_execute_nodes should only be called during the backward pass"
        )
    return _host.hooks.reaches(node._j)


def _current_graph_task_execution_order():
    if _host.hooks.running_pass() == 0:
        raise RuntimeError(
            "_current_graph_task_execution_order should only be called during the backward pass"
        )
    raise NotImplementedError(
        "torch._C._current_graph_task_execution_order is not supported by Tapedeck"
    )


def __getattr__(name):
    from torch._missing import missing

    raise missing("torch._C", name)
