#!/usr/bin/env bash
# Runs the driver of the tape and prints the second table of docs/performance.md.
#   usage: engine/src/bench/tape.sh [options for Java]
set -eu
home=$(cd "$(dirname "$(readlink -f "$0")")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$home" && mvn -q -B -Pbench -pl engine compile \
  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile="$work/cp")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" --add-exports=java.base/jdk.internal.module=ALL-UNNAMED "$@" -cp "$home/engine/target/bench-classes:$home/engine/target/classes:$(cat "$work/cp")" \
  tapedeck.bench.TapeDriver
