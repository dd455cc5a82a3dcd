#!/usr/bin/env bash
# Runs the driver of the graph and prints the third table of docs/performance.md. Needs a display
# (Xvfb will do) and, for the comparison, Graphviz.
# -Dblocks=N,M measures transformers of so many blocks alone, -DwithoutDot=true leaves Graphviz out.
#   usage: app/src/bench/graph.sh [options for Java]
set -eu
home=$(cd "$(dirname "$(readlink -f "$0")")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$home" && mvn -q -B -pl app -am compile -Dspotless.check.skip \
  && mvn -q -B -pl app -am -Dspotless.check.skip compile \
    org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile="$work/cp")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classes="$home/app/target/classes:$home/engine/target/classes:$home/samples/target/classes:$(cat "$work/cp")"
"${java}c" -d "$work/bench" -cp "$classes" "$home"/app/src/bench/java/tapedeck/app/graphview/*.java
"$java" -Dprism.order=sw -Djavafx.animation.fullspeed=true \
  -Dpolyglotimpl.AttachLibraryFailureAction=ignore -Dpolyglot.engine.WarnInterpreterOnly=false "$@" \
  -cp "$work/bench:$classes" tapedeck.app.graphview.GraphDriver \
  "$home/app/src/test/resources/tapedeck/app/transformer.py" "$home/app/src/bench/functions.py"
