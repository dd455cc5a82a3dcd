"""torch.Tensor: a name for an engine tensor, with Python's operators and attributes."""

from torch import _transforms, _warnings

_tensors = _host.tensors

_NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information."
)


_HINT_TO_DETACH = (
    " If you want to use a computed variable in a subgraph that doesn't require differentiation "
    "use var_no_grad = var.detach()."
)

_warned = set()


def warn_once(text):
    """A warning that a program gets once, wherever it is caused again."""
    if text not in _warned:
        _warned.add(text)
        _warnings.warn(text)


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
        return "float" in self._name

    @property
    def is_complex(self):
        return False

    @property
    def is_signed(self):
        return self._name not in ("uint8", "bool")

    @property
    def itemsize(self):
        return _BYTES[self._name]

    def __repr__(self):
        return f"torch.{self._name}"

    def __reduce__(self):
        return (dtype, (self._name,))


_dtype = dtype


def as_dtype(wanted):
    """The element type, also for Python's own float, int and bool; None stays None."""
    return _dtype(_OF_PYTHON[wanted]) if wanted in _OF_PYTHON else wanted


_OF_PYTHON = {float: "float64", int: "int64", bool: "bool"}
_BYTES = {
    "bool": 1, "uint8": 1, "int8": 1, "int16": 2, "int32": 4, "int64": 8,
    "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8,
}
_LEGACY = {
    "bool": "Bool", "uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int",
    "int64": "Long", "float16": "Half", "bfloat16": "BFloat16", "float32": "Float",
    "float64": "Double",
}
_BY_LEGACY = {legacy: name for name, legacy in _LEGACY.items()}
_DEVICES = (
    "cpu cuda ipu xpu mkldnn opengl opencl ideep hip ve fpga maia xla lazy vulkan mps meta hpu "
    "mtia"
).split()


class device:
    """Where a tensor lies: here always the CPU."""

    def __new__(cls, type, index=None):
        if isinstance(type, device):
            return type
        if not isinstance(type, (int, str)) or isinstance(type, bool):
            _refuse("torch", "device", (type,) if index is None else (type, index), {})
        if index is not None and not isinstance(index, int):
            _refuse("torch", "device", (type, index), {})
        if isinstance(type, int):
            raise RuntimeError("Cannot access accelerator device when none is available.")
        if not type:
            raise RuntimeError("Device string must not be empty")
        kind, _, number = type.partition(":")
        if not kind.isalpha() or (number and not number.isdigit()):
            raise RuntimeError(f"Invalid device string: '{type}'")
        if kind not in _DEVICES:
            raise RuntimeError(
                "Expected one of " + ", ".join(_DEVICES)
                + ", privateuseone device type at start of device string: " + kind
            )
        made = super().__new__(cls)
        made.type = kind
        made.index = int(number) if number else index
        return made

    def __repr__(self):
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other):
        return isinstance(other, device) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))


_device = device
_CPU = device("cpu")


def check_device(wanted):
    """Only the CPU is there; another one is PyTorch's error for a build without it."""
    if wanted is None:
        return
    kind = device(wanted).type
    if kind == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if kind not in ("cpu", "meta"):
        raise RuntimeError(f"device {kind} is not supported by Tapedeck")


class layout:
    """How elements are laid out: always strided."""

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"torch.{self._name}"


strided = layout("strided")


class memory_format:
    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return f"torch.{self._name}"


class Size(tuple):
    """The shape of a tensor."""

    def __repr__(self):
        return f"torch.Size([{', '.join(str(size) for size in self)}])"

    __str__ = __repr__

    def __new__(cls, sizes=()):
        sizes = tuple(sizes)
        for i, size in enumerate(sizes):
            if not hasattr(size, "__index__"):
                raise TypeError(
                    f"torch.Size() takes an iterable of 'int' (item {i} is '{type(size).__name__}')"
                )
        return super().__new__(cls, sizes)

    def numel(self):
        count = 1
        for size in self:
            count *= size
        return count

    def __add__(self, other):
        return Size(tuple.__add__(self, tuple(other)))

    def __getitem__(self, index):
        found = tuple.__getitem__(self, index)
        return tuple.__new__(Size, found) if isinstance(index, slice) else found


class RemovableHandle:
    """Takes a hook away again, at `remove()` or at the end of a `with` block."""

    _last = 0

    def __init__(self, remove):
        RemovableHandle._last += 1
        self.id = RemovableHandle._last
        self._remove = remove

    def remove(self):
        self._remove()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.remove()


RemovableHandle.__module__ = "torch.utils.hooks"


class _readable(property):
    """An attribute of a tensor that nobody sets."""

    def __set__(self, tensor, value):
        raise AttributeError(
            f"attribute '{self.fget.__name__}' of 'torch._C.TensorBase' objects is not writable"
        )


def _existing(dim, count):
    """The dimension, if there is one of that number."""
    if count == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    if not -count <= dim < count:
        if abs(dim) >= 2**63:
            raise ValueError("Overflow when unpacking long long")
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-count}, {count - 1}], but got "
            f"{dim})"
        )
    return dim


