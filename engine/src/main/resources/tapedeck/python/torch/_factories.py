"""Functions that make tensors from a shape, and random numbers."""

import builtins
import contextlib
import math
import time

from torch._tensor import Tensor, _dtype, as_dtype, check_device, dtype, raw, tensor


def _size(sizes, keyword=None):
    if keyword is not None:
        sizes = (keyword,)
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = sizes[0]
    found = [size.__index__() for size in sizes]
    for size in found:
        if not -(2**63) <= size < 2**63:
            raise ValueError("Overflow when unpacking long long")
    return found


def _name(wanted, otherwise=None):
    """The name of the wanted element type; else of another, or of the default."""
    wanted = otherwise if wanted is None else wanted
    return _host.default_dtype() if wanted is None else as_dtype(wanted)._name


def leaf(made, requires_grad):
    """A tensor that was just made, requiring a gradient if it shall."""
    if requires_grad and not made.is_floating_point():
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    return made.requires_grad_() if requires_grad else made


def _numbers_only(kernel, name):
    if name == "bool":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def _is_row_major(input, memory_format):
    """Whether what is made like the input lies row by row: where it is told to, or as the input."""
    if repr(memory_format) == "torch.contiguous_format":
        return True
    # a dimension of one element may have any stride
    return input.is_contiguous() and 1 not in input.shape and 0 not in input.shape


def _constant(function, value):
    def make(
        *sizes, size=None, dtype=None, device=None, requires_grad=False, layout=None,
        pin_memory=False, memory_format=None, generator=None,
    ):
        check_device(device)
        shape = _size(sizes, size)
        if function == "zeros" and any(extent < 0 for extent in shape):
            raise RuntimeError("zeros: Dimension size must be non-negative.")
        return _host.factories.full(shape, value, _name(dtype), bool(requires_grad))

    def like(
        input, *, dtype=None, device=None, requires_grad=False, layout=None, memory_format=None
    ):
        check_device(device)
        name = _name(dtype, input.dtype)
        if _is_row_major(input, memory_format):
            return _host.factories.full(list(input.shape), value, name, bool(requires_grad))
        return _host.factories.full_like(input._j, value, name, bool(requires_grad))

    make.__name__, like.__name__ = function, function + "_like"
    return make, like


zeros, zeros_like = _constant("zeros", 0.0)
ones, ones_like = _constant("ones", 1.0)
empty, empty_like = _constant("empty", 0.0)


def empty_permuted(
    size, physical_layout, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False,
):
    made = empty([size[dim] for dim in physical_layout], dtype=dtype, device=device)
    order = [list(physical_layout).index(dim) for dim in builtins.range(len(size))]
    return leaf(made.permute(order), requires_grad)


def empty_strided(
    size, stride, *, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False
):
    check_device(device)
    extent = 1 + sum((length - 1) * step for length, step in zip(size, stride))
    storage = zeros(0 if 0 in size else extent, dtype=dtype)
    return leaf(storage.as_strided(size, stride), requires_grad)


def full(
    size, fill_value, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False, names=None,
):
    check_device(device)
    if isinstance(fill_value, Tensor):
        fill_value = fill_value.item()
    if dtype is not None:
        name = _name(dtype)
    elif isinstance(fill_value, bool):
        name = "bool"
    else:
        name = "int64" if isinstance(fill_value, int) else _host.default_dtype()
    return filled(_size(size), fill_value, name, requires_grad)


def filled(shape, value, name, requires_grad=False):
    """Every element `value`, integers beyond the precision of a float included."""
    made = _host.factories.full(shape, float(value), name, bool(requires_grad))
    if isinstance(value, int) and abs(value) > 2**53 and name == "int64":
        made.fill_(value)
    return made


def full_like(
    input, fill_value, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False, memory_format=None,
):
    check_device(device)
    name = _name(dtype, input.dtype)
    if _is_row_major(input, memory_format):
        return filled(list(input.shape), fill_value, name, requires_grad)
    made = empty_like(input, dtype=dtype)
    made.fill_(fill_value)
    return leaf(made, requires_grad)


