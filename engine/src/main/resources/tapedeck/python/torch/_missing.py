"""What is said about a name that a module does not have."""

import difflib
import linecache
import sys


def missing(module, name, known=None):
    """
    The exception for `module.name`: PyTorch's own if PyTorch does not have the name either,
    else one that says that Tapedeck leaves it out, and at an import also the nearest name there is.
    """
    if known is None:
        from torch._module_names import MODULES

        known = MODULES.get(module[len("torch."):], "").split()
    if name.startswith("__") or name not in known:
        return AttributeError(f"module '{module}' has no attribute '{name}'")
    return NotImplementedError(f"{module}.{name} is not supported by Tapedeck{_hint(module, name)}")


def _hint(module, name):
    frame = sys._getframe(3)
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
    if not line.startswith("from "):
        return ""
    near = difflib.get_close_matches(name, dir(sys.modules[module]), 1)
    return f"; the nearest name that exists is {module}.{near[0]}" if near else ""
