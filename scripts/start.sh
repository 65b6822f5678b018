#!/bin/sh
# Runs Penstock, and builds it first where target/penstock.jar is missing or older than its sources.
#
#   scripts/start.sh [command] [options]      the command is 'demo' where none is given; --help lists them
#
#   JAVA_HOME           the JDK to build and run with; the java of PATH where unset
#   PENSTOCK_JAVA_OPTS  more options for the JVM, split at spaces; they win over the ones chosen here
set -eu
unset CDPATH

say() {
  printf 'penstock: %s\n' "$1" >&2
}

fail() {
  say "$1"
  exit 1
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, which has no bin/java: point it to a JDK, 17 or newer"
  else
    java=$(command -v java) || fail "no java in PATH: install a JDK, 17 or newer, or point JAVA_HOME to one"
  fi
  version=$("$java" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*$/\1/p' | head -n 1)
  major=${version%%[!0-9]*}
  [ -n "$major" ] || fail "$java does not tell its version: a JDK, 17 or newer, is needed"
  [ "$major" -ge 17 ] || fail "$java is Java $version: 17 or newer is needed; point JAVA_HOME to one"
}

# older FILE PATH...: whether FILE is older than anything below the paths
older() {
  file=$1
  shift
  [ -n "$(find "$@" -newer "$file" 2>/dev/null | head -n 1)" ]
}

build() {
  java_home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  [ -x "$java_home/bin/javac" ] ||
    fail "$java_home has no bin/javac: building needs a JDK, 17 or newer, not only a Java runtime"
  command -v mvn >/dev/null || fail "no mvn in PATH: building needs Maven, 3.8.7 or newer"
  say "building target/penstock.jar with Java $version; the first time fetches dependencies and takes some minutes"
  # A new file instead of the old one overwritten: a Penstock that runs keeps the jar that it was started from.
  rm -f "$jar" "$archive"
  trap 'rm -f "$jar"; exit 130' INT TERM HUP
  if ! (cd "$home" && JAVA_HOME=$java_home mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true package) >&2; then
    rm -f "$jar"
    fail "the build failed: see Maven's messages above"
  fi
  trap - INT TERM HUP
}

# Sets flags for this JVM. Checks of header fields and of buffer bounds stay on: faster without, but not for a gateway.
choose_flags() {
  flags="-Xmx256m -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"
  flags="$flags -Dio.netty.allocator.type=pooled -Dvertx.disableWebsockets=true"
  # The JVM's own warnings go to stderr, since stdout belongs to the results of commands.
  flags="$flags -Xlog:disable -Xlog:all=warning:stderr"
  case ${PENSTOCK_JAVA_OPTS:-} in
    *-XX:+Use*GC*) ;;
    *) flags="$flags -XX:+UseSerialGC" ;;
  esac
  if [ "$major" -ge 23 ]; then
    flags="$flags --sun-misc-unsafe-memory-access=allow"
  fi
}

# Keeps the classes of a server in an archive, written at its first exit, that halves the time of later starts.
use_archive() {
  if [ "$major" -lt 19 ] || [ ! -w "$home/target" ]; then
    archive=
    return
  fi
  if [ -f "$archive" ] && older "$archive" "$jar"; then
    rm -f "$archive"
  fi
  flags="$flags -XX:+AutoCreateSharedArchive -Xlog:cds*=off:stderr"
}

self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
home=$(cd "$(dirname "$self")/.." && pwd -P)
jar=$home/target/penstock.jar
archive=$home/target/penstock.jsa

find_java

if [ ! -f "$jar" ]; then
  build
elif older "$jar" "$home/src/main" "$home/pom.xml" "$home/.mvn"; then
  if [ -w "$home/target" ]; then
    build
  else
    say "$home/target is read-only: running its penstock.jar, which is older than the sources"
  fi
fi

case ${1:-} in
  '') set -- demo ;;
  -h | --help | -V | --version) ;;
  -*) set -- demo "$@" ;;
esac

choose_flags
case $1 in
  demo | serve) use_archive ;;
  *) archive= ;;
esac

# Flags and options are split at spaces on purpose, but a * in them is no file name.
set -f
# shellcheck disable=SC2086
exec "$java" $flags ${archive:+"-XX:SharedArchiveFile=$archive"} ${PENSTOCK_JAVA_OPTS:-} -jar "$jar" "$@"
