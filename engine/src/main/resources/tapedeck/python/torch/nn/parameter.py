"""torch.nn.Parameter: a tensor that a module trains."""

import torch
from torch._tensor import Tensor, _tensors



class Parameter(Tensor):
    """A leaf that requires grad, and that modules find by themselves."""

    def __new__(cls, data=None, requires_grad=True):
        data = torch.empty(0) if data is None else data
        if not isinstance(data, Tensor):
            raise AttributeError(f"'{type(data).__name__}' object has no attribute 'detach'")
        return cls._from(data, requires_grad)

    @classmethod
    def _from(cls, data, requires_grad=True):
        if requires_grad and not data.is_floating_point():
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        if requires_grad and data.is_inference() and not torch.is_inference_mode_enabled():
            raise RuntimeError(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not "
                "allowed."
            )
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


class _Uninitialized:
    """A tensor whose shape the first input of its module decides."""

    @property
    def shape(self):
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually "
            "happens in `load_state_dict` when trying to load an uninitialized parameter into an "
            "initialized one. Call `forward` to initialize the parameters before accessing their "
            "attributes."
        )

    def detach(self):
        return self

    def __repr__(self):
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class UninitializedParameter(_Uninitialized, Parameter):
    cls_to_become = Parameter

    def materialize(self, shape, device=None, dtype=None):
        self.data = torch.empty(*shape, dtype=dtype or self.dtype)
        self.__class__ = self.cls_to_become

    def __new__(cls, requires_grad=True, device=None, dtype=None):
        return cls._from(torch.empty(0, dtype=dtype), requires_grad)

    def __init__(self, requires_grad=True, device=None, dtype=None):
        pass


class UninitializedBuffer(_Uninitialized, Tensor):
    def materialized(self, shape):
        """The tensor that takes its place."""
        return torch.empty(*shape, dtype=self.dtype)

    def __new__(cls, requires_grad=False, device=None, dtype=None):
        return Parameter._from.__func__(cls, torch.empty(0, dtype=dtype), False)

    def __init__(self, requires_grad=False, device=None, dtype=None):
        pass
