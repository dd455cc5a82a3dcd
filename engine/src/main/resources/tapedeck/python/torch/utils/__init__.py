"""torch.utils."""

import importlib


def __getattr__(name):
    if name in ("data", "checkpoint", "hooks", "tensorboard", "_pytree"):
        return importlib.import_module(f"torch.utils.{name}")
    if name.startswith("__"):
        raise AttributeError(f"module 'torch.utils' has no attribute '{name}'")
    raise NotImplementedError(f"torch.utils.{name} is not supported by Tapedeck")
