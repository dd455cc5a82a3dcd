"""torch.Tensor: a name for an engine tensor, with Python's operators and attributes."""

import warnings

_NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more informations."
)


class dtype:
    """An element type."""

    _known = {}

    def __new__(cls, name):
        known = cls._known.get(name)
        if known is None:
            known = cls._known[name] = super().__new__(cls)
            known._name = name
        return known

    @property
    def is_floating_point(self):
        return self._name.startswith("float")

    def __repr__(self):
        return f"torch.{self._name}"

    def __reduce__(self):
        return (dtype, (self._name,))


_dtype = dtype


class Size(tuple):
    """The shape of a tensor."""

    def __repr__(self):
        return f"torch.Size({list(self)})"

    def numel(self):
        count = 1
        for size in self:
            count *= size
        return count


class Tensor:
    """A tensor of the engine; `_j` is the engine's own object."""

    __slots__ = ("_j", "__dict__", "__weakref__")

    def __init__(self, *arguments):
        raise NotImplementedError("torch.Tensor() is not supported by Tapedeck: use torch.tensor")

    def __repr__(self):
        return _host.text(self._j)

    def __format__(self, spec):
        if self.dim() == 0:
            return format(self.item(), spec)
        return object.__format__(self, spec)

    @property
    def requires_grad(self):
        return _host.requires_grad(self._j)

    @requires_grad.setter
    def requires_grad(self, value):
        _host.set_requires_grad(self._j, bool(value))

    def requires_grad_(self, requires_grad=True):
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self):
        return _host.is_leaf(self._j)

    @property
    def grad(self):
        found = _host.grad(self._j)
        if found is None and not self.is_leaf:
            warnings.warn(_NON_LEAF_GRAD, UserWarning, stacklevel=2)
        return found

    @grad.setter
    def grad(self, value):
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type "
                            f"\"{type(value).__name__}\"")
        _host.set_grad(self._j, None if value is None else value._j)

    @grad.deleter
    def grad(self):
        self.grad = None

    @property
    def grad_fn(self):
        return node(_host.grad_fn(self._j))

    @property
    def shape(self):
        return Size(_host.shape(self._j))

    def size(self, dim=None):
        return self.shape if dim is None else self.shape[dim]

    @property
    def dtype(self):
        return _dtype(_host.dtype(self._j))

    @property
    def _version(self):
        return _host.version(self._j)

    @property
    def ndim(self):
        return len(self.shape)

    def dim(self):
        return len(self.shape)

    def numel(self):
        return self.shape.numel()

    def item(self):
        if self.numel() != 1:
            raise RuntimeError(
                f"a Tensor with {self.numel()} elements cannot be converted to Scalar"
            )
        return _host.element(self._j, 0)

    def detach(self):
        return _host.detach(self._j)

    def tolist(self):
        elements = iter([_host.element(self._j, i) for i in range(self.numel())])

        def nested(sizes):
            if not sizes:
                return next(elements)
            return [nested(sizes[1:]) for _ in range(sizes[0])]

        return nested(self.shape)

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        if inputs is not None:
            raise NotImplementedError("backward(inputs=...) is not supported by Tapedeck")
        retain = create_graph if retain_graph is None else retain_graph
        _host.backward(
            self._j, None if gradient is None else gradient._j, bool(retain), bool(create_graph)
        )

    def to(self, wanted):
        if not isinstance(wanted, dtype):
            raise NotImplementedError("Tensor.to takes a dtype alone in Tapedeck")
        return self if wanted is self.dtype else _host.apply("to", [self._j, wanted._name], {})

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def __bool__(self):
        if self.numel() > 1:
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        return bool(self.item())

    def __len__(self):
        if self.dim() == 0:
            raise TypeError("len() of a 0-d tensor")
        return self.shape[0]

    def __hash__(self):
        return id(self)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        raise NotImplementedError(f"torch.Tensor.{name} is not supported by Tapedeck")


def _infix(op, name, reflected=False):
    def method(self, other):
        if not isinstance(other, (Tensor, int, float, bool)):
            return NotImplemented
        first, second = (other, self) if reflected else (self, other)
        if op == "matmul":
            return matmul(first, second)
        return _host.apply(op, [raw(first), raw(second)], {})

    method.__name__ = method.__qualname__ = name
    return method


Tensor.__add__ = _infix("add", "__add__")
Tensor.__radd__ = _infix("add", "__radd__")
Tensor.__sub__ = _infix("sub", "__sub__")
Tensor.__mul__ = _infix("mul", "__mul__")
Tensor.__rmul__ = _infix("mul", "__rmul__")
Tensor.__rsub__ = lambda self, other: (
    _host.apply("rsub", [self._j, other], {})
    if isinstance(other, (int, float, bool))
    else NotImplemented
)
Tensor.__truediv__ = _infix("div", "__truediv__")
Tensor.__matmul__ = _infix("matmul", "__matmul__")
Tensor.__rmatmul__ = _infix("matmul", "__rmatmul__", reflected=True)
Tensor.__pow__ = _infix("pow", "__pow__")
Tensor.__abs__ = lambda self: _host.apply("abs", [self._j], {})


