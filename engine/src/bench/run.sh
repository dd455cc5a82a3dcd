#!/usr/bin/env bash
# Runs the engine's benchmarks and PyTorch's side by side, one thread each, and prints the table of
# docs/performance.md.   usage: engine/src/bench/run.sh PYTHON-WITH-TORCH [JMH options]
set -eu
home=$(cd "$(dirname "$(readlink -f "$0")")/../../.." && pwd)
python=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$home" && mvn -q -B -Pbench -pl engine compile \
  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile="$work/cp")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
options=(-jvmArgs --add-exports=java.base/jdk.internal.module=ALL-UNNAMED)
"$java" -cp "$home/engine/target/bench-classes:$home/engine/target/classes:$(cat "$work/cp")" \
  org.openjdk.jmh.Main -foe true -rf csv -rff "$work/ours.csv" "${options[@]}" "$@" >"$work/log" \
  || { cat "$work/log" >&2; exit 1; }
"$python" "$home/engine/src/bench/oracle/benchmarks.py" >"$work/theirs"
echo "| benchmark | PyTorch, µs | Tapedeck, µs | Tapedeck ÷ PyTorch |"
echo "|---|---:|---:|---:|"
while read -r name theirs; do
  ours=$(awk -F, -v n=".$name\"" 'index($1, n) { print $5 }' "$work/ours.csv")
  [ -z "$ours" ] || awk -v n="$name" -v t="$theirs" -v o="$ours" \
    'BEGIN { printf "| %s | %.1f | %.1f | %.2f |\n", n, t, o, o / t }'
done <"$work/theirs"
