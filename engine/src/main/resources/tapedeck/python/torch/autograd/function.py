"""torch.autograd.Function: operators whose derivative the program gives."""

import contextlib
import functools

from torch import _transforms
from torch._tensor import Node, SavedTensor, Tensor, _nones


class FunctionCtx:
    """What `forward` leaves for `backward`; it is also the node in the graph."""

    def __init__(self):
        self._to_save = ()
        self._dirty = ()
        self._fixed = ()
        self._materialize = True
        self._read = False

    def save_for_backward(self, *tensors):
        for i, one in enumerate(tensors):
            if one is not None and not isinstance(one, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {i} is of type "
                    f"{type(one).__name__}"
                )
        self._to_save = tensors

    def save_for_forward(self, *tensors):
        if not all(one is None or isinstance(one, Tensor) for one in tensors):
            raise AssertionError(
                "save_for_forward expects all arguments to be tensors; you should save non-tensors "
                "as attributes on ctx."
            )
        self._for_forward = tensors

    def mark_dirty(self, *tensors):
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors):
        self._fixed = tensors

    def set_materialize_grads(self, value):
        if type(value) is not bool:
            raise TypeError(
                "set_materialize_grads received an invalid combination of arguments - got (), but "
                "expected (bool)"
            )
        self._materialize = value

    def _check_marked(self):
        for tensors, refusal in (
            (self._dirty, "mark_dirty can only accept variables, but argument "),
            (
                self._fixed,
                "mark_non_differentiable only accepts variable arguments, but got ",
            ),
        ):
            if not all(isinstance(one, Tensor) for one in tensors):
                raise RuntimeError(refusal)


class BackwardCFunction(Node, FunctionCtx):
    """The node of a custom function, which is also its `ctx`."""

    @property
    def saved_tensors(self):
        if self._recorded and self._clears:
            if self._read:
                raise RuntimeError(
                    "saved_tensors can only be accessed once when "
                    "clear_saved_tensors_on_access=True is set on the autograd.Function. Either "
                    "access saved_tensors only once, or set clear_saved_tensors_on_access=False."
                )
            self._read = True
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

    def __call__(self, *gradients):
        raise TypeError(f"'{type(self).__name__}' object is not callable")

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
        from torch import _warnings

        _warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all "
            "static, so you should invoke them on the class itself. Instantiating an autograd "
            "function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
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
    def apply(cls, *arguments, **keywords):
        separate = cls.setup_context is not Function.setup_context
        if separate:
            arguments, keywords = _bound(cls.forward, arguments, keywords)
        elif _transforms.active():
            raise RuntimeError(
                "In order to use an autograd.Function with functorch transforms (vmap, grad, jvp, "
                "jacrev, ...), it must override the setup_context staticmethod. For more details, "
                "please see https://pytorch.org/docs/main/notes/extending.func.html"
            )
        ctx = object.__new__(cls._backward_cls)
        FunctionCtx.__init__(ctx)
        ctx._recorded = False
        ctx._clears = getattr(cls, "clear_saved_tensors_on_access", False)
        ctx.needs_input_grad = tuple(
            isinstance(a, Tensor) and a.requires_grad for a in arguments
        )
        records = _host.is_grad_enabled() and any(ctx.needs_input_grad)
        with _no_grad():
            if separate:
                result = cls.forward(*arguments, **keywords)
                cls.setup_context(ctx, arguments, result)
            else:
                result = cls.forward(ctx, *arguments, **keywords)
        ctx._check_marked()
        outputs = list(result) if isinstance(result, tuple) else [result]
        places = [i for i, a in enumerate(arguments) if isinstance(a, Tensor)]
        _return(ctx, [arguments[i] for i in places], outputs, records)
        if records:
            cls._record(ctx, arguments, places, outputs)
        return tuple(outputs) if isinstance(result, tuple) else outputs[0]

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @classmethod
    def _record(cls, ctx, arguments, places, outputs):
        name = cls.__name__ + "Backward"
        shapes = [(o.shape, o.dtype) if isinstance(o, Tensor) else None for o in outputs]

        def run(gradients):
            found = cls._user_backward()(ctx, *_arrived(ctx, gradients, shapes))
            found = list(found) if isinstance(found, tuple) else [found]
            _check_returned(name, found, arguments)
            return [found[i] for i in places]

        tensors = [arguments[i] for i in places]
        real = [o for o in outputs if isinstance(o, Tensor)]
        j = _host.functions.record(
            cls.__name__, cls._node_name, run, [t._j for t in tensors], [o._j for o in real],
            [not _among(o, ctx._fixed) for o in real],
            [_place(o, tensors) if _among(o, ctx._dirty) else -1 for o in real],
            [one._j for one in ctx._to_save if one is not None],
        )
        ctx._j = j
        ctx._recorded = True
        _host.nodes.set_wrapper(j, ctx)

    @classmethod
    def _user_backward(cls):
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You "
                "should only implement one of them."
            )
        return cls.vjp


