"""Functions that make tensors from a shape."""

from torch._tensor import Tensor, dtype


def _size(sizes):
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        return list(sizes[0])
    return list(sizes)


def _name(wanted, default="float32"):
    return default if wanted is None else wanted._name


def _constant(function, value):
    def make(*size, dtype=None, device=None, requires_grad=False):
        return _host.factories.full(_size(size), float(value), _name(dtype), bool(requires_grad))

    def like(input, *, dtype=None, device=None, requires_grad=False):
        name = _name(dtype, input.dtype._name)
        return _host.factories.full(list(input.shape), float(value), name, bool(requires_grad))

    make.__name__, like.__name__ = function, function + "_like"
    return make, like


zeros, zeros_like = _constant("zeros", 0)
ones, ones_like = _constant("ones", 1)


def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    if dtype is not None:
        name = dtype._name
    elif isinstance(fill_value, bool):
        name = "bool"
    else:
        name = "int64" if isinstance(fill_value, int) else "float32"
    return _host.factories.full(list(size), float(fill_value), name, bool(requires_grad))


def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    if end is None:
        start, end = 0, start
    whole = all(isinstance(number, int) for number in (start, end, step))
    name = _name(dtype, "int64" if whole else "float32")
    return _host.factories.arange(float(start), float(end), float(step), name, bool(requires_grad))


def rand(*size, dtype=None, device=None, requires_grad=False):
    return _host.factories.rand(_size(size), _name(dtype), bool(requires_grad))


def randn(*size, dtype=None, device=None, requires_grad=False):
    return _host.factories.randn(_size(size), _name(dtype), bool(requires_grad))


def rand_like(input, *, dtype=None, requires_grad=False):
    return rand(*input.shape, dtype=dtype or input.dtype, requires_grad=requires_grad)


def randn_like(input, *, dtype=None, requires_grad=False):
    return randn(*input.shape, dtype=dtype or input.dtype, requires_grad=requires_grad)


def randint(low, high=None, size=None, *, dtype=None):
    if size is None:
        low, high, size = 0, low, high
    return _host.factories.randint(low, high, list(size), _name(dtype, "int64"))


def randperm(n):
    return _host.factories.randperm(n)


def manual_seed(seed):
    seed = int(seed)
    if not -(2**63) <= seed < 2**64:
        raise RuntimeError("Overflow when unpacking long")
    _host.factories.manual_seed(seed - 2**64 if seed >= 2**63 else seed)


def initial_seed():
    return _host.factories.initial_seed() % 2**64
