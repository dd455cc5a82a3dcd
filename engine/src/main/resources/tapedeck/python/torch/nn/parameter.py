"""torch.nn.Parameter: a tensor that a module trains."""

import torch
from torch._tensor import Tensor, _tensors



class Parameter(Tensor):
    """A leaf that requires grad, and that modules find by themselves."""

    def __new__(cls, data=None, requires_grad=True):
        data = torch.empty(0) if data is None else data
        return cls._from(data, requires_grad)

    @classmethod
    def _from(cls, data, requires_grad=True):
        made = object.__new__(cls)
        made._j = _tensors.leaf(data._j, bool(requires_grad))
        _tensors.set_wrapper(made._j, made)
        return made

    def __init__(self, data=None, requires_grad=True):
        pass

    def __repr__(self):
        return "Parameter containing:\n" + super().__repr__()

    __str__ = __repr__


class Buffer(Tensor):
    """A tensor that a module keeps and does not train."""

    def __new__(cls, data=None, *, persistent=True):
        made = Parameter._from.__func__(cls, torch.empty(0) if data is None else data, False)
        made.persistent = persistent
        return made

    def __init__(self, data=None, *, persistent=True):
        pass


class UninitializedParameter(Parameter):
    """A parameter whose shape the first input decides."""

    def __new__(cls, requires_grad=True):
        return cls._from(torch.empty(0), requires_grad)

    def __init__(self, requires_grad=True):
        pass

    def materialize(self, shape):
        self.data = torch.empty(*shape)
        self.__class__ = Parameter

    def __repr__(self):
        return "<UninitializedParameter>"
