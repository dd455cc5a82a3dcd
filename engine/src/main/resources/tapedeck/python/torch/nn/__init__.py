"""torch.nn: modules, loaded when they are first asked for."""

import importlib

from torch.nn.parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter
from torch.nn.modules.module import Module

_PARTS = ("functional", "init", "utils", "modules", "parallel", "parameter", "attention",
          "quantized", "intrinsic", "qat")


class DataParallel(Module):
    """Runs the module as it is: there is one device."""

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.module = module

    def forward(self, *inputs, **keywords):
        return self.module(*inputs, **keywords)


def __getattr__(name):
    if name in _PARTS:
        return importlib.import_module(f"torch.nn.{name}")
    if name.startswith("__"):
        raise AttributeError(f"module 'torch.nn' has no attribute '{name}'")
    from torch.nn import modules

    found = modules.find(name)
    if found is None:
        from torch._missing import missing

        raise missing("torch.nn", name)
    globals()[name] = found
    return found
