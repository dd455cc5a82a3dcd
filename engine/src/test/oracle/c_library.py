"""Prints checksums of the C library's functions, for CLibraryTest and LibmTest.

    python3 engine/src/test/oracle/c_library.py        on a system with glibc 2.36 to 2.40
"""

import ctypes
import math
import platform
import struct
import zlib

library = ctypes.CDLL("libm.so.6")
COUNT = 1 << 18


def single(bits):
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def checksum(function, numbers):
    results = bytearray()
    for x in numbers:
        y = function(x)
        results += struct.pack("<I", 0x7FC00000) if math.isnan(y) else struct.pack("<f", y)
    return f"{zlib.crc32(results):08x}"


print(platform.libc_ver())
for name in ("logf", "log1pf", "expm1f", "tanhf", "expf", "erff"):
    function = library[name]
    function.argtypes = [ctypes.c_float]
    function.restype = ctypes.c_float
    bits = (single(i * 0x9E3779B1 & 0xFFFFFFFF) for i in range(COUNT))
    steps = ((2 * i + 1) * 2.0**-15 - 8 for i in range(COUNT))
    print(f'"{name}, {checksum(function, bits)}, {checksum(function, steps)}",')


def wide_checksum(function, numbers):
    return f"{zlib.crc32(b''.join(struct.pack('<d', function(*x)) for x in numbers)):08x}"


def scattered(i):
    """Of all sizes from 2^-30 to 16, of both signs."""
    number = math.ldexp(1 + (i * 0x9E3779B97F4A7C15 % 2**64 >> 12) * 2.0**-52, i % 34 - 30)
    return -number if i % 3 == 0 else number


print("float64")
for name in ("log", "log1p", "exp", "sin of sincos", "cos of sincos", "tan", "pow"):
    part = name.split(" of ")[0]
    function = library[part if name in ("log", "log1p", "exp", "tan", "pow") else "sincos"]
    if name.endswith("sincos"):
        sin, cos = ctypes.c_double(), ctypes.c_double()
        function.argtypes = [ctypes.c_double] + [ctypes.POINTER(ctypes.c_double)] * 2
        function.restype = None

        def value(x, sincos=function, result=sin if part == "sin" else cos):
            sincos(x, ctypes.byref(sin), ctypes.byref(cos))
            return result.value
    else:
        function.argtypes = [ctypes.c_double] * (2 if name == "pow" else 1)
        function.restype = ctypes.c_double
        value = function
    steps = ((2 * i + 1) * 2.0**-15 - 8 for i in range(COUNT))
    numbers = [x for x in (*steps, *map(scattered, range(COUNT)))]
    if name == "pow":
        inputs = [(abs(x), y) for x, y in zip(numbers, reversed(numbers))]
    else:
        lowest = {"log": 0, "log1p": -1}.get(name, -math.inf)
        inputs = [(x,) for x in numbers if x > lowest]
    print(f'"{part}, {len(inputs)}, {wide_checksum(value, inputs)}",')
