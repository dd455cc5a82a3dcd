"""Prints checksums of the C library's functions of float32 numbers, for CLibraryTest.

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