# the methods that PyTorch writes in Python: they do not check what they are called with
_WRITTEN_IN_PYTHON = frozenset(
    "backward dim_order eig index is_shared istft lstsq lu module_load norm register_hook "
    "register_post_accumulate_grad_hook reinforce resize resize_as share_memory_ solve split stft "
    "storage storage_type symeig to_sparse_coo unflatten unique unique_consecutive".split()
)


class _TensorKind(type):
    """The type of Tensor: a method that is taken from it refuses what is no tensor."""

    def __getattribute__(cls, name):
        found = type.__getattribute__(cls, name)
        if type(found) is not _FUNCTION or name.startswith("_") or name in _WRITTEN_IN_PYTHON:
            return found
        known = _unbound.get(found)
        if known is None:
            known = _unbound[found] = _of_tensors(name, found)
        return known


_FUNCTION = type(_existing)
_unbound = {}


def _of_tensors(name, method):
    """A method of tensors outside of one, as C has it."""

    def unbound(*arguments, **keywords):
        if not arguments:
            raise TypeError(f"unbound method TensorBase.{name}() needs an argument")
        if not isinstance(arguments[0], Tensor):
            kind = type(arguments[0])
            where = "" if kind.__module__ == "builtins" else "torch."
            raise TypeError(
                f"descriptor '{name}' for 'torch._C.TensorBase' objects doesn't apply to a "
                f"'{where}{kind.__name__}' object"
            )
        return method(*arguments, **keywords)

    unbound.__name__ = unbound.__qualname__ = name
    unbound.__doc__ = method.__doc__
    return unbound


