#!/bin/sh
# Compiles the benchmarks in src/jmh/java and runs them: scripts/bench.sh [options of JMH], -h lists those.
set -eu
unset CDPATH

cd "$(dirname "$0")/.."
mvn -q -B -Pbench test-compile >&2

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" -cp "target/test-classes:target/classes:$(cat target/bench.classpath)" org.openjdk.jmh.Main "$@"