def scalar_tensor(value, *, dtype=None, device=None, requires_grad=False):
    return _host.tensor(float(value), _name(dtype), bool(requires_grad))


def _fits_c(*numbers):
    if any(isinstance(number, int) and abs(number) >= 2**63 for number in numbers):
        raise OverflowError("int too big to convert")


def arange(
    start, end=None, step=1, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False,
):
    check_device(device)
    if end is None:
        start, end = 0, start
    start, end, step = (n.item() if isinstance(n, Tensor) else n for n in (start, end, step))
    _fits_c(start, end, step)
    whole = all(isinstance(number, int) for number in (start, end, step))
    name = "int64" if whole and dtype is None else _name(dtype)
    _numbers_only("arange_cpu", name)
    if not all(math.isfinite(number) for number in (start, end)):
        raise RuntimeError(f"unsupported range: {start:g} -> {end:g}")
    if name == "int64":
        start, end, step = int(start), int(end), int(step)
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if name == "int64" and max(abs(start), abs(end)) > 2**53:
        return arange((end - start + step - (1 if step > 0 else -1)) // step) * step + start
    return _host.factories.arange(float(start), float(end), float(step), name, bool(requires_grad))


def range(
    start, end=None, step=1, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False,
):
    if end is None:
        start, end = 0, start
    kind = dtype or _dtype(_host.default_dtype())
    return arange(start, end + step / 2, step, dtype=kind, device=device, requires_grad=requires_grad)


def linspace(
    start, end, steps, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False,
):
    check_device(device)
    steps = _whole(steps)
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    _numbers_only("linspace_cpu", _name(dtype))
    start, end = (n.item() if isinstance(n, Tensor) else n for n in (start, end))
    _fits_c(start, end)
    if not _dtype(_name(dtype)).is_floating_point:
        start, end = int(start), int(end)
    return _host.factories.linspace(
        float(start), float(end), steps, _name(dtype), bool(requires_grad)
    )


def logspace(
    start, end, steps, base=10.0, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False,
):
    check_device(device)
    _numbers_only("logspace_cpu", _name(dtype))
    start, end = (n.item() if isinstance(n, Tensor) else n for n in (start, end))
    if not _dtype(_name(dtype)).is_floating_point:
        start, end = int(start), int(end)
    made = linspace(start, end, steps, dtype=_dtype("float64"))
    made = (float(base) ** made).to(_dtype(_name(dtype)))
    return leaf(made, requires_grad)


def _whole(number):
    """A whole number, which a 0-dimensional tensor may stand for."""
    number = number.item() if isinstance(number, Tensor) else number
    if isinstance(number, int) and not -(2**63) <= number < 2**63:
        raise ValueError("Overflow when unpacking long long")
    return number


def eye(
    n, m=None, *, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False
):
    check_device(device)
    n, m = _whole(n), _whole(n if m is None else m)
    for name, extent in (("n", n), ("m", m)):
        if extent < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {extent}")
    made = _host.factories.full([n, m], 0.0, _name(dtype), False)
    made.diagonal().fill_(1)
    return leaf(made, requires_grad)


def _triangle(name, part):
    def indices(row, col, offset=0, *, dtype=None, device=None, requires_grad=False, layout=None):
        check_device(device)
        for side, count in (("row", row), ("col", col)):
            if count < 0:
                raise RuntimeError(f"{side} must be non-negative, got{count}")
        found = part(ones(row, col), offset).nonzero().t().contiguous()
        found = found if dtype is None else found.to(dtype)
        return leaf(found, requires_grad)

    indices.__name__ = indices.__qualname__ = name
    return indices


tril_indices = _triangle("tril_indices", Tensor.tril)
triu_indices = _triangle("triu_indices", Tensor.triu)


def as_tensor(data, dtype=None, device=None):
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    return tensor(data, dtype=dtype)


def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False):
    check_device(device)
    shared = isinstance(obj, Tensor) or hasattr(obj, "_tensor")
    made = as_tensor(obj, dtype=dtype)
    if copy is False and (not shared or isinstance(obj, Tensor) and made is not obj):
        raise ValueError(
            "can't alias tensor with dtype "
            f"'{obj.dtype}' into dtype '{dtype}'." if shared else
            "can't alias arbitrary sequence into a tensor."
        )
    if copy and shared and made is obj:
        made = obj.clone()
    if requires_grad:
        return made if made.requires_grad else leaf(made, True)
    return made.detach() if isinstance(obj, Tensor) and made.requires_grad else made