class Tensor(metaclass=_TensorKind):
    """A tensor of the engine; `_j` is the engine's own object."""

    __slots__ = ("_j", "__dict__", "__weakref__")
    __array_priority__ = 1000

    def __new__(cls, *arguments, **keywords):
        from torch._factories import legacy_tensor

        return legacy_tensor("float32", arguments)

    def __repr__(self, *, tensor_contents=None):
        return _tensors.text(self._j)

    __str__ = __repr__

    def __format__(self, spec):
        if self.dim() == 0 and type(self) is Tensor:
            return format(self.item(), spec)
        return object.__format__(self, spec)

    @property
    def requires_grad(self):
        return _tensors.requires_grad(self._j)

    @requires_grad.setter
    def requires_grad(self, value):
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool")
        if not self.is_leaf:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables."
                + ("" if value else _HINT_TO_DETACH)
            )
        if value and not self.dtype.is_floating_point:
            raise RuntimeError(
                "only Tensors of floating point and complex dtype can require gradients"
            )
        _tensors.set_requires_grad(self._j, value)

    @requires_grad.deleter
    def requires_grad(self):
        raise RuntimeError("requires_grad must be a bool")

    def requires_grad_(self, requires_grad=True, *unasked):
        if type(requires_grad) is not bool or unasked:
            _refuse("Tensor", "requires_grad_", (self, requires_grad, *unasked), {})
        _transforms.check_marking()
        _tensors.set_requires_grad(self._j, requires_grad)
        return self

    @_readable
    def is_leaf(self):
        return _tensors.is_leaf(self._j)

    @_readable
    def retains_grad(self):
        return _tensors.retains_grad(self._j)

    @_readable
    def output_nr(self):
        return _tensors.output_nr(self._j)

    @property
    def _base(self):
        found = _tensors.base(self._j)
        return None if found is None else found

    def _is_view(self):
        return self._base is not None

    @property
    def grad(self):
        found = _tensors.grad(self._j)
        if found is not None:
            return found
        try:
            missed = not self.is_leaf and not self.retains_grad
        except RuntimeError:
            missed = False  # a view whose history is forbidden
        if missed:
            _warnings.warn(_NON_LEAF_GRAD, UserWarning)
        # the engine's null is None, but not of its type
        return None

    @grad.setter
    def grad(self, value):
        if value is None:
            _tensors.set_grad(self._j, None)
            return
        if not isinstance(value, Tensor):
            raise TypeError(
                f"assigned grad expected to be a Tensor or None but got grad of type "
                f"{type(value).__name__}"
            )
        if value is self:
            raise RuntimeError("can't assign Variable as its own grad")
        if value.shape != self.shape:
            raise RuntimeError(
                f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of "
                f"size '{list(self.shape)}'. Please ensure that the gradient and the tensor are "
                f"the same size"
            )
        if value.dtype is not self.dtype:
            raise RuntimeError(
                f"attempting to assign a gradient with dtype '{_c_name(value.dtype)}' to a tensor "
                f"with grad_dtype '{_LEGACY[self.dtype._name]}'. The gradient must match the "
                "tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's "
                "grad_dtype attribute with a specific dtype, or None to allow any dtype. Set "
                "grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may "
                "break downstream systems that assume they match."
            )
        _tensors.set_grad(self._j, value._j)

    @grad.deleter
    def grad(self):
        _tensors.set_grad(self._j, None)

    @_readable
    def grad_fn(self):
        return node(_tensors.grad_fn(self._j))

    @property
    def _grad_fn(self):
        return self.grad_fn

    @_grad_fn.setter
    def _grad_fn(self, value):
        if value is not None:
            raise RuntimeError("_grad_fn can be only set to None")
        self.detach_()

    @_grad_fn.deleter
    def _grad_fn(self):
        raise RuntimeError("Deletion of _grad_fn not allowed. Detach tensor instead!")

    @property
    def grad_dtype(self):
        if not self.is_leaf:
            raise RuntimeError("grad_dtype can only be accessed on leaf tensors.")
        return self.dtype

    @grad_dtype.setter
    def grad_dtype(self, value):
        if not self.is_leaf:
            raise RuntimeError("grad_dtype can only be set on leaf tensors.")
        grad = _tensors.grad(self._j)
        if value is not None and grad is not None and grad.dtype is not value:
            raise RuntimeError(
                f"Cannot set grad_dtype to '{_LEGACY[value._name]}' because there is already a "
                f"gradient with dtype '{_c_name(grad.dtype)}'. Please clear the gradient (.grad = "
                "None) before changing grad_dtype, or ensure the new grad_dtype matches the "
                "existing gradient's dtype."
            )
        if value is not self.dtype:
            raise NotImplementedError(
                "torch.Tensor.grad_dtype of another type than the tensor's is not supported by "
                "Tapedeck"
            )

    @_readable
    def name(self):
        return None

    @_readable
    def shape(self):
        return tuple.__new__(Size, _tensors.shape(self._j))

    def size(self, dim=None, *unasked):
        if dim is None and not unasked:
            return self.shape
        if type(dim) is not int or unasked:
            _refuse("Tensor", "size", (self, dim, *unasked), {})
        return self.shape[_existing(dim, self.dim())]

    @_readable
    def dtype(self):
        return _dtype(_tensors.dtype(self._j))

    @_readable
    def device(self):
        return _CPU

    @_readable
    def layout(self):
        return strided

    is_cuda = is_sparse = is_quantized = is_meta = is_mps = property(lambda self: False)

    @_readable
    def _version(self):
        if self.is_inference():
            raise RuntimeError("Inference tensors do not track version counter.")
        return _tensors.version(self._j)

    def is_inference(self):
        return _tensors.is_inference(self._j)

    @_readable
    def ndim(self):
        return _tensors.dim(self._j)

    def dim(self, *unasked):
        if unasked:
            _refuse("Tensor", "dim", (self, *unasked), {})
        return _tensors.dim(self._j)

    ndimension = dim

    def numel(self, *unasked):
        if unasked:
            _refuse("Tensor", "numel", (self, *unasked), {})
        return _tensors.numel(self._j)

    nelement = numel

    def element_size(self):
        return _BYTES[_tensors.dtype(self._j)]

    @property
    def itemsize(self):
        return self.element_size()

    @property
    def nbytes(self):
        return self.numel() * self.element_size()

    def stride(self, dim=None, *unasked):
        if unasked or dim is not None and type(dim) is not int:
            _refuse("Tensor", "stride", (self, dim, *unasked), {})
        strides = tuple(_tensors.strides(self._j))
        return strides if dim is None else strides[_existing(dim, len(strides))]

    def storage_offset(self):
        return _tensors.offset(self._j)

    def storage(self):
        from torch.storage import deprecated

        return deprecated(self)

    def untyped_storage(self):
        from torch.storage import UntypedStorage

        return UntypedStorage(_host.storages.of(self._j))

    def data_ptr(self):
        return _tensors.data_ptr(self._j)

    def is_contiguous(self, memory_format=None):
        return _tensors.is_contiguous(self._j)

    def is_floating_point(self):
        return self.dtype.is_floating_point

    def is_complex(self):
        return False

    def is_signed(self):
        return self.dtype.is_signed

    def is_shared(self):
        return False

    def share_memory_(self):
        return self

    def pin_memory(self):
        return self

    def get_device(self):
        return -1

    def item(self, *unasked):
        if unasked:
            _refuse("Tensor", "item", (self, *unasked), {})
        if _tensors.numel(self._j) != 1:
            raise RuntimeError(
                f"a Tensor with {self.numel()} elements cannot be converted to Scalar"
            )
        if _transforms.active() and _tensors.is_batched(self._j):
            raise RuntimeError(
                "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over "
                "calling .item() on a Tensor, please try to rewrite what you're doing with other "
                "operations. If error is occurring somewhere inside PyTorch internals, please file "
                "a bug report."
            )
        return _tensors.element(self._j, 0)

    def detach(self, *unasked):
        if unasked:
            _refuse("Tensor", "detach", (self, *unasked), {})
        return _tensors.detach(self._j)

    def detach_(self):
        _tensors.detach_in_place(self._j)
        return self

    @property
    def data(self):
        if _transforms.active() and _tensors.is_batched(self._j):
            raise RuntimeError("accessing `data` under vmap transform is not allowed")
        return _tensors.data(self._j)

    @data.setter
    def data(self, value):
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        if self.requires_grad and not value.dtype.is_floating_point:
            raise RuntimeError(
                "data set to a tensor that requires gradients must be floating point or complex "
                "dtype"
            )
        _tensors.set_data(self._j, value._j)

    @data.deleter
    def data(self):
        raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")

    def set_(self, source=None):
        """Takes the memory of another tensor, of the same type, and stays the same object."""
        import torch

        source = torch.empty(0, dtype=self.dtype) if source is None else source
        if not isinstance(source, Tensor):
            from torch._calls import refuse

            refuse("Tensor", "set_", (self, source), {})
            raise NotImplementedError("torch.Tensor.set_ of a storage is not supported by Tapedeck")
        if torch.is_grad_enabled() and self.requires_grad:
            if self.is_leaf:
                raise RuntimeError(
                    "a leaf Variable that requires grad is being used in an in-place operation."
                )
            raise NotImplementedError(
                "torch.Tensor.set_ of a tensor with a grad_fn is not supported by Tapedeck"
            )
        if source.dtype != self.dtype:
            raise RuntimeError(
                f"Could not set tensor of type {_c_name(source.dtype)} to a tensor of type "
                f"{_c_name(self.dtype)}"
            )
        _tensors.set_data(self._j, source._j)
        _tensors.bump_version(self._j)
        return self

    def tolist(self):
        if _transforms.active() and _tensors.is_batched(self._j):
            raise RuntimeError("Cannot access data pointer of Tensor that doesn't have storage")
        elements = iter(_tensors.elements(self._j))

        def nested(sizes):
            if not sizes:
                return next(elements)
            return [nested(sizes[1:]) for _ in range(sizes[0])]

        return nested(tuple(self.shape))

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        from torch.autograd import backward

        backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def retain_grad(self):
        _host.hooks.retain_grad(self._j)

    def register_hook(self, hook):
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")

        def checked(gradient):
            (gradient,) = _nones([gradient])
            result = hook(gradient)
            _check_replaced(gradient, result, hook)
            return result

        return RemovableHandle(_host.hooks.on_tensor(self._j, checked).remove)

    def register_post_accumulate_grad_hook(self, hook):
        if not self.is_leaf:
            raise RuntimeError(
                "post accumulate grad hooks cannot be registered on non-leaf tensors"
            )

        def checked(leaf):
            result = hook(leaf)
            _check_replaced(leaf, result, hook)
            if result is not None and result is not leaf:
                raise RuntimeError("Tensor post accumulate grad hooks should return None.")

        return RemovableHandle(_host.hooks.after_accumulation(self._j, checked).remove)

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
                "protocol at the moment.  If you were attempting to deepcopy a module, this may "
                "be because of a torch.nn.utils.weight_norm usage, see "
                "https://github.com/pytorch/pytorch/pull/103001"
            )
        if id(self) in memo:
            return memo[id(self)]
        made = self.detach().clone()
        if type(self) is not Tensor:
            made = type(self)._from(made, self.requires_grad)
        else:
            # PyTorch puts the copy's memory into a new tensor, which counts as a write
            _tensors.bump_version(made._j)
            made.requires_grad_(self.requires_grad)
        if self.grad is not None:
            made.grad = self.grad.__deepcopy__(memo)
        memo[id(self)] = made
        return made

    def __reduce_ex__(self, protocol):
        import pickle

        raise pickle.PicklingError(
            "tensors cannot be pickled in Tapedeck: use torch.save and torch.load"
        )

    def __getitem__(self, index):
        return _host.get_item(self._j, _parts(index))

    def __setitem__(self, index, value):
        if not isinstance(value, Tensor):
            if isinstance(value, (bool, int, float)):
                value = full_like_scalar(value, self.dtype)
            else:
                raise TypeError(
                    f"can't assign a {type(value).__name__} to a torch.{_LEGACY[self.dtype._name]}"
                    "Tensor"
                )
        _host.set_item(self._j, _parts(index), value._j)

    def __delitem__(self, index):
        raise TypeError("Tensor does not support deleting items")

    def __iter__(self):
        if self.dim() == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(self.unbind(0))

    def __reversed__(self):
        return self if self.dim() == 0 else self.flip(0)

    def __contains__(self, element):
        if not isinstance(element, (Tensor, int, float, bool)):
            raise RuntimeError(
                f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a "
                f"{type(element)}."
            )
        return (self == element).any().item()

    def __float__(self):
        return float(self._number())

    def __int__(self):
        return int(self._number())

    def __index__(self):
        if self.numel() != 1 or self.dtype.is_floating_point:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self.item())

    def _number(self):
        if self.numel() != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self.item()

    def __bool__(self):
        count = self.numel()
        if count == 0:
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
        if count > 1:
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        if _transforms.active() and _tensors.is_batched(self._j):
            raise RuntimeError(
                "vmap: It looks like you're attempting to use a Tensor in some data-dependent "
                "control flow. We don't support that yet, please file an issue at "
                "https://github.com/pytorch/pytorch/issues ."
            )
        return bool(self.item())

    def __len__(self):
        if self.dim() == 0:
            raise TypeError("len() of a 0-d tensor")
        return self.shape[0]

    def __hash__(self):
        return id(self)

    def __dir__(self):
        return sorted(set(dir(type(self))) | set(self.__dict__))

    def __getattr__(self, name):
        import torch

        if name.startswith("_") or name not in torch._known_tensor_names():
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        raise NotImplementedError(f"torch.Tensor.{name} is not supported by Tapedeck")


