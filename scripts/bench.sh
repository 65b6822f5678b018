#!/bin/sh
# Compiles the benchmarks in src/jmh/java and runs them: scripts/bench.sh [options of JMH], -h lists those.
# Beside the time of an operation it shows the bytes that one allocates, as gc.alloc.rate.norm.
set -eu
unset CDPATH

cd "$(dirname "$0")/.."
mvn -q -B -Pbench test-compile >&2

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" org.openjdk.jmh.Main -prof gc "$@"
