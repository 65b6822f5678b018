#!/bin/sh
# Measures what Penstock costs beside nginx and HAProxy on this machine. --help tells the options; docs/performance.md
# tells the method and how to read the figures.
set -eu
unset CDPATH
LC_ALL=C
export LC_ALL

usage() {
  cat <<'END'
scripts/bench-peers.sh [options]

Runs Penstock, nginx and HAProxy alone on one core, and the upstream (nginx) and the load generator on another, in
interleaved rounds. Prints a table in Markdown, and writes it with the figures of all rounds to a directory.

  --only PARTS     parts to run, separated by commas; all without it:
                     1k           1 KiB at 64 and 256 connections
                     64k          64 KiB at 64 connections
                     large        one body of 256 MiB after the other
                     latency      1 KiB at a fixed rate, half of what nginx reaches
                     h2           HTTP/2 without TLS from the callers
                     tls          TLS to the upstream, 1 KiB and 64 KiB
                     idle         memory of 10,000 idle connections
                     start        time from start to the first answer
                     bodies       1 KiB, 16 KiB, 64 KiB and 1 MiB at 64 connections
                     connections  1 KiB at 16, 64 and 256 connections
                     upstreams    1 and 1,000 upstreams of 10 routes each (Penstock only)
  --rounds N       interleaved rounds (5)
  --seconds N      length of one measurement (5)
  --warm-up N      seconds of load before a new JVM is measured, in runs of --seconds (30)
  --starts N       starts of which the median is taken (11)
  --proxies NAMES  penstock, nginx, haproxy, separated by commas; those installed without it
  --cores P,L      core of the proxies, core of upstream and load (0,1)
  --port N         first of seven free ports on 127.0.0.1 (28100)
  --out DIR        directory for peers.json, peers.md and peers.tsv (target/bench-peers)

JAVA_HOME and PENSTOCK_JAVA_OPTS reach Penstock through scripts/start.sh. All traffic stays on 127.0.0.1. Everything
takes half an hour; --only 1k --rounds 1 takes two minutes.
END
}

say() {
  printf 'bench-peers: %s\n' "$1" >&2
}

fail() {
  say "$1"
  exit 1
}

home=$(cd "$(dirname "$0")/.." && pwd -P)
bench=$home/scripts/bench
all_parts="1k 64k large latency h2 tls idle start bodies connections upstreams"
parts=$all_parts
proxies=
rounds=5
seconds=5
warm_up=30
starts=11
cores=0,1
port_base=28100
out=$home/target/bench-peers

# number OPTION VALUE LEAST
number() {
  case $2 in
    '' | *[!0-9]*) fail "$1 $2: expected a whole number" ;;
  esac
  [ "$2" -ge "$3" ] || fail "$1 $2: expected at least $3"
}

# names OPTION VALUE KNOWN: the values as a list of words, each of which is known
names() {
  list=
  for name in $(echo "$2" | tr ',' ' '); do
    case " $3 " in
      *" $name "*) list="$list$name " ;;
      *) fail "$1 $name: expected one of $3" ;;
    esac
  done
  echo "$list"
}

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --only | --rounds | --seconds | --warm-up | --starts | --proxies | --cores | --port | --out)
      [ $# -ge 2 ] || fail "$1: expected a value after it"
      ;;
    *) fail "$1: an unknown option; --help lists them" ;;
  esac
  case $1 in
    --only) parts=$(names "$1" "$2" "$all_parts") ;;
    --proxies) proxies=$(names "$1" "$2" "penstock nginx haproxy") ;;
    --rounds) number "$1" "$2" 1 && rounds=$2 ;;
    --seconds) number "$1" "$2" 1 && seconds=$2 ;;
    --warm-up) number "$1" "$2" 1 && warm_up=$2 ;;
    --starts) number "$1" "$2" 1 && starts=$2 ;;
    --port) number "$1" "$2" 1024 && port_base=$2 ;;
    --cores) cores=$2 ;;
    --out) out=$2 ;;
  esac
  shift 2
done

# wants PART...: whether one of the parts is to run
wants() {
  for part; do
    case " $parts " in
      *" $part "*) return 0 ;;
    esac
  done
  return 1
}

# drop PARTS REASON: leaves out what cannot be measured here
drop() {
  for dropped in $1; do
    if wants "$dropped"; then
      say "leaving out $dropped: $2"
      parts=$(echo "$parts" | tr ' ' '\n' | grep -vx "$dropped" | tr '\n' ' ')
    fi
  done
}

# needs COMMAND PACKAGE: fails where the command is missing
needs() {
  command -v "$1" >/dev/null || fail "no $1 in PATH: install the package $2 (as in apt install $2)"
}

# Debian keeps servers where only root's PATH looks.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
[ -r /proc/self/stat ] || fail "no /proc here: this runs on Linux only"
needs taskset util-linux
needs pgrep procps
needs curl curl
needs openssl openssl
needs nginx nginx
needs java default-jdk
if [ -z "$proxies" ]; then
  proxies="penstock nginx haproxy"
  if ! command -v haproxy >/dev/null; then
    say "leaving out haproxy: install the package haproxy to see it beside the others"
    proxies="penstock nginx"
  fi