for _name, _method in list(vars(Tensor).items()):
    if type(_method) is _FUNCTION and _name not in _WRITTEN_IN_PYTHON:
        # C's functions do not know of their class
        _method.__qualname__ = _name
del _name, _method


def _c_name(kind):
    names = {
        "float32": "float", "float64": "double", "float16": "c10::Half",
        "bfloat16": "c10::BFloat16", "int64": "long int", "int32": "int", "int16": "short int",
        "int8": "signed char", "uint8": "unsigned char",
    }
    return names.get(kind._name, kind._name)


def full_like_scalar(value, kind):
    """A number as a 0-dimensional tensor of that type."""
    return _host.tensor(value, kind._name, False)


def _parts(index):
    """The parts of a subscript as the engine takes them."""
    if not isinstance(index, tuple):
        if isinstance(index, list) and any(
            isinstance(item, (slice, Tensor, list, tuple)) or item is None or item is ...
            for item in index
        ) and not all(isinstance(item, list) for item in index):
            index = tuple(index)
        else:
            index = (index,)
    elif len(index) == 1 and index[0] is not Ellipsis:
        # PyTorch takes a tuple of one another way than what is in it: it looks at all dimensions
        index = (index[0], Ellipsis)
    return [_part(item) for item in index]


def _part(item):
    if isinstance(item, Tensor):
        return item._j
    if item is None or isinstance(item, (bool, int)):
        return item
    if item is Ellipsis:
        return "..."
    if isinstance(item, slice):
        for bound in (item.start, item.stop, item.step):
            if bound is not None and not hasattr(bound, "__index__"):
                raise TypeError(
                    "slice indices must be integers or None or have an __index__ method"
                )
        return [raw(item.start), raw(item.stop), raw(item.step)]
    if isinstance(item, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(item, (list, tuple, range)):
        made = tensor(list(item))
        return (made.long() if made.is_floating_point() or not made.numel() else made)._j
    if hasattr(item, "__index__"):
        return item.__index__()
    if hasattr(item, "_tensor"):
        return item._tensor._j
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are "
        f"valid indices (got {type(item).__name__})"
    )


