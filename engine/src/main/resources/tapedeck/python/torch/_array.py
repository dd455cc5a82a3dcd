"""A small array that prints, indexes and iterates as NumPy's does, over a tensor."""

import torch


class ndarray:
    """What `Tensor.numpy()` gives; it shares the tensor's memory."""

    def __init__(self, tensor):
        self._tensor = tensor

    @property
    def shape(self):
        return tuple(self._tensor.shape)

    @property
    def ndim(self):
        return self._tensor.dim()

    @property
    def size(self):
        return self._tensor.numel()

    @property
    def dtype(self):
        return _DType(self._tensor.dtype._name)

    @property
    def T(self):
        return ndarray(self._tensor.T)

    def tolist(self):
        return self._tensor.tolist()

    def transpose(self, *axes):
        axes = axes[0] if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else axes
        return ndarray(self._tensor.permute(axes or tuple(range(self.ndim))[::-1]))

    def squeeze(self):
        return ndarray(self._tensor.squeeze())

    def ravel(self):
        return ndarray(self._tensor.reshape(-1))

    def std(self, axis=None, ddof=0):
        dims = tuple(range(self.ndim)) if axis is None else axis
        return _plain(self._floating().std(dims, correction=ddof))

    def var(self, axis=None, ddof=0):
        dims = tuple(range(self.ndim)) if axis is None else axis
        return _plain(self._floating().var(dims, correction=ddof))

    def mean(self, axis=None):
        return _plain(_along(self._floating(), "mean", axis))

    def _floating(self):
        return self._tensor if self._tensor.is_floating_point() else self._tensor.double()

    def item(self, *index):
        return (self._tensor[index] if index else self._tensor).item()

    def copy(self):
        return ndarray(self._tensor.clone())

    def reshape(self, *sizes):
        return ndarray(self._tensor.reshape(*sizes))

    def flatten(self):
        return ndarray(self._tensor.flatten().clone())

    def astype(self, kind):
        names = {float: "float64", int: "int64", bool: "bool", "float": "float64", "int": "int64"}
        name = names.get(kind, str(kind).rpartition(".")[2])
        return ndarray(self._tensor.to(getattr(torch, name)))

    def __len__(self):
        return len(self._tensor)

    def __iter__(self):
        return (_plain(t) for t in self._tensor)

    def __getitem__(self, index):
        return _plain(self._tensor[_index(index)])

    def __setitem__(self, index, value):
        self._tensor[_index(index)] = value._tensor if isinstance(value, ndarray) else value

    def __float__(self):
        return float(self._tensor)

    def __int__(self):
        return int(self._tensor)

    def __bool__(self):
        return bool(self._tensor)

    def __repr__(self):
        text = _text(self._tensor, ", ", 6)
        kind = self._tensor.dtype._name
        plain = kind in ("float64", "int64", "bool")
        return f"array({text})" if plain else f"array({text}, dtype={kind})"

    def __str__(self):
        return _text(self._tensor, " ", 0)


def _along(tensor, name, axis):
    method = getattr(tensor, name)
    return method() if axis is None else method(axis)


def _reduction(name, method):
    def reduce(self, axis=None):
        return _plain(_along(self._tensor, method, axis))

    reduce.__name__ = name
    return reduce


def _operator(name):
    def operate(self, *others):
        others = [o._tensor if isinstance(o, ndarray) else o for o in others]
        if name in ("__truediv__", "__rtruediv__") and not self._tensor.is_floating_point():
            return _plain(getattr(self._tensor.double(), name)(*others))
        return _plain(getattr(self._tensor, name)(*others))

    operate.__name__ = name
    return operate


for _name, _method in (
    ("sum", "sum"), ("prod", "prod"), ("max", "amax"), ("min", "amin"), ("any", "any"),
    ("all", "all"), ("argmax", "argmax"), ("argmin", "argmin"),
):
    setattr(ndarray, _name, _reduction(_name, _method))
for _name in (
    "add radd sub rsub mul rmul truediv rtruediv floordiv mod pow rpow matmul eq ne lt le gt ge "
    "and or xor neg abs invert"
).split():
    setattr(ndarray, f"__{_name}__", _operator(f"__{_name}__"))
ndarray.__hash__ = None


class _DType:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __str__(self):
        return self.name

    def __eq__(self, other):
        return str(other).rpartition(".")[2] == self.name

    def __hash__(self):
        return hash(self.name)


def _index(index):
    if isinstance(index, tuple):
        return tuple(_index(i) for i in index)
    return index._tensor if isinstance(index, ndarray) else index


def _plain(tensor):
    return tensor.item() if tensor.dim() == 0 else ndarray(tensor)


def _shortest(value, single):
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    if single:
        for digits in range(1, 18):
            text = f"{value:.{digits}g}"
            if torch.tensor(float(text)).item() == value:
                return repr(float(text))
    return repr(value)


def _text(tensor, separator, indent):
    values = tensor.reshape(-1).tolist()
    if tensor.dtype.is_floating_point:
        single = tensor.dtype._name != "float64"
        texts = [_shortest(v, single) for v in values]
        finite = [t for t in texts if "." in t and "e" not in t]
        width = max((len(t.partition(".")[2].rstrip("0")) for t in finite), default=0)
        width = min(width, 8)

        def fixed(value, text):
            if "." not in text or "e" in text:
                return text
            made = f"{value:.{width}f}" if width else f"{value:.0f}."
            whole, _, rest = made.partition(".")
            shown = text.partition(".")[2].rstrip("0")[:width]
            return f"{whole}.{(shown or '').ljust(width)}"

        texts = [fixed(v, t) for v, t in zip(values, texts)]
    else:
        texts = [str(v).rjust(5) if isinstance(v, bool) else str(v) for v in values]
    if tensor.dim() == 0:
        return texts[0].strip()
    most = max((len(t) for t in texts), default=0)
    left = [t.partition(".")[0] for t in texts]
    wide = max((len(t) for t in left), default=0)
    if tensor.dtype.is_floating_point:
        texts = [" " * (wide - len(a)) + t for a, t in zip(left, texts)]
    else:
        texts = [t.rjust(most) for t in texts]
    remaining = iter(texts)

    def nested(sizes, depth):
        if len(sizes) == 1:
            return "[" + separator.join(next(remaining) for _ in range(sizes[0])) + "]"
        inner = [nested(sizes[1:], depth + 1) for _ in range(sizes[0])]
        comma = separator.strip()
        gap = comma + "\n" * (len(sizes) - 1) + " " * (indent + depth + 1)
        return "[" + gap.join(inner) + "]"

    return nested(list(tensor.shape), 0)


def array(tensor):
    return ndarray(tensor)
