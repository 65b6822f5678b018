#!/bin/sh
# Measures page walks on this machine: a collection of millions of items through a gateway with a heap of 64 MB, beside
# the same pages read one by one. --help tells the options; docs/performance.md tells how to read the figures.
set -eu
unset CDPATH
LC_ALL=C
export LC_ALL

usage() {
  cat <<'END'
scripts/bench-pages.sh [options]

Runs a gateway alone on one core; the demo API as its upstream, and the reader, on another. Prints a table in Markdown
and writes it with all figures to a directory.

  --items N     items of the collection (10,000,000: about 1 GB)
  --rounds N    interleaved rounds (3)
  --cores P,L   core of the gateway, core of upstream and reader (0,1)
  --port N      first of four free ports on 127.0.0.1 (28200)
  --out DIR     directory for pages.json and pages.md (target/bench-pages)

JAVA_HOME and PENSTOCK_JAVA_OPTS reach both processes through scripts/start.sh. All traffic stays on 127.0.0.1.
END
}

say() {
  printf 'bench-pages: %s\n' "$1" >&2
}

fail() {
  say "$1"
  exit 1
}

home=$(cd "$(dirname "$0")/.." && pwd -P)
items=10000000
rounds=3
cores=0,1
port=28200
out=$home/target/bench-pages

# number OPTION VALUE LEAST
number() {
  case $2 in
    '' | *[!0-9]*) fail "$1 $2: expected a whole number" ;;
  esac
  [ "$2" -ge "$3" ] || fail "$1 $2: expected at least $3"
}

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --items | --rounds | --cores | --port | --out) [ $# -ge 2 ] || fail "$1: expected a value after it" ;;
    *) fail "$1: an unknown option; --help lists them" ;;
  esac
  case $1 in
    --items) number "$1" "$2" 100000 && items=$2 ;;
    --rounds) number "$1" "$2" 1 && rounds=$2 ;;
    --port) number "$1" "$2" 1024 && port=$2 ;;
    --cores) cores=$2 ;;
    --out) out=$2 ;;
  esac
  shift 2
done

[ -r /proc/self/stat ] || fail "no /proc here: this runs on Linux only"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for command in taskset curl "$java"; do
  command -v "$command" >/dev/null || fail "no $command in PATH: install it"
done
gateway_core=${cores%,*}
load_core=${cores#*,}
if [ "$gateway_core" = "$load_core" ] || ! taskset -c "$gateway_core" true 2>/dev/null ||
  ! taskset -c "$load_core" true 2>/dev/null; then
  fail "--cores $cores: expected two different cores of this machine, such as 0,1"
fi
"$home/scripts/start.sh" --version >/dev/null || fail "Penstock cannot be built or run: see above"

mkdir -p "$out"
tmp=$(mktemp -d)
upstream=
gateway=

# Ends all that was started, however the run ends.
finish() {
  status=$?
  trap - EXIT INT TERM HUP
  for pid in $gateway $upstream; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$tmp"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# answers PORT PATH: waits until a server answers
answers() {
  tries=0
  until curl -sf -o /dev/null "http://127.0.0.1:$1$2"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || fail "no answer on port $1 in 30 s: $(tail -n 3 "$tmp"/*.log)"
    sleep 0.1
  done
}

api=$port
walks=$((port + 1))
cat >"$tmp/penstock.yaml" <<END
server: { port: $walks }
admin: { enabled: false }
upstreams:
  pages: { url: "http://127.0.0.1:$api", pool: { size: 8 } }
  sequential:
    url: "http://127.0.0.1:$api"
    pool: { size: 8 }
    routes:
      - match: GET /collections/offset
        pages: { style: offset, items: data, totalPath: meta.total, prefetch: 0, parallel: 1 }
  parallel:
    url: "http://127.0.0.1:$api"
    pool: { size: 8 }
    routes:
      - match: GET /collections/offset
        pages: { style: offset, items: data, totalPath: meta.total, parallel: 8 }
END
# The demo's own gateway is not called.
taskset -c "$load_core" "$home/scripts/start.sh" demo --demo-port "$api" --port "$((port + 2))" \
  --admin-port "$((port + 3))" >"$tmp/upstream.log" 2>&1 &
upstream=$!
PENSTOCK_JAVA_OPTS="-Xmx64m ${PENSTOCK_JAVA_OPTS:-}" taskset -c "$gateway_core" "$home/scripts/start.sh" serve \
  --config "$tmp/penstock.yaml" >"$tmp/gateway.log" 2>&1 &
gateway=$!
answers "$api" /stats
answers "$walks" /pages/stats

taskset -c "$load_core" "$java" -XX:+UseSerialGC "$home/scripts/bench/Walks.java" \
  "$api" "$upstream" "$walks" "$gateway" "$items" "$rounds" "$out/pages.json" | tee "$out/pages.md"
say "wrote $out/pages.json and pages.md"
