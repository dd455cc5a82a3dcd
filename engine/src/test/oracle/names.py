"""Writes the names that PyTorch's modules have into the package, as `_module_names.py`."""

import importlib
import pathlib
import types
import textwrap

MODULES = (
    "nn nn.functional nn.init nn.utils nn.utils.rnn nn.utils.parametrizations optim "
    "optim.lr_scheduler autograd autograd.functional autograd.graph func distributions linalg "
    "special utils utils.data cuda"
).split()
OUT = pathlib.Path(__file__).parents[2] / "main/resources/tapedeck/python/torch/_module_names.py"

lines = ['"""The names of PyTorch 2.13\'s modules: what Tapedeck leaves out is told from a slip."""', "", "MODULES = {"]
for module in MODULES:
    found = importlib.import_module(f"torch.{module}")
    names = sorted(
        n for n in dir(found)
        if not n.startswith("_") and not isinstance(getattr(found, n), types.ModuleType)
        and getattr(getattr(found, n), "__module__", "torch") not in ("typing", "builtins")
    )
    text = textwrap.fill(" ".join(names), 92, break_long_words=False, break_on_hyphens=False)
    lines += [f'    "{module}": """', textwrap.indent(text, "        "), '    """,']
lines += ["}", ""]
OUT.write_text("\n".join(lines))