_apply = _host.apply
_apply_in_place = _host.apply_in_place
_NUMBERS = (int, float, bool)


def _infix(op, name, reflected=False, numbers=_NUMBERS):
    def method(self, other):
        if isinstance(other, Tensor):
            other = other._j
        elif not isinstance(other, numbers):
            return NotImplemented
        return _apply(op, [other, self._j] if reflected else [self._j, other], {})

    method.__name__ = method.__qualname__ = name
    return method


for _op, _name in {
    "add": "add", "sub": "sub", "mul": "mul", "div": "truediv", "pow": "pow",
    "floor_divide": "floordiv", "remainder": "mod",
    "bitwise_and": "and", "bitwise_or": "or", "bitwise_xor": "xor",
    "bitwise_left_shift": "lshift", "bitwise_right_shift": "rshift",
    "lt": "lt", "le": "le", "gt": "gt", "ge": "ge",
}.items():
    setattr(Tensor, f"__{_name}__", _infix(_op, f"__{_name}__"))
Tensor.__radd__ = _infix("add", "__radd__")
Tensor.__rmul__ = _infix("mul", "__rmul__")
Tensor.__rand__ = _infix("bitwise_and", "__rand__")
Tensor.__ror__ = _infix("bitwise_or", "__ror__")
Tensor.__rxor__ = _infix("bitwise_xor", "__rxor__")
Tensor.__rsub__ = _infix("rsub", "__rsub__")
Tensor.__rpow__ = _infix("pow", "__rpow__", reflected=True)
Tensor.__matmul__ = _infix("matmul", "__matmul__", numbers=())


def _equality(op, name):
    def method(self, other):
        if isinstance(other, Tensor):
            other = other._j
        elif not isinstance(other, _NUMBERS):
            return NotImplemented
        return _apply(op, [self._j, other], {})

    method.__name__ = method.__qualname__ = name
    return method


