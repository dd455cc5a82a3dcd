#!/bin/sh
# Records what real PyTorch prints for every sample beside it: record.sh PYTHON
set -eu
cd "$(dirname "$0")"
for program in lessons/*.py models/*.py; do
  "$1" -W ignore "$program" > "${program%.py}.out"
done