def from_numpy(array):
    if isinstance(array, list) or not hasattr(array, "_tensor"):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    return array._tensor


def legacy_tensor(name, arguments):
    """`torch.Tensor(…)`, `torch.FloatTensor(…)` and so on: sizes, or data."""
    if not arguments:
        return _host.factories.full([0], 0.0, name, False)
    if len(arguments) == 1 and (isinstance(arguments[0], bool) or not isinstance(arguments[0], int)):
        return _legacy_data(name, arguments[0])
    for i, size in enumerate(arguments):
        if not hasattr(size, "__index__"):
            raise TypeError(
                f"new(): argument 'size' failed to unpack the object at pos {i + 1} with error "
                f"\"type must be tuple of ints,but got {type(size).__name__}\""
            )
    return _host.factories.full(_size(arguments), 0.0, name, False)


def _legacy_data(name, data):
    if isinstance(data, Tensor):
        return data.detach().to(_dtype(name))
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    if not hasattr(data, "__getitem__") or isinstance(data, dict):
        raise TypeError(f"new(): data must be a sequence (got {type(data).__name__})")
    data = data if isinstance(data, (list, tuple)) else list(data)
    for item in data:
        if item is None or isinstance(item, str):
            kind = type(item).__name__
            if _dtype(name).is_floating_point:
                raise TypeError(f"must be real number, not {kind}")
            raise TypeError(f"'{kind}' object cannot be interpreted as an integer")
    return tensor(data, dtype=_dtype(name))


def _legacy(name, legacy):
    class Meta(type):
        def __instancecheck__(cls, value):
            return isinstance(value, Tensor) and value.dtype._name == name

    return Meta(
        legacy + "Tensor",
        (),
        {
            "__new__": lambda cls, *arguments, **keywords: legacy_tensor(name, arguments),
            "__module__": "torch",
        },
    )


# ---- random numbers


class Generator:
    """A stream of random numbers of its own."""

    def __init__(self, device="cpu"):
        check_device(device)
        self._j = _host.factories.new_generator()
        self.device = _cpu()

    def manual_seed(self, seed):
        _host.factories.seed_generator(self._j, _seed(seed))
        return self

    def seed(self):
        fresh = time.time_ns()
        self.manual_seed(fresh)
        return fresh

    def initial_seed(self):
        return _host.factories.generator_seed(self._j) % 2**64

    def get_state(self):
        return _host.factories.generator_state(self._j)

    def set_state(self, state):
        _host.factories.restore_generator(self._j, state._j)
        return self


def _cpu():
    from torch._tensor import _CPU

    return _CPU


class _DefaultGenerator(Generator):
    def __init__(self):
        self._j = _host.factories.default_generator()
        self.device = _cpu()


default_generator = _DefaultGenerator()


def _seed(seed):
    seed = int(seed)
    if not -(2**63) <= seed < 2**64:
        raise RuntimeError("Overflow when unpacking long long")
    return seed - 2**64 if seed >= 2**63 else seed


def manual_seed(seed):
    _host.factories.manual_seed(_seed(seed))
    return default_generator


def seed():
    return default_generator.seed()


def initial_seed():
    return _host.factories.initial_seed() % 2**64


def get_rng_state():
    return default_generator.get_state()


def set_rng_state(state):
    default_generator.set_state(state)


@contextlib.contextmanager
def fork_rng(devices=None, enabled=True, **_):
    state = get_rng_state() if enabled else None
    try:
        yield
    finally:
        if enabled:
            set_rng_state(state)


