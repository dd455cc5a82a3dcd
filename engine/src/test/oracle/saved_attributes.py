"""Records what PyTorch's nodes show behind `_saved_` and `_raw_saved_`: saved_attributes.txt.

    DIR/bin/python engine/src/test/oracle/saved_attributes.py

A line is a type of node and its attributes; a tensor's, or a list of tensors', has a star.
"""

import pathlib

import torch

OUT = pathlib.Path(__file__).parents[2] / "main/resources/tapedeck/python/saved_attributes.txt"

lines = []
for name in sorted(dir(torch._C._functions)):
    shown = dir(getattr(torch._C._functions, name))
    raw = {a.removeprefix("_raw_saved_") for a in shown if a.startswith("_raw_saved_")}
    kept = sorted(a.removeprefix("_saved_") for a in shown if a.startswith("_saved_"))
    if kept:
        lines.append(" ".join([name] + [a + "*" * (a in raw) for a in kept]))
OUT.write_text("\n".join(lines) + "\n")