fi
case " $proxies " in *" haproxy "*) needs haproxy haproxy ;; esac
case " $proxies " in
  *" penstock "*)
    say "building Penstock where it has to be built"
    "$home/scripts/start.sh" --version >/dev/null || fail "Penstock cannot be built or run: see above"
    ;;
  *) drop upstreams "it measures Penstock only" ;;
esac
command -v wrk >/dev/null || drop "1k 64k large latency tls idle bodies connections upstreams" "install the package wrk"
command -v h2load >/dev/null || drop "latency h2" "install the package nghttp2-client"
[ -n "$(echo "$parts" | tr -d ' ')" ] || fail "nothing is left to measure: see above"

proxy_core=${cores%,*}
load_core=${cores#*,}
if [ "$proxy_core" = "$load_core" ] || ! taskset -c "$proxy_core" true 2>/dev/null ||
  ! taskset -c "$load_core" true 2>/dev/null; then
  fail "--cores $cores: expected two different cores of this machine, such as 0,1"
fi
# The limit that the servers inherit.
# shellcheck disable=SC3045
{
  ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
  files=$(ulimit -n)
}
[ "$files" = unlimited ] || [ "$files" -ge 12000 ] || drop idle "$files files may be open; expected at least 12000"

# shellcheck source=scripts/bench/servers.sh
. "$bench/servers.sh"
# shellcheck source=scripts/bench/measure.sh
. "$bench/measure.sh"
# shellcheck source=scripts/bench/parts.sh
. "$bench/parts.sh"

mkdir -p "$out"
out=$(cd "$out" && pwd -P)
tmp=$(mktemp -d)
rows=$tmp/rows
scenarios=$tmp/scenarios
loader=
# shellcheck disable=SC2034
ticks_per_second=$(getconf CLK_TCK)

# Ends all that was started, however the run ends.
finish() {
  status=$?
  trap - EXIT INT TERM HUP
  if [ -n "$loader" ]; then
    kill "$loader" 2>/dev/null || true
    wait "$loader" 2>/dev/null || true
  fi
  stop_proxies
  stop upstream
  rm -rf "$tmp"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# about KEY VALUE: a line on the machine or the run for the report
about() {
  printf '%s\t%s\n' "$1" "$(echo "$2" | tr '\t\n' '  ' | sed 's/ *$//')"
}

describe() {
  about made "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  about commit "$(git -C "$home" describe --always --dirty 2>/dev/null || echo unknown)"
  about cpu "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
  about cores "$(getconf _NPROCESSORS_ONLN)"
  about memoryMb "$(awk '/^MemTotal/ { printf "%d", $2 / 1024 }' /proc/meminfo)"
  about loadBefore "$load_before"
  about kernel "$(uname -r)"
  about system "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)"
  about java "Java $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*$/\1/p')"
  about nginx "$(nginx -v 2>&1 | sed 's/.*: //')"
  about haproxy "$(haproxy -v 2>/dev/null | sed -n '1s/^HAProxy version \([^ ]*\).*/HAProxy \1/p')"
  about wrk "$(wrk -v 2>&1 | sed -n '1s/^\(wrk [^ ]*\).*/\1/p')"
  about h2load "$(h2load --version 2>/dev/null)"
  about jvmFlags "$flags"
  about rounds "$rounds"
  about seconds "$seconds"
  about warmUp "$warm_up"
  about starts "$starts"
}

# The flags that start.sh chose, without this machine's paths.
jvm_flags() {
  [ ! -f "$tmp/penstock.pid" ] || tr '\0' '\n' <"/proc/$(cat "$tmp/penstock.pid")/cmdline" |
    awk 'NR > 1 && $0 == "-jar" { exit } NR > 1' | sed "s#$home/##" | tr '\n' ' '
}

load_before=$(cut -d ' ' -f 1 /proc/loadavg)
if awk -v load="$load_before" 'BEGIN { exit !(load > 0.5) }'; then
  say "the load average is $load_before before the first measurement: times will be off, and CPU too where it is high"
fi

: >"$rows"
: >"$scenarios"
make_files
start_upstream
start_proxies http
flags=$(jvm_flags)
if wants 1k 64k bodies connections latency large; then part_http; fi
if wants h2; then part_h2; fi
if wants tls; then part_tls; fi
if wants idle; then part_idle; fi
if wants upstreams; then part_upstreams; fi
if wants start; then part_start; fi

describe >"$tmp/about"
cat "$tmp/about" "$scenarios" "$rows" >"$out/peers.tsv"
awk -f "$bench/figures.awk" -f "$bench/json.awk" "$out/peers.tsv" >"$out/peers.json"
awk -f "$bench/figures.awk" -f "$bench/report.awk" "$out/peers.tsv" | tee "$out/peers.md"
say "wrote $out/peers.json, peers.md and peers.tsv"
