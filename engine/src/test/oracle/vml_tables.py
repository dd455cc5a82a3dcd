"""Writes the tables of tapedeck.kernel.vml: tables.txt.

    python3 engine/src/test/oracle/vml_tables.py JDK-17 [C-COMPILER]

The coefficients stand in OpenJDK's libjsvml, whose functions give the bits of MKL's vector library
on processors with AVX-512. What VRCP14 and VRSQRT14 give is measured on the processor, which must
have them: a small C program asks it for every mantissa, and each of 64 parts turns out to be
floor((a - b * i) / 2^9), i counting the inputs that the instruction tells apart.
"""

import pathlib
import re
import struct
import subprocess
import sys
import tempfile

OUT = pathlib.Path(__file__).parents[2] / "main/resources/tapedeck/kernel/vml/tables.txt"
LIBRARY = pathlib.Path(sys.argv[1]) / "lib/libjsvml.so"
COMPILER = sys.argv[2] if len(sys.argv) > 2 else "cc"

# table: symbol, byte, count, type
TABLES = {
    "exp.power": ("sexp_ha_data_internal_avx512", 0x80, 32, "f"),
    "exp.rest": ("sexp_ha_data_internal_avx512", 0, 32, "f"),
    "tanh.middle": ("stanh_ha_data_internal", 0, 32, "f"),
    "tanh.c0": ("stanh_ha_data_internal", 0x80, 32, "f"),
    "tanh.rest": ("stanh_ha_data_internal", 0x100, 32, "f"),
    **{f"tanh.c{i}": ("stanh_ha_data_internal", 0x100 + 0x80 * i, 32, "f") for i in range(1, 7)},
    "log.high": ("slog_ha_data_internal_avx512", 0x80, 32, "f"),
    "log.low": ("slog_ha_data_internal_avx512", 0x100, 32, "f"),
    "log10.high": ("slog10_ha_data_internal_avx512", 0, 32, "f"),
    "log10.low": ("slog10_ha_data_internal_avx512", 0x80, 32, "f"),
    "atan.high": ("satan_ha_data_internal_avx512", 0x1C0, 32, "f"),
    "atan.low": ("satan_ha_data_internal_avx512", 0x240, 32, "f"),
    "tan.high": ("stan_ha_data_internal", 0x180, 32, "f"),
    "tan.low": ("stan_ha_data_internal", 0x200, 32, "f"),
    "exp64.power": ("dexp_ha_data_internal_avx512", 0, 16, "d"),
    "exp64.rest": ("dexp_ha_data_internal_avx512", 0x80, 16, "d"),
    "tanh64.middle": ("dtanh_ha_data_internal", 0, 16, "d"),
    "tanh64.c0": ("dtanh_ha_data_internal", 0x80, 16, "d"),
    "tanh64.rest": ("dtanh_ha_data_internal", 0x100, 16, "d"),
    **{f"tanh64.c{i}": ("dtanh_ha_data_internal", 0x100 + 0x80 * i, 16, "d") for i in range(1, 17)},
    "log64.high": ("dlog_ha_data_internal_avx512", 0, 16, "d"),
    "log64.low": ("dlog_ha_data_internal_avx512", 0x80, 16, "d"),
    "sine64.sin": ("dsin_ha_data_internal", 0x200, 16, "d"),
    "sine64.cos": ("dsin_ha_data_internal", 0x280, 16, "d"),
    "sine64.rest": ("dsin_ha_data_internal", 0x300, 16, "q"),
}

PROBE = r"""
#include <immintrin.h>
#include <stdio.h>
#include <string.h>
int main(void) {
  for (unsigned i = 0; i < 3u << 23; i++) {
    unsigned bits = 0x3f800000 + (i < 1u << 24 ? i : i - (1u << 24));
    float x, y;
    memcpy(&x, &bits, 4);
    __m128 v = _mm_set_ss(x);
    y = _mm_cvtss_f32(i < 1u << 24 ? _mm_rsqrt14_ss(v, v) : _mm_rcp14_ss(v, v));
    fwrite(&y, 4, 1, stdout);
  }
}
"""


def symbols():
    lines = subprocess.run(["readelf", "-sW", LIBRARY], capture_output=True, text=True, check=True)
    found = re.findall(r"([0-9a-f]{16}) .* __jsvml_(\w+)$", lines.stdout, re.M)
    return {name: int(address, 16) for address, name in found}


def words(values):
    return " ".join(str(v) if isinstance(v, int) else short(v.hex()) for v in values)


def short(number):
    return re.sub(r"\.?0+p", "p", number) if "." in number else number


def measured():
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "probe.c")
        source.write_text(PROBE)
        probe = pathlib.Path(folder, "probe")
        subprocess.run([COMPILER, "-O2", "-mavx512f", "-o", probe, source], check=True)
        bits = memoryview(subprocess.run([probe], capture_output=True, check=True).stdout).cast("I")
    return bits[: 1 << 24], bits[1 << 24 :]


def lines(results, step):
    """a, b of each part; at a power of 4, or of 2, the result is exact and no part's."""
    outputs = [bits >> 7 for bits in results[::step]]
    for start in range(0, len(outputs), 1024):
        part = list(enumerate(outputs[start : start + 1024]))
        if results[start * step] == 0x3F800000:
            part = part[1:]
        yield from line(part)


def line(part):
    for b in range(-1024, 0):
        low = max((y << 9) - b * i for i, y in part)
        high = min((y + 1 << 9) - b * i for i, y in part) - 1
        if low <= high:
            return low, b
    raise ValueError("not a line")


def main():
    data = LIBRARY.read_bytes()
    addresses = symbols()
    out = []
    for table, (symbol, offset, count, kind) in TABLES.items():
        values = struct.unpack_from(f"<{count}{kind}", data, addresses[symbol] + offset)
        out.append(f"{table} {words(values)}")
    roots, reciprocals = measured()
    out.append("rcp14 " + words(lines(reciprocals, 128)))
    out.append("rsqrt14 " + words(lines(roots, 256)))
    OUT.write_text("\n".join(out) + "\n")


main()
