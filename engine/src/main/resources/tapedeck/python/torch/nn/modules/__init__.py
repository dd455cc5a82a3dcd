"""The modules of torch.nn, by family."""

import importlib

_FAMILIES = ("layers", "containers", "losses", "recurrent", "attention", "module")


def find(name):
    """The module class called `name`, from whichever family has it; None if none has."""
    for family in _FAMILIES:
        members = importlib.import_module(f"torch.nn.modules.{family}").__dict__
        if name in members and not name.startswith("_"):
            return members[name]
    return None


def __getattr__(name):
    found = find(name)
    if found is None:
        raise AttributeError(f"module 'torch.nn.modules' has no attribute '{name}'")
    return found