Tensor.__eq__ = _equality("eq", "__eq__")
Tensor.__ne__ = _equality("ne", "__ne__")
Tensor.__neg__ = lambda self: _apply("neg", [self._j], {})
Tensor.__pos__ = lambda self: self
Tensor.__abs__ = lambda self: _apply("abs", [self._j], {})


def _invert(self):
    if self.is_floating_point():
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return _apply("bitwise_not", [self._j], {})


Tensor.__invert__ = _invert


def _rtruediv(self, other):
    if not isinstance(other, _NUMBERS):
        return NotImplemented
    return self.reciprocal() * other


def _rfloordiv(self, other):
    if not isinstance(other, _NUMBERS):
        return NotImplemented
    return full_like_scalar(other, _scalar_type(other, self)).floor_divide(self)


def _rmod(self, other):
    if not isinstance(other, _NUMBERS):
        return NotImplemented
    return full_like_scalar(other, _scalar_type(other, self)).remainder(self)


def _scalar_type(number, like):
    if isinstance(number, float) and not like.dtype.is_floating_point:
        return dtype(_host.default_dtype())
    return like.dtype


Tensor.__rtruediv__ = _rtruediv
Tensor.__rfloordiv__ = _rfloordiv
Tensor.__rmod__ = _rmod


def _in_place_infix(op, name):
    def method(self, other):
        if isinstance(other, Tensor):
            other = other._j
        elif not isinstance(other, _NUMBERS):
            return NotImplemented
        return _apply_in_place(op, [self._j, other], {})

    method.__name__ = method.__qualname__ = name
    return method


for _op, _name in {
    "add": "add", "sub": "sub", "mul": "mul", "div": "truediv", "pow": "pow",
    "floor_divide": "floordiv", "remainder": "mod", "bitwise_and": "and", "bitwise_or": "or",
    "bitwise_xor": "xor",
}.items():
    setattr(Tensor, f"__i{_name}__", _in_place_infix(_op, f"__i{_name}__"))


