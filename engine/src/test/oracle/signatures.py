"""Records how PyTorch's own functions take their arguments: signatures.txt of the Python host.

    DIR/bin/python engine/src/test/oracle/signatures.py

The signatures stand in PyTorch's library as its argument parser reads them. Which of them a
function has, and in which order, is found by calling it wrongly and reading the refusal.
"""

import pathlib
import re
import warnings

import torch

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).parents[2] / "main/resources/tapedeck/python/signatures.txt"
SCOPES = {
    "torch": torch, "Tensor": torch.ones(2, 2), "nn": torch._C._nn, "linalg": torch._C._linalg,
    "special": torch._C._special,
}
INTERNAL = ("_unique2", "_standard_gamma", "_sample_dirichlet")
TYPES = {
    "Scalar": "Number", "int64_t": "int", "SymInt": "int", "double": "float",
    "TensorList": "tuple of Tensors", "IntArrayRef": "tuple of ints",
    "SymIntArrayRef": "tuple of ints", "ArrayRef<double>": "tuple of floats",
    "Generator": "torch.Generator", "Storage": "torch.Storage", "PyObject*": "object",
    "ScalarType": "torch.dtype", "Layout": "torch.layout", "MemoryFormat": "torch.memory_format",
    "QScheme": "torch.qscheme", "Device": "torch.device", "c10::string_view": "str",
    "std::string_view": "str", "Dimname": "name", "DimnameList": "tuple of names",
    "ScalarList": "tuple of Scalars", "complex": "complex",
}


def strings():
    library = pathlib.Path(torch.__file__).parent / "lib/libtorch_python.so"
    found = re.findall(rb"\0([a-z_A-Z0-9]+\([^\0\n]*\)(?:\|deprecated|\|hidden)?)(?=\0)", library.read_bytes())
    known = {}
    for text in dict.fromkeys(item.decode() for item in found):
        known.setdefault(text[: text.index("(")], []).append(text)
    return known


def parameters(signature):
    """Type, name, whether it may be left out, whether it is given by name only."""
    inner = signature[signature.index("(") + 1 : signature.rindex(")")]
    only, made = False, []
    for part in filter(None, inner.split(", ")):
        if part == "*":
            only = True
            continue
        kind, _, rest = part.partition(" ")
        name, _, default = rest.partition("=")
        made.append((kind, name, "=" in rest, only, default))
    return made


def shown(signature):
    """How a refusal lists the signature."""
    parts, star = [], False
    for kind, name, optional, only, default in parameters(signature):
        if only and not star:
            parts.append("*")
            star = True
        kind = re.sub(r"\[\d*\]|\?", "", kind)
        parts.append(f"{TYPES.get(kind, kind)} {name}" + (f" = {default}" if optional else ""))
    return f"({', '.join(parts)})"


def refusal(signature, count):
    """What the parser says to that many objects of no use and a keyword that nobody knows."""
    name, all = signature[: signature.index("(")], parameters(signature)
    places = [p for p in all if not p[3]]
    needed = [p for p in all if not p[2]]
    if count > len(places):
        if len(needed) != len(places):
            return f"{name}() takes from {len(needed)} to {len(places)} positional arguments but {count} were given"
        return f"{name}() takes {len(places)} positional argument{'' if len(places) == 1 else 's'} but {count} were given"
    if needed:
        s = "s" if len(needed) == 1 else ""
        names = ", ".join(f'"{p[1]}"' for p in needed)
        return f"{name}() missing {len(needed)} required positional argument{s}: {names}"
    return f"{name}() got an unexpected keyword argument '__nope__'"


def answer(function, *arguments, **keywords):
    try:
        function(*arguments, **keywords)
    except Exception as error:
        return str(error)
    return "accepted"


def scope_of(listed, texts, name, scope):
    """The signatures of the refusal's list, and those that are hidden from it."""
    found = []
    for line in listed:
        fitting = [text for text in texts if shown(text) == line and "|" not in text]
        if not fitting:
            print("no signature for", scope, name, line)
            continue
        found.append(fitting[0])
    function = any("Tensor input" in text for text in found)
    hidden = [t for t in texts if "|" in t and ("Tensor input" in t) == function]
    return found + hidden


def main():
    known, lines = strings(), []
    for scope, space in SCOPES.items():
        owner = type(space) if scope == "Tensor" else space
        for name in sorted(dir(owner)):
            if name.startswith("_") and name not in INTERNAL:
                continue
            try:
                function = getattr(space, name)
            except Exception:
                continue  # attributes that such a tensor does not have
            if type(function).__name__ not in ("builtin_function_or_method", "method_descriptor"):
                continue
            none, many = answer(function, __nope__=object()), answer(function, *[object()] * 40)
            if "takes no keyword arguments" in none and "takes no arguments (40 given)" in many:
                lines.append(f"{scope} {name}|noarguments")
                continue
            asked = re.match(r"(\w+)\(\)", none)
            texts = known.get(asked[1] if asked else name, [])
            listed = re.findall(r"^ \* (.*)$", many, re.M) or re.findall(r"but expected (\(.*\))$", many)
            if listed:
                found = scope_of(listed, texts, name, scope)
            else:
                found = [t for t in texts if refusal(t, 0) == none]
                if len(found) > 1:
                    found = [t for t in found if refusal(t, 40) == many] or found[:1]
                if not found and scope != "torch":
                    print("without the parser:", scope, name)
            lines += [f"{scope} {name} {text}" for text in found]
    # written in Python, or a class, and handed to the parser all the same
    lines += [f"torch {name} {text}" for name in ("device", "einsum") for text in sorted(known[name])]
    OUT.write_text("\n".join(lines) + "\n")
    print(len(lines), "lines")


main()
