"""The memory behind tensors: torch.UntypedStorage in bytes, TypedStorage in elements."""

import torch
from torch._tensor import _LEGACY, dtype, warn_once

_storages = _host.storages


class _Storage:
    """A piece of memory that several tensors may look at."""

    def __init__(self, j):
        self._j = j

    @property
    def device(self):
        return torch.device("cpu")

    @property
    def is_cuda(self):
        return False

    def data_ptr(self):
        return _storages.address(self._j)

    @property
    def _cdata(self):
        return _storages.address(self._j)

    def nbytes(self):
        return _storages.length(self._j) * dtype(_storages.dtype(self._j)).itemsize

    def size(self):
        return len(self)

    def cpu(self):
        return self

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def tolist(self):
        return list(self)

    def _index(self, index):
        size = len(self)
        if not -size <= index < size:
            raise IndexError(f"index {index} out of range for storage of size {size}")
        return index % size

    def __repr__(self):
        return "".join(f" {x}\n" for x in self) + f"[{self._kind()} of size {len(self)}]"


class UntypedStorage(_Storage):
    """Memory as bytes."""

    def _bytes(self):
        return _storages.bytes(self._j).encode("latin-1")

    def __len__(self):
        return self.nbytes()

    def __getitem__(self, index):
        return self._bytes()[self._index(index)]

    def __iter__(self):
        return iter(self._bytes())

    def untyped(self):
        return self

    def _kind(self):
        return "torch.storage.UntypedStorage(device=cpu)"


class TypedStorage(_Storage):
    """Memory as elements of one type; deprecated by PyTorch."""

    @property
    def dtype(self):
        return dtype(_storages.dtype(self._j))

    def untyped(self):
        return UntypedStorage(self._j)

    def element_size(self):
        return self.dtype.itemsize

    def __len__(self):
        return _storages.length(self._j)

    def __getitem__(self, index):
        return _storages.element(self._j, self._index(index))

    def _elements(self):
        return _storages.tensor(self._j, 0, [len(self)], [1], False)

    def __setitem__(self, index, value):
        self._elements()[index if isinstance(index, slice) else self._index(index)] = value

    def fill_(self, value):
        self._elements().fill_(value)
        return self

    def clone(self):
        return TypedStorage(_storages.of(self._elements().clone()._j))

    def _kind(self):
        return f"torch.storage.TypedStorage(dtype={self.dtype}, device=cpu)"


class _LegacyStorage(type):
    """The class of torch.FloatStorage and its kin, whose instances are typed storages."""

    def __instancecheck__(cls, value):
        return isinstance(value, TypedStorage) and value.dtype is cls.dtype

    def __call__(cls, data=0):
        if isinstance(data, int):
            return typed(torch.empty(data, dtype=cls.dtype))
        return typed(torch.tensor(list(data), dtype=cls.dtype))


LEGACY = {
    legacy + "Storage": _LegacyStorage(
        legacy + "Storage", (), {"dtype": dtype(name), "__module__": "torch"}
    )
    for name, legacy in _LEGACY.items()
}
globals().update(LEGACY)

def typed(tensor):
    """The memory of a tensor, in its elements."""
    return TypedStorage(_storages.of(tensor._j))


def deprecated(tensor):
    """The same for programs, with PyTorch's warning, which comes once."""
    warn_once(
        "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be "
        "the only storage class. This should only matter to you if you are using storages "
        "directly.  To access UntypedStorage directly, use tensor.untyped_storage() instead of "
        "tensor.storage()",
    )
    return typed(tensor)


def is_storage(value):
    return isinstance(value, _Storage)


def from_bytes(data, kind):
    """Memory with the given bytes, to be read as elements of a type."""
    return TypedStorage(_storages.read(kind._name, data.decode("latin-1")))


def tensor_over(storage, offset, size, stride, requires_grad=False):
    """A tensor that looks at memory, and is not a view of another tensor."""
    return _storages.tensor(storage._j, offset, list(size), list(stride), requires_grad)
