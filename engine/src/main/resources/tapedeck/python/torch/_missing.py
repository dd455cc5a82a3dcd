"""What is said about a name that a module does not have."""

import difflib
import sys


def _names(module):
    from torch._module_names import MODULES
    from torch._names import TORCH

    return TORCH if module == "torch" else MODULES.get(module[len("torch."):], "").split()


def missing(module, name):
    """
    The exception for `module.name`: PyTorch's own if PyTorch does not have the name either,
    else one that says that Tapedeck leaves it out.
    """
    if name.startswith("__") or name not in _names(module):
        return AttributeError(f"module '{module}' has no attribute '{name}'")
    if sys._getframe(2).f_code.co_name == "_handle_fromlist":
        return missing_import(f"{module}.{name}")
    return NotImplementedError(f"{module}.{name} is not supported by Tapedeck")


def missing_import(path):
    """The exception for a name that a program imports, with the nearest name that there is."""
    text = f"{path} is not supported by Tapedeck"
    package, _, name = path.rpartition(".")
    module = sys.modules[package]
    candidates = sorted({*dir(module), *_names(package)} - {name})
    for near in difflib.get_close_matches(name, candidates, 5):
        try:
            getattr(module, near)
        except (AttributeError, NotImplementedError):
            continue
        return NotImplementedError(f"{text}; the nearest name that exists is {package}.{near}")
    return NotImplementedError(text)
