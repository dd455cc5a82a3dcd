"""Records what real PyTorch prints for the programs in resources/conformance/own.

Run it with PyTorch's Python: python programs.py [NAME ...]. Every program runs twice, with the
vector instructions of this machine and with ATEN_CPU_CAPABILITY=default; one whose output differs
is refused, since its digits would not be the same on every machine. Those that are about the
digits of vectors are recorded on a machine with AVX-512, as all facts about digits were.
"""

import os
import pathlib
import subprocess
import sys

VECTORS = {"digits_of_vectors"}
OWN = pathlib.Path(__file__).parent.parent / "resources" / "conformance" / "own"


def output(program, **environment):
    run = subprocess.run(
        [sys.executable, "-W", "ignore", program], capture_output=True,
        env={**os.environ, **environment},
    )
    if run.returncode:
        sys.exit(f"{program}: {run.stderr.decode()}")
    return run.stdout


def main(names):
    refused = 0
    for program in sorted(OWN.glob("*.py")):
        if names and program.stem not in names:
            continue
        printed = output(program)
        for capability in () if program.stem in VECTORS else ("default", "avx2"):
            if output(program, ATEN_CPU_CAPABILITY=capability) != printed:
                print("differs with", capability, program.stem)
                refused += 1
                break
        else:
            program.with_suffix(".out").write_bytes(printed)
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
