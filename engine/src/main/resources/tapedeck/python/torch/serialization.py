"""torch.save and torch.load, in PyTorch's own format: a zip with a pickle and raw memory."""

import contextlib
import io
import os
import pickle
import struct
import types
import zipfile
import zlib
from collections import Counter, OrderedDict

import torch
from torch import _utils, storage
from torch._tensor import Tensor, device, dtype
from torch.nn.modules.module import StateDict

DEFAULT_PROTOCOL = 2
_ALIGNMENT = 64
_LOCAL_HEADER = 30
_SHORTEST = 22

_DOCUMENTATION = (
    "\n\nCheck the documentation of torch.load to learn more about types accepted by default with "
    "weights_only https://pytorch.org/docs/stable/generated/torch.load.html."
)
_CHANGED = (
    "In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` "
    "from `False` to `True`. Re-running `torch.load` with `weights_only` set to `False` will "
    "likely succeed, but it can result in arbitrary code execution. Do it only if you got the file "
    "from a trusted source."
)
_CORRUPT = (
    " This is an internal miniz error. If you are seeing this error, there is a high likelihood "
    "that your checkpoint file is corrupted. This can happen if the checkpoint was not saved "
    "properly, was transferred incorrectly, or the file was modified after saving."
)

_safe_globals = []


# the interpreter's own pickler and unpickler do not ask a subclass which names it finds
class _Pickler(pickle._Pickler):
    """Writes tensors as views of numbered pieces of memory, which are kept apart."""

    def __init__(self, file, protocol):
        super().__init__(file, protocol)
        self.storages = {}

    def save_global(self, value, name=None):
        if value is StateDict:
            self.save(OrderedDict)
            return
        if value is OrderedDict:
            # the interpreter has it in a module that no other Python has
            self.write(b"ccollections\nOrderedDict\n")
            self.memoize(value)
            return
        try:
            super().save_global(value, name)
        except pickle.PicklingError:
            name = name or getattr(value, "__qualname__", None) or value.__name__
            raise pickle.PicklingError(
                f"Can't pickle {value!r}: attribute lookup {name} on {value.__module__} failed"
            ) from None

    dispatch = {**pickle._Pickler.dispatch, types.FunctionType: save_global}

    def persistent_id(self, value):
        if not isinstance(value, storage.TypedStorage):
            return None
        key, _ = self.storages.setdefault(value.data_ptr(), (str(len(self.storages)), value))
        kind = storage.LEGACY[torch._tensor._LEGACY[value.dtype._name] + "Storage"]
        return ("storage", kind, key, "cpu", len(value))

    def reducer_override(self, value):
        if isinstance(value, Tensor):
            return _reduced(value)
        if isinstance(value, dtype):
            return value._name
        if isinstance(value, torch.Size):
            return torch.Size, (tuple(value),)
        if isinstance(value, device):
            index = () if value.index is None else (value.index,)
            return device, (value.type, *index)
        return NotImplemented


def _reduced(tensor):
    """What makes the tensor anew: a function of torch._utils and its arguments."""
    state = {name: value for name, value in tensor.__dict__.items() if not name.startswith("_")}
    hooks = OrderedDict()
    if isinstance(tensor, torch.nn.Parameter):
        arguments = (tensor.detach(), tensor.requires_grad, hooks)
        if state:
            return _utils._rebuild_parameter_with_state, (*arguments, state)
        return _utils._rebuild_parameter, arguments
    arguments = (
        storage.typed(tensor), tensor.storage_offset(), tuple(tensor.shape), tensor.stride(),
        tensor.requires_grad, hooks,
    )
    if state or type(tensor) is not Tensor:
        return _utils._rebuild_from_type_v2, (
            _utils._rebuild_tensor_v2, type(tensor), arguments, state,
        )
    return _utils._rebuild_tensor_v2, arguments


