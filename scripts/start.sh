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
  # A JDK tells its version in a file, too, which takes less time than to start it.
  real=$(readlink -f "$java" 2>/dev/null || printf '%s\n' "$java")
  java_home=$(dirname "$(dirname "$real")")
  version=
  if [ -r "$java_home/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)".*$/\1/p' "$java_home/release")
  fi
  if [ -z "$version" ]; then
    version=$("$java" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*$/\1/p' | head -n 1)
  fi
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
  rm -f "$jar" "$home"/target/penstock-*.jsa "$home"/target/penstock-*.aot
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
  # Netty's events for the Flight Recorder would load the whole of it with the first buffer.
  flags="$flags -Dio.netty.jfr.enabled=false"
  # Code that runs in a start alone is not worth compiling; what requests run gets there a second later.
  flags="$flags -XX:CompileThresholdScaling=3"
  # The JVM's own warnings go to stderr, since stdout belongs to the results of commands.
  flags="$flags -Xlog:disable -Xlog:all=warning:stderr"
  case ${PENSTOCK_JAVA_OPTS:-} in
    *-XX:+Use*GC*) ;;
    *) flags="$flags -XX:+UseSerialGC -Xmn24m" ;;
  esac
  # What a start calls by reflection, it calls once: not worth code of its own. Older JVMs know that.
  if [ "$major" -ge 18 ]; then
    flags="$flags -Djdk.reflect.useNativeAccessorOnly=true"
  fi
  if [ "$major" -ge 23 ]; then
    flags="$flags --sun-misc-unsafe-memory-access=allow"
  fi
  # What the compilers used is given back. A JVM that does not know the flag would not start, and only glibc can do it.
  case $version in
    17.0.1[5-9]* | 17.0.[2-9][0-9]* | 2[2-9]* | [3-9][0-9]*)
      if grep -q '^LIBC="gnu"' "$java_home/release" 2>/dev/null; then
        flags="$flags -XX:TrimNativeHeapInterval=10000"
      fi
      ;;
  esac
}

# Sets archive to where this JVM keeps the classes of this jar, and archive_flags to what has the JVM use it: an archive
# halves the time of a start. Its name says what it is good for: the JVM's build, where the jar is, and the flags.
choose_archive() {
  if [ -r "$java_home/release" ]; then
    runtime=$(cat "$java_home/release")
  else
    runtime=$("$java" -version 2>&1)
  fi
  key=$(printf '%s\n' "$runtime" "$jar" "$flags" | cksum | cut -d ' ' -f 1)
  archive_quiet="-Xlog:cds*=off:stderr"
  if [ "$major" -ge 25 ]; then
    archive=$home/target/penstock-$version-$key.aot
    archive_write=-XX:AOTCacheOutput
    archive_read=-XX:AOTCache
    archive_quiet="$archive_quiet -Xlog:aot*=off:stderr"
  else
    archive=$home/target/penstock-$version-$key.jsa
    archive_write=-XX:DumpLoadedClassList
    archive_read=-XX:SharedArchiveFile
  fi
}

# Has a rehearsed start write the archive, where there is none that is newer than the jar. One that cannot be written is
# left empty, so that it is not tried at every start. Starts that do this at once do not disturb each other.
make_archive() {
  [ -w "$home/target" ] || return 0
  if [ -f "$archive" ] && ! older "$archive" "$jar"; then
    return 0
  fi
  say "preparing faster starts, once for this build and JVM; takes some seconds"
  made=$home/target/making-$$-${archive##*/}
  trap 'rm -f "$made" "$made.classes" "$made.config"; exit 130' INT TERM HUP
  # shellcheck disable=SC2086
  "$java" $flags $archive_quiet "$archive_write=$made" -jar "$jar" rehearse </dev/null >/dev/null 2>&1 || rm -f "$made"
  # Before 25 the rehearsal leaves a list of classes. An archive made of a list holds old class files, too, which picocli
  # has; one that the JVM adds to its own at the end of a run does not.
  if [ "$major" -lt 25 ] && [ -s "$made" ]; then
    mv -f "$made" "$made.classes"
    # shellcheck disable=SC2086
    "$java" $flags $archive_quiet -Xshare:dump "-XX:SharedClassListFile=$made.classes" "-XX:SharedArchiveFile=$made" \
      -jar "$jar" </dev/null >/dev/null 2>&1 || rm -f "$made"
  fi
  [ -s "$made" ] || true >"$made" || return 0
  mv -f "$made" "$archive" || rm -f "$made"
  rm -f "$made.classes" "$made.config"
  trap - INT TERM HUP
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

# Flags and options are split at spaces on purpose, but a * in them is no file name.
set -f
choose_archive
case $1 in
  demo | serve | load-test) make_archive ;;
esac
if [ -s "$archive" ]; then
  flags="$flags $archive_quiet"
else
  archive=
fi

# shellcheck disable=SC2086
exec "$java" $flags ${archive:+"$archive_read=$archive"} ${PENSTOCK_JAVA_OPTS:-} -jar "$jar" "$@"
