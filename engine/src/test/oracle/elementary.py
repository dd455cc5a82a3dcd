"""Records checksums of PyTorch's elementary functions, on a processor with AVX-512: elementary.txt.

    DIR/bin/python engine/src/test/oracle/elementary.py

A line is a function, a type, the numbers that it was called on and the CRC-32 of its results, whose
NaNs are all made the same one. ElementaryFunctionsTest makes the same numbers.
"""

import pathlib
import zlib

import numpy as np
import torch

OUT = pathlib.Path(__file__).parents[1] / "resources/oracle/elementary.txt"
COUNT = 1 << 18

assert "AVX512" in torch.backends.cpu.get_cpu_capability()
torch.set_num_threads(1)
steps = np.arange(COUNT, dtype=np.int64)


def all_bits(dtype):
    if dtype == torch.float32:
        return (steps.astype(np.uint32) * np.uint32(0x9E3779B1)).view(np.float32)
    return (steps.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).view(np.float64)


def grid(size):
    """From -size on in 2^18 steps, on odd places, so that no number is a round one."""

    def numbers(dtype):
        x = -size + (2 * steps + 1) * (size * 2.0**-18)
        return x.astype(np.float32 if dtype == torch.float32 else np.float64)

    return numbers


NUMBERS = {"bits": all_bits, "1": grid(1), "4": grid(4), "32": grid(32), "8192": grid(8192)}
FUNCTIONS = {
    "exp": "bits 4 32",
    "tanh": "bits 4 32",
    "log": "bits 4 32",
    "sqrt": "bits 4 32",
    "rsqrt": "bits 4 32",
    "sin": "4 32 8192",
    "cos": "4 32 8192",
}
FLOAT32 = {
    "tan": "4 32 8192",
    "asin": "bits 1",
    "acos": "bits 1",
    "atan": "bits 4 32",
    "log10": "bits 4 32",
}


def checksum(result):
    result = torch.where(result.isnan(), torch.nan, result)
    return zlib.crc32(result.numpy().tobytes())


def lines(functions, dtype):
    for name, kinds in functions.items():
        for kind in kinds.split():
            x = torch.from_numpy(NUMBERS[kind](dtype).copy())
            result = getattr(torch, name)(x)
            yield f"{name} {str(dtype)[6:]} {kind} {checksum(result):08x}"


every = [*lines(FUNCTIONS, torch.float32), *lines(FUNCTIONS, torch.float64)]
OUT.write_text("\n".join([*every, *lines(FLOAT32, torch.float32)]) + "\n")
