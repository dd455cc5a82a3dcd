"""torch.autograd.Function: operators whose derivative the program gives."""

import functools

from torch._tensor import Node, SavedTensor, Tensor, _node_types


class FunctionCtx:
    """What `forward` leaves for `backward`; it is also the node in the graph."""

    def __init__(self):
        self._to_save = ()
        self._dirty = ()
        self._fixed = ()
        self._materialize = True

    def save_for_backward(self, *tensors):
        for i, one in enumerate(tensors):
            if one is not None and not isinstance(one, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {i} is of type "
                    f"{type(one).__name__}"
                )
        self._to_save = tensors

    save_for_forward = save_for_backward

    def mark_dirty(self, *tensors):
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors):
        self._fixed = tensors

    def set_materialize_grads(self, value):
        self._materialize = value


class BackwardCFunction(Node, FunctionCtx):
    """The node of a custom function, which is also its `ctx`."""

    @property
    def saved_tensors(self):
        kept = iter(_host.functions.saved(self._j) if self._recorded else self._kept())
        return tuple(None if one is None else next(kept) for one in self._to_save)

    def _kept(self):
        return [one for one in self._to_save if one is not None]

    saved_variables = saved_tensors

    @property
    def _raw_saved_tensors(self):
        if _host.nodes.is_freed(self._j):
            self.saved_tensors
        return tuple(
            SavedTensor._of(self._j, one) for one in _host.nodes.saved_by_function(self._j)
        )

    def __getattr__(self, name):
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


class FunctionMeta(type):
    def __init__(cls, name, bases, members):
        super().__init__(name, bases, members)
        cls._node_name = members.get("_node_name", name + "Backward")
        cls._backward_cls = type(
            name + "Backward", (BackwardCFunction,), {"__module__": "torch.autograd.function"}
        )


class Function(metaclass=FunctionMeta):
    """Subclass it with static `forward` and `backward`, and use it through `apply`."""

    def __init__(self, *arguments, **keywords):
        import warnings

        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all "
            "static, so you should invoke them on the class itself. Instantiating an autograd "
            "function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *arguments, **keywords):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use "
            "new-style autograd function with static forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*arguments, **keywords):
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def backward(ctx, *gradients):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    @classmethod
    def apply(cls, *arguments):
        ctx = object.__new__(cls._backward_cls)
        FunctionCtx.__init__(ctx)
        ctx._recorded = False
        places = [i for i, a in enumerate(arguments) if isinstance(a, Tensor)]
        tensors = [arguments[i] for i in places]
        grad_mode = _host.is_grad_enabled()
        ctx.needs_input_grad = tuple(
            isinstance(a, Tensor) and a.requires_grad for a in arguments
        )
        records = grad_mode and any(ctx.needs_input_grad)
        _host.set_grad_enabled(False)
        try:
            if cls.__dict__.get("setup_context") or cls.setup_context is not Function.setup_context:
                result = cls.forward(*arguments)
                cls.setup_context(ctx, arguments, result)
            else:
                result = cls.forward(ctx, *arguments)
        finally:
            _host.set_grad_enabled(grad_mode)
        for dirty in ctx._dirty:
            _host.functions.mark_dirty(dirty._j)
        outputs = list(result) if isinstance(result, (tuple, list)) else [result]
        for i, one in enumerate(outputs):
            if isinstance(one, Tensor) and any(one is t for t in tensors):
                if any(one is dirty for dirty in ctx._dirty):
                    continue
                _host.set_grad_enabled(False)
                try:
                    outputs[i] = one.view_as(one)
                finally:
                    _host.set_grad_enabled(grad_mode)
            if isinstance(one, Tensor):
                _host.functions.mark_returned(outputs[i]._j)
        if records:
            cls._record(ctx, arguments, places, tensors, outputs)
        return tuple(outputs) if isinstance(result, (tuple, list)) else outputs[0]

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @classmethod
    def _record(cls, ctx, arguments, places, tensors, outputs):
        shapes = [(o.shape, o.dtype) if isinstance(o, Tensor) else None for o in outputs]
        name = cls.__name__ + "Backward"

        def run(gradients):
            # outputs that are no tensors have none
            given = iter(gradients)
            gradients = [next(given) if shape else None for shape in shapes]
            if ctx._materialize:
                import torch

                gradients = [
                    torch.zeros(shape[0], dtype=shape[1]) if g is None and shape else g
                    for g, shape in zip(gradients, shapes)
                ]
            function = cls.backward if cls.backward is not Function.backward else cls.vjp
            found = function(ctx, *gradients)
            found = list(found) if isinstance(found, (tuple, list)) else [found]
            while len(found) > len(arguments) and found[-1] is None:
                found.pop()
            if len(found) != len(arguments):
                raise RuntimeError(
                    f"function {name} returned an incorrect number of gradients (expected "
                    f"{len(arguments)}, got {len(found)})"
                )
            for one in found:
                if one is not None and not isinstance(one, Tensor):
                    raise RuntimeError(
                        f"expected Variable or None (got {type(one).__name__})"
                    )
            return [found[i] for i in places]

        real = [o for o in outputs if isinstance(o, Tensor)]
        differentiable = [not any(o is fixed for fixed in ctx._fixed) for o in real]
        kept = [one._j for one in ctx._to_save if one is not None]
        j = _host.functions.record(
            cls.__name__, cls._node_name, run, [t._j for t in tensors], [o._j for o in real],
            differentiable, kept,
        )
        ctx._j = j
        ctx._recorded = True
        _host.nodes.set_wrapper(j, ctx)


def once_differentiable(function):
    """Marks a backward whose result cannot be differentiated again."""

    @functools.wraps(function)
    def wrapped(ctx, *arguments):
        import torch

        with torch.no_grad():
            found = function(ctx, *arguments)
        if not torch.is_grad_enabled():
            return found
        if not any(isinstance(a, Tensor) and a.requires_grad for a in arguments):
            return found
        single = not isinstance(found, (tuple, list))
        outputs = [found] if single else list(found)
        outputs = [
            o if o is None or not isinstance(o, Tensor) else _Refusal.apply(o.detach().requires_grad_())
            for o in outputs
        ]
        return outputs[0] if single else tuple(outputs)

    return wrapped


class _Refusal(Function):
    """Passes its input on, and refuses to be differentiated."""

    _node_name = "Error"

    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )


InplaceFunction = Function
NestedIOFunction = Function
