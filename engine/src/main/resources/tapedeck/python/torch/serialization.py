"""torch.save and torch.load: tensors in lists, tuples and dictionaries, as JSON text."""

import json
import os
from collections import OrderedDict

import torch
from torch._tensor import Tensor, dtype


def _packed(value):
    if isinstance(value, Tensor):
        kind = "parameter" if isinstance(value, torch.nn.Parameter) else "tensor"
        return {
            "kind": kind, "dtype": value.dtype._name, "shape": list(value.shape),
            "data": [repr(x) for x in value.detach().reshape(-1).tolist()],
            "requires_grad": value.requires_grad and value.is_leaf,
        }
    if isinstance(value, dict):
        kind = "ordered" if isinstance(value, OrderedDict) else "dict"
        return {"kind": kind, "items": [[_packed(k), _packed(v)] for k, v in value.items()]}
    if isinstance(value, torch.Size):
        return {"kind": "size", "items": list(value)}
    if isinstance(value, (list, tuple, set)):
        return {"kind": type(value).__name__, "items": [_packed(v) for v in value]}
    if isinstance(value, dtype):
        return {"kind": "dtype", "name": value._name}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise NotImplementedError(
        f"torch.save of {type(value).__name__} is not supported by Tapedeck: save a state_dict"
    )


def _number(text):
    return {"True": True, "False": False}[text] if text in ("True", "False") else float(text)


def _unpacked(value):
    if not isinstance(value, dict):
        return value
    kind = value["kind"]
    if kind in ("tensor", "parameter"):
        wanted = dtype(value["dtype"])
        whole = not wanted.is_floating_point and wanted._name != "bool"
        data = [int(x) if whole else _number(x) for x in value["data"]]
        made = torch.tensor(data, dtype=wanted).reshape(value["shape"])
        if kind == "parameter":
            return torch.nn.Parameter(made, value["requires_grad"])
        return made.requires_grad_() if value["requires_grad"] else made
    if kind in ("dict", "ordered"):
        made = OrderedDict() if kind == "ordered" else {}
        made.update((_unpacked(k), _unpacked(v)) for k, v in value["items"])
        return made
    if kind == "dtype":
        return dtype(value["name"])
    items = [_unpacked(v) for v in value["items"]]
    return {"list": list, "tuple": tuple, "set": set, "size": torch.Size}[kind](items)


def save(obj, f, **_):
    data = json.dumps(_packed(obj)).encode()
    if isinstance(f, (str, os.PathLike)):
        with open(f, "wb") as file:
            file.write(data)
    else:
        f.write(data)


def load(f, map_location=None, *, weights_only=True, **_):
    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            data = file.read()
    else:
        data = f.read()
    try:
        return _unpacked(json.loads(data.decode()))
    except ValueError:
        raise RuntimeError(
            "this is no file that torch.save wrote in Tapedeck; files of PyTorch itself cannot be "
            "read"
        ) from None
