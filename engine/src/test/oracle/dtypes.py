"""Asks PyTorch which element types the operators of the table take.

    python dtypes.py REQUESTS

REQUESTS is what the test class tapedeck.op.SampleRequests wrote. The first sample of each row is
put with its drawn numbers in every type, and with the first drawn tensor in one type and the others
in another. Writes ../resources/oracle/dtypes.json: the types of the results, or the error. Made with
PyTorch 2.13 on the CPU.
"""

import json
import sys

import samples
import torch

OUT = samples.OUT.with_name("dtypes.json")
ALIKE = "float16 bfloat16 int64 int32 uint8 bool".split()
MIXED = ["float32 float64", "float64 float32", "float32 int64", "int64 float32", "float32 bool",
         "float16 float32"]


def cast(given, kinds, leaves):
    """The same argument with each leaf in its type: the first kind, then the second for all."""
    if isinstance(given, (list, tuple)):
        return [cast(item, kinds, leaves) for item in given]
    if not any(given is leaf for leaf in leaves):
        return given
    kind = kinds[0] if given is leaves[0] else kinds[-1]
    return given.detach().to(getattr(torch, kind))


def answer(request, kinds):
    leaves = []
    arguments, named = samples.called(request, torch.float32, leaves)
    if not leaves or len(kinds) > len(leaves):
        return None
    arguments = cast(arguments, kinds, leaves)
    named = {name: cast(value, kinds, leaves) for name, value in named.items()}
    try:
        out = samples.function(request["op"])(*arguments, **named)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    outputs = out if isinstance(out, (tuple, list)) else [out]
    # a truth that PyTorch returns is a tensor in the table
    return " ".join(str(torch.as_tensor(o).dtype)[6:] for o in outputs)


def main(requests):
    rows = []
    for line in open(requests):
        request = json.loads(line)
        if request["op"] in samples.WITHOUT_ANSWER or request["sample"]:
            continue
        found = {key: answer(request, key.split()) for key in ALIKE + MIXED}
        found = {key: value for key, value in found.items() if value is not None}
        if found:
            rows.append({"op": request["op"], **found})
    OUT.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print(len(rows), "rows")


if __name__ == "__main__":
    main(sys.argv[1])
