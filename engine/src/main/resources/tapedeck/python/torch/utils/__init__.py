"""torch.utils."""

import importlib


def __getattr__(name):
    if name in ("data", "checkpoint", "hooks", "tensorboard", "_pytree"):
        return importlib.import_module(f"torch.utils.{name}")
    from torch._missing import missing

    raise missing("torch.utils", name)