def _rtruediv(self, other):
    if not isinstance(other, (int, float, bool)):
        return NotImplemented
    return self.reciprocal() * other


Tensor.__rtruediv__ = _rtruediv
Tensor.__neg__ = lambda self: _host.apply("neg", [self._j], {})
Tensor.__pos__ = lambda self: self


def _left_out(name):
    def method(self, *arguments):
        raise NotImplementedError(f"torch.Tensor.{name} is not supported by Tapedeck")

    method.__name__ = name
    return method


for _name in (
    "floordiv rfloordiv mod rmod pow rpow matmul rmatmul eq ne lt le gt ge "
    "and or xor invert abs getitem setitem iter contains iadd isub imul itruediv"
).split():
    if f"__{_name}__" not in Tensor.__dict__:
        setattr(Tensor, f"__{_name}__", _left_out(f"__{_name}__"))


def raw(value):
    """What the engine takes for a Python value."""
    if isinstance(value, Tensor):
        return value._j
    if isinstance(value, dtype):
        return value._name
    if isinstance(value, (list, tuple)):
        return [raw(item) for item in value]
    return value


def wrap(j):
    """The Python object for an engine tensor that has none yet."""
    made = object.__new__(Tensor)
    made._j = j
    return made


def _function(op):
    def function(*arguments, **keywords):
        return _host.apply(
            op,
            [raw(argument) for argument in arguments],
            {name: raw(value) for name, value in keywords.items()},
        )

    function.__name__ = function.__qualname__ = op
    return function


_METHODS_ONLY = ("expand", "sum_to_size", "to", "view", "threshold_backward")
_WITH_OWN_ARGUMENTS = ("to", "expand", "view", "reshape", "sum_to_size", "threshold_backward")


def _sizes(arguments):
    if len(arguments) == 1 and isinstance(arguments[0], (tuple, list)):
        return list(arguments[0])
    return list(arguments)


def _sized(op):
    def method(self, *sizes):
        return _host.apply(op, [self._j, _sizes(sizes)], {})

    method.__name__ = op
    return method


for _op in ("expand", "view", "reshape", "sum_to_size"):
    setattr(Tensor, _op, _sized(_op))


def _flatten(self, start_dim=0, end_dim=-1):
    sizes = list(self.shape)
    if not sizes:
        return self.reshape(1)
    start, end = start_dim % len(sizes), end_dim % len(sizes)
    if start == end:
        return self
    count = 1
    for size in sizes[start : end + 1]:
        count *= size
    return self.reshape(*sizes[:start], count, *sizes[end + 1 :])


Tensor.flatten = _flatten
Tensor.square = lambda self: self.pow(2)
Tensor.T = property(lambda self: self.t() if self.dim() == 2 else _left_out("T")(self))


def matmul(input, other):
    if input.dim() == 2 and other.dim() == 2:
        return _host.apply("mm", [input._j, other._j], {})
    raise NotImplementedError(
        f"torch.matmul of {input.dim()}D and {other.dim()}D tensors is not supported by Tapedeck"
    )


Tensor.matmul = matmul


def bind_operators(namespace):
    """Gives every operator of the engine's table its function and its method."""
    for op in _host.operators():
        function = _function(op)
        if op not in _METHODS_ONLY:
            namespace[op] = function
        if op not in _WITH_OWN_ARGUMENTS:
            setattr(Tensor, op, function)
    namespace["matmul"] = matmul
    namespace["square"] = Tensor.square
    namespace["flatten"] = Tensor.flatten


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    return _host.tensor(raw(data), None if dtype is None else dtype._name, bool(requires_grad))


class Node:
    """A backward function."""

    __slots__ = ("_j",)

    def name(self):
        return _host.nodes.name(self._j)

    @property
    def next_functions(self):
        nodes = _host.nodes.next(self._j)
        numbers = _host.nodes.next_input_numbers(self._j)
        return tuple((node(n), number) for n, number in zip(nodes, numbers))

    @property
    def variable(self):
        leaf = _host.nodes.variable(self._j)
        if leaf is None:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute 'variable'")
        return leaf

    def __getattr__(self, name):
        if name.startswith("_saved_"):
            found = _host.nodes.saved(self._j, name[len("_saved_"):])
            if found is not None:
                return found
        if name.startswith("__"):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        raise NotImplementedError(f"{type(self).__name__}.{name} is not supported by Tapedeck")


_node_types = {}


def node(j):
    """The Python object for an engine node; None stays None, and an object stays itself."""
    if j is None or isinstance(j, Node):
        return j
    name = _host.nodes.type(j)
    kind = _node_types.get(name)
    if kind is None:
        kind = _node_types[name] = type(name, (Node,), {"__slots__": (), "__module__": "torch"})
    made = object.__new__(kind)
    made._j = j
    _host.nodes.set_wrapper(j, made)
    return made


_host.names.set_wrap(wrap)
