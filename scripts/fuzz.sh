#!/bin/sh
# Fuzzes a parser with Jazzer, which goes by what the input reaches: scripts/fuzz.sh TARGET [SECONDS] [options of Jazzer].
# A target is a test class with a fuzzerTestOneInput, by its name: AnswerFieldsFuzzTest, ErrorBodyFuzzTest, UrgencyFuzzTest.
# Inputs that lead further are kept in target/fuzz; put one that broke the parser into the corpus that the test names.
set -eu
unset CDPATH

cd "$(dirname "$0")/.."
name=${1:-}
seconds=${2:-60}
shift "$(($# < 2 ? $# : 2))"
source=$(find src/test/java -name "$name.java" | head -n 1)
[ -n "$source" ] && grep -q fuzzerTestOneInput "$source" || {
  printf '%s; expected one of:\n' "${name:-no target}" >&2
  grep -rl fuzzerTestOneInput src/test/java | sed 's|.*/||; s|\.java$||' | sort >&2
  exit 1
}
class=$(printf '%s\n' "${source#src/test/java/}" | sed 's|\.java$||' | tr / .)
corpus=src/test/resources/fuzz/$(sed -n 's/.*Corpus\.of("\([^"]*\)").*/\1/p' "$source" | head -n 1)
mvn -q -B -Pfuzz test-compile >&2

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
mkdir -p "target/fuzz/$name"
# Jazzer's own look at Unsafe fails over what Netty calls there.
exec "$java" -cp "target/test-classes:target/classes:$(cat target/fuzz.classpath)" com.code_intelligence.jazzer.Jazzer \
  "--target_class=$class" '--instrumentation_includes=io.penstock.**' \
  --disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer --reproducer_path=target/fuzz \
  "-artifact_prefix=target/fuzz/" "-max_total_time=$seconds" "$@" "target/fuzz/$name" "$corpus"