def raw(value):
    """What the engine takes for a Python value."""
    if isinstance(value, Tensor):
        return value._j
    if isinstance(value, _dtype):
        return value._name
    if isinstance(value, (list, tuple)):
        return [raw(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, range):
        return list(value)
    if hasattr(value, "_j"):
        return value._j
    if hasattr(value, "_tensor"):
        return value._tensor._j
    if value is float or value is int or value is bool:
        return as_dtype(value)._name
    return value


def wrap(j):
    """The Python object for an engine tensor that has none yet."""
    made = object.__new__(Tensor)
    made._j = j
    return made


def unwrap(value):
    """The engine's tensor of a Python object."""
    if value is None:
        return None
    if isinstance(value, Tensor):
        return value._j
    raise TypeError(f"expected Variable or None (got {type(value).__name__})")


_named_tuples = {}


def _named(function, names, values):
    if names[0].startswith("result") or names[-1] == "counts":
        return tuple(values)
    key = (function, tuple(names))
    kind = _named_tuples.get(key)
    if kind is None:
        kind = _named_tuples[key] = _named_tuple(function, list(names))
    return kind(values)


def _named_tuple(function, names):
    def text(self):
        fields = ",\n".join(f"{name}={value!r}" for name, value in zip(names, self))
        return f"torch.return_types.{function}(\n{fields})"

    def missing(self, name):
        raise AttributeError(f"'torch.return_types.{function}' object has no attribute '{name}'")

    members = {
        "__repr__": text, "__slots__": (), "__module__": "torch.return_types",
        "__getattr__": missing, "_field_names": names,
    }
    for i, name in enumerate(names):
        members[name] = property(lambda self, i=i: tuple.__getitem__(self, i))
    return type(function, (tuple,), members)


def function_of(op, scope="torch", name=None):
    """The function, or the method of tensors, that applies an operator of the engine's table."""
    name = name or op

    def engine_function(*arguments, **keywords):
        if "out" in keywords:
            return _into(name, engine_function, arguments, keywords)
        result = _call(
            op,
            [raw(argument) for argument in arguments],
            {key: raw(value) for key, value in keywords.items()} if keywords else {},
        )
        if result is not None:
            return result
        _refuse(scope, name, arguments, keywords)
        if arguments and isinstance(arguments[0], _NUMBERS):
            return engine_function(_as_tensor(*arguments), *arguments[1:], **keywords)
        raise _unlike(name, arguments, keywords)

    engine_function.__name__ = engine_function.__qualname__ = name
    return engine_function


_call, _call_in_place = _host.call, _host.call_in_place


def _unlike(name, arguments, keywords):
    """The error for a way to call a function that PyTorch has and Tapedeck leaves out."""
    types = [type(a).__name__ for a in arguments]
    types += [f"{key}={type(value).__name__}" for key, value in keywords.items()]
    return NotImplementedError(f"torch.{name}({', '.join(types)}) is not supported by Tapedeck")


def _as_tensor(number, other=0, *_):
    """The number as a tensor that changes the type of no tensor of the same category."""
    kind = _scalar_type(number, other) if isinstance(other, Tensor) else None
    return tensor(number, dtype=kind)


def in_place_of(op, scope="Tensor", name=None):
    """The method or the function that writes the result of an operator into its tensor."""
    name = name or op + "_"

    def engine_method(*arguments, **keywords):
        if not arguments or not isinstance(arguments[0], Tensor):
            _refuse(scope, name, arguments, keywords)
        result = _call_in_place(
            op,
            [raw(argument) for argument in arguments],
            {key: raw(value) for key, value in keywords.items()} if keywords else {},
        )
        if result is not None:
            return result
        _refuse(scope, name, arguments, keywords)
        raise _unlike(name, arguments, keywords)

    engine_method.__name__ = engine_method.__qualname__ = name
    return engine_method


def _into(name, function, arguments, keywords):
    from torch._out import into

    _refuse("torch", name, arguments, keywords)
    return into(name, function, arguments, keywords)


def _refuse(scope, name, arguments, keywords):
    from torch._calls import refuse

    refuse(scope, name, arguments[1:] if scope == "Tensor" else arguments, keywords)


# what PyTorch has as a method, or in torch.nn.functional, and not in torch
_METHODS_ONLY = ("expand", "view", "repeat", "contiguous", "new_zeros", "unfold", "random")
_FUNCTIONAL_ONLY = (
    "elu", "leaky_relu", "gelu", "silu", "mish", "softplus", "hardtanh", "relu6", "hardsigmoid",
    "hardswish", "log_sigmoid", "softshrink", "threshold", "softsign", "tanhshrink", "glu",
    "mse_loss", "smooth_l1_loss", "huber_loss", "soft_margin_loss", "binary_cross_entropy",
    "multi_margin_loss", "multilabel_margin_loss", "one_hot", "linear",
)


def bind_operators(namespace):
    """Gives every operator of the engine's table its function and its method."""
    for op in _host.operators():
        if op.startswith("linalg_") or op in _FUNCTIONAL_ONLY:
            continue
        if op not in _METHODS_ONLY:
            namespace[op] = function_of(op)
        if op not in Tensor.__dict__:
            setattr(Tensor, op, function_of(op, "Tensor"))
    for op in _host.in_place_operators():
        setattr(Tensor, op + "_", in_place_of(op))
        if op in namespace:
            namespace.setdefault(op + "_", in_place_of(op, "torch"))


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    check_device(device)
    dtype = as_dtype(dtype)
    name = None if dtype is None else dtype._name
    if isinstance(data, Tensor):
        _warnings.warn(
            "To copy construct from a tensor, it is recommended to use "
            "sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than "
            "torch.tensor(sourceTensor).",
            UserWarning,
        )
        made = data.detach().clone()
        made = made if dtype is None else made.to(dtype)
        return made.requires_grad_() if requires_grad else made
    return _host.tensor(_numbers(data), name, bool(requires_grad))


def _numbers(data):
    """Nested lists of numbers; anything that can be iterated counts as a list."""
    if isinstance(data, Tensor):
        if data.numel() != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return data._j
    if isinstance(data, (bool, int, float, str)) or data is None:
        return data
    if isinstance(data, (list, tuple)):
        return [_numbers(item) for item in data]
    if hasattr(data, "tolist"):
        return data.tolist()
    if hasattr(data, "__len__") and hasattr(data, "__getitem__") and not isinstance(data, dict):
        return [_numbers(data[i]) for i in range(len(data))]
    if hasattr(data, "__float__"):
        return float(data)
    raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")


def _nones(values):
    """The values of the engine, whose null is None but not of its type."""
    return tuple(None if value is None else value for value in values)


def _hook_name(hook):
    name = getattr(hook, "__name__", None)
    return name if isinstance(name, str) else "<unknown>"


def _check_replaced(before, after, hook):
    """Refuses what a hook may not put in the place of a gradient."""
    if after is None:
        return
    if before is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(after, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(after).__name__}'")
    if after.dtype != before.dtype:
        raise RuntimeError(
            f"hook '{_hook_name(hook)}' has changed the type of value (was {before.type()} got "
            f"{after.type()})"
        )
    if after.shape != before.shape:
        raise RuntimeError(f"hook '{_hook_name(hook)}' has changed the size of value")


def _replaced(before, after, hook):
    """What the hook of a node returned, checked, as the engine takes it."""
    if after is None:
        return None
    if not isinstance(after, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(after).__name__}'")
    if len(after) != len(before):
        raise RuntimeError(
            f"hook '{_hook_name(hook)}' has returned an incorrect number of values (got "
            f"{len(after)}, but expected {len(before)})"
        )
    for one, other in zip(before, after):
        _check_replaced(one, other, hook)
    return list(after)


class Node:
    """A backward function."""

    __slots__ = ("_j", "__dict__")

    def __new__(cls):
        raise TypeError(
            "Can't instantiate abstract class Node with abstract methods _input_metadata, "
            "_register_hook_dict, _sequence_nr, metadata, name, next_functions, register_hook, "
            "register_prehook"
        )

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle '{type(self).__name__}' object")

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

    @variable.setter
    def variable(self, value):
        raise AttributeError(
            f"attribute 'variable' of '{type(self).__name__}' objects is not writable"
        )

    @property
    def metadata(self):
        return self.__dict__.setdefault("_metadata", {})

    def _sequence_nr(self):
        return _host.nodes.sequence_nr(self._j)

    def register_hook(self, hook):
        def call(inputs, outputs):
            inputs = _nones(inputs)
            return _replaced(inputs, hook(inputs, _nones(outputs)), hook)

        return RemovableHandle(_host.hooks.after_node(self._j, call).remove)

    def register_prehook(self, hook):
        def call(outputs):
            outputs = _nones(outputs)
            return _replaced(outputs, hook(outputs), hook)

        return RemovableHandle(_host.hooks.before_node(self._j, call).remove)

    def __call__(self, *gradients):
        for i, one in enumerate(gradients):
            if one is not None and not isinstance(one, Tensor):
                raise TypeError(f"argument {i} is not a Variable")
        wanted = _host.nodes.input_count(self._j)
        if len(gradients) != wanted:
            raise TypeError(f"expected {wanted} arguments, got {len(gradients)} instead")
        results = _nones(_host.hooks.call_node(self._j, [raw(g) for g in gradients]))
        return results[0] if len(results) == 1 else results

    def __getattr__(self, name):
        if name.startswith("_saved_") and _host.nodes.keeps(self._j, name[7:]):
            found = _host.nodes.saved(self._j, name[7:])
            if found is None or isinstance(found, (Tensor, int, float, bool, str)):
                return None if found is None else found
            return _nones(found)
        if name.startswith("_raw_saved_") and _host.nodes.keeps_raw(self._j, name[11:]):
            return self._raw(name[11:])
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def _raw(self, name):
        found = tuple(
            SavedTensor._of(self._j, saved) for saved in _host.nodes.saved_tensors(self._j, name)
        )
        if _host.nodes.keeps_list(self._j, name):
            return found
        return found[0] if found else SavedTensor._of(self._j, None)

    @property
    def requires_grad(self):
        return True

    def __dir__(self):
        hidden = {"_j", "_raw", "__dict__", "__slots__"}
        if _host.nodes.variable(self._j) is None:
            hidden.add("variable")
        names = {name for name in super().__dir__() if name not in hidden}
        for kept in _host.nodes.attributes(self._j):
            names.add("_saved_" + kept.rstrip("*"))
            if kept.endswith("*"):
                names.add("_raw_saved_" + kept.rstrip("*"))
        return sorted(names)


class SavedTensor:
    """A tensor, or None, as a backward function keeps it."""

    __slots__ = ("_node", "_saved")

    def __init__(self):
        raise RuntimeError("Trying to create a SavedTensor object from Python is forbidden.")

    @classmethod
    def _of(cls, node, saved):
        made = object.__new__(cls)
        made._node, made._saved = node, saved
        return made

    def register_hooks(self, *hooks):
        if len(hooks) != 2 or not all(callable(hook) for hook in hooks):
            given = ", ".join(repr(one) for one in (self, *hooks))
            raise TypeError(
                "register_hooks(): incompatible function arguments. The following argument types "
                "are supported:\n    1. (self: torch._C._autograd.SavedTensor, arg0: "
                "collections.abc.Callable, arg1: collections.abc.Callable) -> None\n\n"
                f"Invoked with: {given}"
            )
        pack_hook, unpack_hook = hooks
        if _host.nodes.is_freed(self._node):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. Saved "
                "intermediate values of the graph are freed when you call .backward() or "
                "autograd.grad(). Specify retain_graph=True if you need to backward through the "
                "graph a second time or if you need to access saved variables after calling "
                "backward."
            )
        _host.nodes.hook_saved(self._saved, pack_hook, checked_unpacking(unpack_hook))


SavedTensor.__module__ = "torch._C._autograd"


def checked_unpacking(unpack_hook):
    """The hook, refusing what is no tensor."""

    def unpack(packed):
        tensor = unpack_hook(packed)
        if not isinstance(tensor, Tensor):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of "
                f"type {type(tensor).__name__}"
            )
        return tensor

    return unpack


Node.__module__ = "torch.autograd.graph"
_node_types = {}


def node(j):
    """The Python object for an engine node; None stays None, and an object stays itself."""
    if j is None:
        return None
    if isinstance(j, Node):
        return j
    known = _host.nodes.shown(j)
    if isinstance(known, Node):
        return known
    name = _host.nodes.type(j)
    kind = _node_types.get(name)
    if kind is None:
        kind = _node_types[name] = type(name, (Node,), {"__slots__": (), "__module__": "builtins"})
    made = object.__new__(kind)
    made._j = j
    _host.nodes.set_wrapper(j, made)
    return made


_host.names.set_wrap(wrap)
_host.names.set_unwrap(unwrap)
_host.names.set_tuple(_named)