def _among(one, tensors):
    return any(one is other for other in tensors)


def _place(one, tensors):
    return next((i for i, other in enumerate(tensors) if other is one), -1)


@contextlib.contextmanager
def _no_grad():
    before = _host.is_grad_enabled()
    _host.set_grad_enabled(False)
    try:
        yield
    finally:
        _host.set_grad_enabled(before)


def _bound(function, arguments, keywords):
    """The arguments with the defaults that a function adds to them, as far as it names them."""
    code = getattr(function, "__code__", None)
    if code is None:
        return arguments, keywords
    names = code.co_varnames[: code.co_argcount]
    given = function.__defaults__ or ()
    defaults = dict(zip(names[len(names) - len(given) :], given))
    arguments, keywords = list(arguments), dict(keywords)
    for name in names[len(arguments) :]:
        if name not in keywords and name not in defaults:
            break
        arguments.append(keywords.pop(name) if name in keywords else defaults[name])
    return tuple(arguments), keywords


def _return(ctx, tensors, outputs, records):
    """Makes of what forward returned what apply returns: inputs as views, fixed ones detached."""
    for dirty in ctx._dirty:
        _host.functions.mark_dirty(dirty._j)
    differentiable = 0
    for i, one in enumerate(outputs):
        if not isinstance(one, Tensor):
            continue
        if _among(one, ctx._fixed):
            if one.requires_grad:
                outputs[i] = one.detach()
                ctx._fixed += (outputs[i],)
            continue
        differentiable += 1
        if _among(one, ctx._dirty):
            if records and one.is_leaf and one.requires_grad:
                raise RuntimeError(
                    "a leaf Variable that requires grad has been used in an in-place operation."
                )
        elif _among(one, tensors):
            with _no_grad():
                outputs[i] = one.view_as(one)
    _check_written(ctx, outputs, differentiable, records)
    for one in outputs:
        if isinstance(one, Tensor) and not _among(one, ctx._dirty):
            _host.functions.mark_returned(one._j, differentiable > 1)


def _check_written(ctx, outputs, differentiable, records):
    if not all(_among(dirty, outputs) for dirty in ctx._dirty):
        raise RuntimeError(
            "Some elements marked as dirty during the forward method were not returned as output. "
            "The inputs that are modified inplace must all be outputs of the Function."
        )
    if records and differentiable > 1 and any(dirty._is_view() for dirty in ctx._dirty):
        raise RuntimeError(
            "If your Function modifies inplace an input that is a view of another Tensor, your "
            "Function cannot return more than one Tensor. This is not supported by the current "
            "autograd engine. You should either make sure the input is not a view (using .clone() "
            "for example) or make your Function only return one Tensor (potentially splitting it "
            "into two Functions: one doing the inplace that returns a single Tensor and a second "
            "one that does the other operations). You can ask on the forum "
            "https:discuss.pytorch.org/ if you need help to do this change."
        )


def _arrived(ctx, gradients, shapes):
    """One gradient for each output: None for what is no tensor, and zeros for what is missing."""
    given = iter(_nones(gradients))
    gradients = [next(given) if shape else None for shape in shapes]
    if not ctx._materialize:
        return gradients
    import torch

    return [
        torch.zeros(shape[0], dtype=shape[1]) if g is None and shape else g
        for g, shape in zip(gradients, shapes)
    ]


def _check_returned(name, found, arguments):
    while len(found) > len(arguments) and found[-1] is None:
        found.pop()
    if len(found) != len(arguments):
        raise RuntimeError(
            f"function {name} returned an incorrect number of gradients (expected "
            f"{len(arguments)}, got {len(found)})"
        )
    for i, (one, argument) in enumerate(zip(found, arguments)):
        if one is not None and not isinstance(argument, Tensor):
            raise RuntimeError(
                f"function {name} returned a gradient different than None at position {i + 1}, but "
                "the corresponding forward input was not a Variable"
            )
        if one is not None and not isinstance(one, Tensor):
            raise RuntimeError(f"expected Variable or None (got {type(one).__name__})")


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