def save(
    obj, f, pickle_module=pickle, pickle_protocol=DEFAULT_PROTOCOL,
    _use_new_zipfile_serialization=True, _disable_byteorder_record=False,
):
    if not _use_new_zipfile_serialization:
        raise NotImplementedError(
            "torch.save of the format before PyTorch 1.6 is not supported by Tapedeck"
        )
    to_path = isinstance(f, (str, os.PathLike))
    if not to_path and not hasattr(f, "write"):
        raise AttributeError(
            "expected 'f' to be string, path, or a file-like object with a 'write' attribute"
        )
    if to_path:
        parent = os.path.dirname(os.fspath(f))
        if parent and not os.path.isdir(parent):
            raise RuntimeError(f"Parent directory {parent} does not exist.")
    pickled = io.BytesIO()
    pickler = _Pickler(pickled, pickle_protocol)
    pickler.dump(obj)
    name = os.path.splitext(os.path.basename(os.fspath(f)))[0] if to_path else "archive"
    data = _archive(name or "archive", pickled.getvalue(), pickler.storages.values())
    if to_path:
        with open(f, "wb") as file:
            file.write(data)
    else:
        f.write(data)


def _archive(name, pickled, storages):
    """The zip file, whose entries begin at multiples of 64 bytes."""
    entries = [
        ("data.pkl", pickled), (".format_version", b"1"),
        (".storage_alignment", str(_ALIGNMENT).encode()), ("byteorder", b"little"),
    ]
    entries += [(f"data/{key}", value.untyped()._bytes()) for key, value in storages]
    entries.append(("version", b"3\n"))
    names = zlib.crc32("".join(entry for entry, _ in entries).encode())
    contents = 0
    for _, content in entries:
        contents = zlib.crc32(content, contents)
    entries.append((".data/serialization_id", f"{names:020d}{contents:020d}".encode()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for entry, content in entries:
            info = zipfile.ZipInfo(f"{name}/{entry}", (1980, 1, 1, 0, 0, 0))
            begin = buffer.tell() + _LOCAL_HEADER + len(info.filename.encode()) + 4
            padding = -begin % _ALIGNMENT
            info.extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
            archive.writestr(info, content)
    return buffer.getvalue()


class _Unpickler(pickle._Unpickler):
    """Reads what a pickle holds; the archive has the memory of its tensors."""

    def __init__(self, file, archive, map_location, encoding):
        super().__init__(file, encoding=encoding)
        self._archive = archive
        self._map_location = map_location
        self._storages = {}

    def find_class(self, module, name):
        found = super().find_class(module, name)
        return StateDict if found is OrderedDict else found

    def persistent_load(self, saved):
        kind, type_, key, location, _ = saved
        if kind != "storage":
            raise RuntimeError(
                f"Unknown typename for persistent_load, expected 'storage' but got '{kind}'"
            )
        if key not in self._storages:
            element = torch.uint8 if type_ is storage.UntypedStorage else type_.dtype
            made = storage.from_bytes(self._archive.content(f"data/{key}"), element)
            self._storages[key] = _located(made, location, self._map_location)
        return self._storages[key]


class _WeightsUnpickler(_Unpickler):
    """The same for tensors and plain values only."""

    def find_class(self, module, name):
        module = {"__builtin__": "builtins", "copy_reg": "copyreg"}.get(module, module)
        path = name if module == "builtins" else f"{module}.{name}"
        allowed = _allowed()
        if path in allowed:
            return allowed[path]
        if module in ("sys", "os", "posix", "nt"):
            raise pickle.UnpicklingError(
                f"Trying to load unsupported GLOBAL {path} whose module {module} is blocked."
            )
        raise _NotAllowed(
            f"Unsupported global: GLOBAL {path} was not an allowed global by default. Please use "
            f"`torch.serialization.add_safe_globals([{path}])` or the "
            f"`torch.serialization.safe_globals([{path}])` context manager to allowlist this "
            "global if you trust this class/function."
        )


class _NotAllowed(Exception):
    """A file of weights names something that could run code."""


def _allowed():
    found = {
        "collections.OrderedDict": StateDict, "collections.Counter": Counter,
        "_codecs.encode": __import__("_codecs").encode, "bytearray": bytearray, "set": set,
        "complex": complex, "torch.Size": torch.Size, "torch.device": device,
        "torch.Tensor": Tensor, "torch._tensor.Tensor": Tensor,
        "torch.nn.parameter.Parameter": torch.nn.Parameter,
        "torch.storage.UntypedStorage": storage.UntypedStorage,
    }
    for name in dir(_utils):
        if name.startswith("_rebuild"):
            found[f"torch._utils.{name}"] = getattr(_utils, name)
    for name, legacy in torch._tensor._LEGACY.items():
        found[f"torch.{name}"] = dtype(name)
        found[f"torch.{legacy}Storage"] = storage.LEGACY[f"{legacy}Storage"]
    for safe in _safe_globals:
        value, path = safe if isinstance(safe, tuple) else (safe, None)
        found[path or f"{value.__module__}.{value.__qualname__}"] = value
    return found


def _located(made, location, map_location):
    """Memory where it is wanted: there is one place for it, the processor."""
    if callable(map_location):
        if map_location(made.untyped(), location) is not None:
            return made
    elif isinstance(map_location, dict):
        location = map_location.get(location, location)
    elif map_location is not None:
        location = str(map_location)
    if location.startswith("cuda"):
        raise RuntimeError(
            "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is "
            "False. If you are running on a CPU-only machine, please use torch.load with "
            "map_location=torch.device('cpu') to map your storages to the CPU."
        )
    if location.partition(":")[0] not in ("cpu", "meta"):
        raise RuntimeError(
            "don't know how to restore data location of torch.storage.UntypedStorage (tagged with "
            f"{location})"
        )
    return made


class _Archive:
    """The entries of a file that torch.save wrote."""

    def __init__(self, data):
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile:
            why = (
                "not a ZIP archive" if len(data) < _SHORTEST else "failed finding central directory"
            )
            raise RuntimeError(
                f"PytorchStreamReader failed reading zip archive: {why}.{_CORRUPT}"
            ) from None
        names = self._zip.namelist()
        self._folder = names[0].partition("/")[0] if names else ""

    def content(self, name):
        try:
            return self._zip.read(f"{self._folder}/{name}")
        except KeyError:
            raise RuntimeError(
                f"PytorchStreamReader failed locating file {name}: file not found"
            ) from None
        except zipfile.BadZipFile:
            raise RuntimeError(
                f"PytorchStreamReader failed reading file {name}: file read failed." + _CORRUPT
            ) from None


def load(
    f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None,
    **pickle_load_args,
):
    weights_only = pickle_module is None if weights_only is None else weights_only
    archive = _Archive(_read(f))
    if archive.content("byteorder") != b"little":
        raise NotImplementedError(
            "torch.load of a file with big-endian numbers is not supported by Tapedeck"
        )
    file = io.BytesIO(archive.content("data.pkl"))
    encoding = pickle_load_args.get("encoding", "utf-8")
    if not weights_only:
        return _Unpickler(file, archive, map_location, encoding).load()
    try:
        return _WeightsUnpickler(file, archive, map_location, encoding).load()
    except _NotAllowed as e:
        raise pickle.UnpicklingError(
            "Weights only load failed. This file can still be loaded, to do so you have two "
            "options, \x1b[1mdo those steps only if you trust the source of the checkpoint\x1b[0m. "
            f"\n\t(1) {_CHANGED}\n\t(2) Alternatively, to load with `weights_only=True` please "
            "check the recommended steps in the following error message.\n\tWeightsUnpickler "
            f"error: {e}{_DOCUMENTATION}"
        ) from None
    except pickle.UnpicklingError as e:
        raise pickle.UnpicklingError(
            f"Weights only load failed. {_CHANGED}\nPlease file an issue with the following so "
            "that we can make `weights_only=True` compatible with your use case: WeightsUnpickler "
            f"error: {e}{_DOCUMENTATION}"
        ) from None


def _read(f):
    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            data = file.read()
    else:
        if not hasattr(f, "read") or not hasattr(f, "seek"):
            missing = "read" if hasattr(f, "seek") else "seek"
            raise AttributeError(
                f"'{type(f).__name__}' object has no attribute '{missing}'. You can only torch.load "
                "from a file that is seekable. Please pre-load the data into a buffer like "
                "io.BytesIO and try to load from it instead."
            )
        data = f.read()
    if not data:
        raise EOFError
    if not data.startswith(b"PK\x03\x04"):
        raise RuntimeError("Invalid magic number; corrupt file?")
    return data


def add_safe_globals(safe_globals):
    _safe_globals.extend(g for g in safe_globals if g not in _safe_globals)


def clear_safe_globals():
    _safe_globals.clear()


def get_safe_globals():
    return list(_safe_globals)


@contextlib.contextmanager
def _safe_globals_for(safe):
    before = list(_safe_globals)
    add_safe_globals(safe)
    try:
        yield
    finally:
        _safe_globals[:] = before


safe_globals = _safe_globals_for