def _stream(generator):
    return None if generator is None else generator._j


def rand(*sizes, size=None, generator=None, dtype=None, device=None, requires_grad=False,
         layout=None, pin_memory=False):
    check_device(device)
    return _host.factories.rand(
        _size(sizes, size), _name(dtype), bool(requires_grad), _stream(generator)
    )


def randn(*sizes, size=None, generator=None, dtype=None, device=None, requires_grad=False,
          layout=None, pin_memory=False):
    check_device(device)
    return _host.factories.randn(
        _size(sizes, size), _name(dtype), bool(requires_grad), _stream(generator)
    )


def rand_like(input, *, dtype=None, device=None, requires_grad=False, memory_format=None):
    check_device(device)
    if not _is_row_major(input, memory_format):
        name = _name(dtype, input.dtype)
        return _host.factories.rand_like(input._j, name, bool(requires_grad))
    return rand(list(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad)


def randn_like(input, *, dtype=None, device=None, requires_grad=False, memory_format=None):
    check_device(device)
    if not _is_row_major(input, memory_format):
        name = _name(dtype, input.dtype)
        return _host.factories.randn_like(input._j, name, bool(requires_grad))
    return randn(list(input.shape), dtype=dtype or input.dtype, requires_grad=requires_grad)


def randint(low, high=None, size=None, *, generator=None, dtype=None, device=None,
            requires_grad=False, layout=None, pin_memory=False):
    check_device(device)
    if size is None:
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    name = "int64" if dtype is None else _name(dtype)
    made = _host.factories.randint(int(low), int(high), _size((size,)), name, _stream(generator))
    return leaf(made, requires_grad)


def randint_like(
    input, low, high=None, *, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False, memory_format=None,
):
    check_device(device)
    for name, bound in (("high" if high is None else "low", low), ("high", high)):
        if isinstance(bound, Tensor) and bound.dim():
            raise RuntimeError(f"{name} must be a scalar tensor and on CPU")
    low, high = (0, low) if high is None else (low, high)
    if not _is_row_major(input, memory_format):
        name = _name(dtype, input.dtype)
        made = _host.factories.randint_like(int(low), int(high), input._j, name)
    else:
        made = randint(low, high, tuple(input.shape), dtype=dtype or input.dtype)
    return leaf(made, requires_grad)


def randperm(
    n, *, generator=None, dtype=None, device=None, requires_grad=False, layout=None,
    pin_memory=False,
):
    check_device(device)
    if dtype is not None:
        _numbers_only("randperm", _name(dtype))
    made = _host.factories.randperm(_whole(n), _stream(generator))
    made = made if dtype is None else made.to(dtype)
    return leaf(made, requires_grad)


def normal(mean, std=1.0, size=None, *, generator=None, dtype=None, device=None,
           requires_grad=False, layout=None, pin_memory=False):
    keywords = {} if generator is None else {"generator": generator._j}
    if size is not None:
        check_device(device)
        made = _host.factories.full(_size((size,)), 0.0, _name(dtype), False)
        made = _host.row("normal", [made._j, float(mean), float(std)], keywords)
        return leaf(made, requires_grad)
    if isinstance(std, Tensor) and (std < 0).any():
        raise RuntimeError("normal expects all elements of std >= 0.0")
    if not isinstance(std, Tensor) and not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    kinds = {(True, True): "Tensor_Tensor", (True, False): "Tensor_float"}
    overload = kinds.get((isinstance(mean, Tensor), isinstance(std, Tensor)), "float_Tensor")
    return _host.row("normal." + overload, [raw(mean), raw(std)], keywords)


LEGACY_TENSORS = {
    legacy + "Tensor": _legacy(name, legacy)
    for name, legacy in {
        "float32": "Float", "float64": "Double", "float16": "Half", "int64": "Long",
        "int32": "Int", "int16": "Short", "int8": "Char", "uint8": "Byte", "bool": "Bool",
    }.items()
}
