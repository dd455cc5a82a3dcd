"""Records checksums of PyTorch's matrix products, on an Intel processor with AVX-512: products.txt.

    DIR/bin/python engine/src/test/oracle/products.py

A line is a function, a type, the sizes n and k, the sizes m, which operands are stored turned, and
the CRC-32 of the results for all m, one after the other. ProductDigitsTest makes the same operands: numbers of -1/2 to 1/2 by a multiplicative
hash of their places, from 0 on for the first operand, from 1,000,000 for the second and from
2,000,000 for what the product is added to.
"""

import itertools
import pathlib
import zlib

import numpy as np
import torch

OUT = pathlib.Path(__file__).parents[1] / "resources/oracle/products.txt"

assert "AVX512" in torch.backends.cpu.get_cpu_capability()
torch.set_num_threads(1)


def numbers(start, dtype, *sizes):
    count = int(np.prod(sizes))
    hashes = np.arange(start, start + count, dtype=np.uint64).astype(np.uint32) * np.uint32(0x9E3779B1)
    values = (hashes >> np.uint32(8)).astype(np.float64) * 2.0**-24 - 0.5
    return torch.from_numpy(values).to(dtype).reshape(sizes)


def matrix(start, dtype, rows, columns, turned):
    return numbers(start, dtype, columns, rows).t() if turned else numbers(start, dtype, rows, columns)


def mm(dtype, n, k, m, left, right):
    return matrix(0, dtype, n, k, left) @ matrix(1000000, dtype, k, m, right)


def addmm(dtype, n, k, m, left, right):
    return torch.addmm(
        numbers(2000000, dtype, m), matrix(0, dtype, n, k, left), matrix(1000000, dtype, k, m, right)
    )


def bmm(dtype, n, k, m, left, right):
    a = numbers(0, dtype, 3, k, n).mT if left else numbers(0, dtype, 3, n, k)
    b = numbers(1000000, dtype, 3, m, k).mT if right else numbers(1000000, dtype, 3, k, m)
    return torch.bmm(a, b)


def mv(dtype, n, k, m, left, right):
    return torch.mv(matrix(0, dtype, n, k, left), numbers(1000000, dtype, k))


def addmv(dtype, n, k, m, left, right):
    vector = numbers(1000000, dtype, k)
    return torch.addmv(numbers(2000000, dtype, n), matrix(0, dtype, n, k, left), vector)


def dot(dtype, n, k, m, left, right):
    return torch.dot(numbers(0, dtype, k), numbers(1000000, dtype, k))


def line(function, dtype, n, k, columns, left, right):
    crc = 0
    for m in columns:
        crc = zlib.crc32(function(dtype, n, k, m, left, right).contiguous().numpy().tobytes(), crc)
    turned = "a" if left else "b" if right else "-"
    sizes = ",".join(map(str, columns))
    return f"{function.__name__} {str(dtype)[6:]} {n} {k} {sizes} {turned} {crc:08x}"


def lines():
    rows = (1, 2, 3, 4, 7, 10, 16, 33)
    inner = (1, 2, 5, 8, 17, 20, 33, 50, 100, 400, 784)
    columns = (1, 2, 3, 4, 7, 11, 16, 50)
    layouts = ((False, False), (False, True), (True, False))
    for dtype in (torch.float32, torch.float64):
        for n, k, (left, right) in itertools.product(rows, inner, layouts):
            # float64 has yet another order for long rows that are turned
            if dtype == torch.float64 and k > 400:
                continue
            some = [m for m in columns if n * k * m <= 40000]
            for function in (mm, addmm) + (() if k > 400 else (bmm,)):
                yield line(function, dtype, n, k, some, left, right)
        for n, k in itertools.product(rows, inner[1:]):
            for function, left in itertools.product((mv, addmv), (False, True)):
                yield line(function, dtype, n, k, [1], left, False)
        for k in range(1, 130):
            yield line(dot, dtype, 1, k, [1], False, False)


OUT.write_text("\n".join(lines()) + "\n")
