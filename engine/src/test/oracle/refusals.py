"""Records what PyTorch says of wrong calls: refusals.txt, for CallBindingTest.

    DIR/bin/python engine/src/test/oracle/refusals.py

A line is scope, function, the arguments and the message (or `-` where PyTorch takes the call),
parted by tabs. Every function of torch and of its tensors is called in the same few ways.
"""

import pathlib
import warnings

import torch

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parents[1] / "resources/oracle"
TABLE = HERE.parents[2] / "main/resources/tapedeck/python/signatures.txt"
CALLS = ("", "x", "'a'", "1.5", "x,'a'", "x,x,1.5", "[x,3]", "x,[1.5]", "0,'a',keepdim=1", "x,foo=1,bar='a'",
         "x,x,x,x,x,x,x,x,x,x,x,x,x,x")
# what they do is not undone, or never ends
LEFT_OUT = ("fork", "wait", "from_file", "frombuffer", "set_", "share_memory_", "record_stream", "map_",
            "map2_", "apply_", "device", "einsum")
PARSED = ("() ", "(): argument", "expected Tensor as element")


def main():
    lines = []
    for entry in dict.fromkeys(
        tuple(line.split("|")[0].split(" ")[:2]) for line in TABLE.read_text().splitlines()
    ):
        scope, name = entry
        if scope not in ("torch", "Tensor") or name in LEFT_OUT or name.startswith(("set_", "_")):
            continue
        for call in CALLS:
            x = torch.ones(2, 2)
            where = {"torch": torch, "Tensor": torch.ones(2, 2)}[scope]
            try:
                eval(f"where.{name}({call})", {"where": where, "x": x})
                told = "-"
            except TypeError as error:
                told = str(error) if any(part in str(error) for part in PARSED) else None
            except Exception:
                told = "-"
            if told is not None:
                lines.append("\t".join((scope, name, call, told.replace("\n", "\\n"))))
    (HERE / "refusals.txt").write_text("\n".join(lines) + "\n")
    print(len(lines), "calls")


main()
