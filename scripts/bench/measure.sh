# What bench-peers.sh measures of a proxy, as rows "scenario, proxy, round, metric, value". Sourced, not run.
# Uses: tmp, rows, bench, proxies, rounds, seconds, load_core, ticks_per_second, say
# shellcheck shell=sh disable=SC2154

# row SCENARIO PROXY ROUND METRIC VALUE
row() {
  printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$rows"
}

# pids_of NAME: the processes of a proxy, nginx's worker among them
pids_of() {
  root=$(cat "$tmp/$1.pid")
  echo "$root"
  pgrep -P "$root" || true
}

# cpu_ticks NAME: user and system time that the proxy has used so far
cpu_ticks() {
  for pid in $(pids_of "$1"); do
    cat "/proc/$pid/stat"
  done | awk '{ sum += $14 + $15 } END { print sum }'
}

# rss_kb NAME: resident memory of the proxy
rss_kb() {
  for pid in $(pids_of "$1"); do
    cat "/proc/$pid/status"
  done | awk '/^VmRSS/ { sum += $2 } END { print sum }'
}

# load COMMAND...: runs a generator on the other core, its output in $tmp/load; to be ended by pid when interrupted
load() {
  taskset -c "$load_core" "$@" >"$tmp/load" 2>&1 &
  loader=$!
  wait "$loader" || say "$1 failed: $(tail -n 1 "$tmp/load")"
  loader=
}

# measured SCENARIO PROXY ROUND COMMAND...: runs the generator and writes what it cost the proxy
measured() {
  scenario=$1 proxy=$2 round=$3
  shift 3
  before=$(cpu_ticks "$proxy")
  load "$@"
  cpu=$(awk -v ticks="$(($(cpu_ticks "$proxy") - before))" -v hz="$ticks_per_second" 'BEGIN { print ticks / hz }')
}

# drive_wrk SCENARIO PROXY ROUND PATH CONNECTIONS: closed loop over HTTP/1.1
drive_wrk() {
  url=http://127.0.0.1:$(port_of "$2")$4
  measured "$1" "$2" "$3" wrk -t1 -c"$5" -d"${seconds}s" --latency "$url"
  wrk_rows "$1" "$2" "$3"
}

# drive_spread SCENARIO PROXY ROUND CONNECTIONS: the same, to all the upstreams that the proxy's name ends in
drive_spread() {
  url=http://127.0.0.1:$(port_of "$2")
  measured "$1" "$2" "$3" wrk -t1 -c"$4" -d"${seconds}s" --latency -s "$bench/spread.lua" "$url" -- "${2#penstock-}"
  wrk_rows "$1" "$2" "$3"
}

# wrk_rows SCENARIO PROXY ROUND
wrk_rows() {
  row "$1" "$2" "$3" rssMb "$(($(rss_kb "$2") / 1024))"
  awk -v cpu="$cpu" -f "$bench/wrk.awk" "$tmp/load" | rows_of "$1" "$2" "$3"
}

# drive_h2load SCENARIO PROXY ROUND PATH RATE CLIENTS OPTIONS...: RATE is each client's requests per second, 0 for all
# that it can
drive_h2load() {
  scenario=$1 proxy=$2 round=$3 path=$4 rate=$5 clients=$6
  shift 6
  [ "$rate" = 0 ] || set -- --rps "$rate" "$@"
  rm -f "$tmp/requests"
  measured "$scenario" "$proxy" "$round" h2load -t1 -c "$clients" -D "$seconds" --log-file="$tmp/requests" "$@" \
    "http://127.0.0.1:$(port_of "$proxy")$path"
  requests=$(wc -l <"$tmp/requests")
  [ "$requests" -ge $((clients * rate * seconds * 95 / 100)) ] ||
    say "$scenario $proxy: the rate was not reached; the latencies of this round are doubtful"
  awk -v rate="$rate" -f "$bench/due.awk" "$tmp/requests" | sort -n >"$tmp/latencies"
  awk -v cpu="$cpu" -v seconds="$seconds" -v requests="$requests" -f "$bench/h2load.awk" \
    "$tmp/load" "$tmp/latencies" | rows_of "$scenario" "$proxy" "$round"
}

# drive_large SCENARIO PROXY ROUND: one body after the other over one connection, as fast as it comes
drive_large() {
  url=http://127.0.0.1:$(port_of "$2")/up/large
  measured "$1" "$2" "$3" curl -sS -w '%{size_download} %{time_total}\n' -o /dev/null "$url?[1-4]"
  row "$1" "$2" "$3" rssMb "$(($(rss_kb "$2") / 1024))"
  awk -v cpu="$cpu" '{ bytes += $1; time += $2 } END {
    gb = bytes / 1e9
    if (gb > 0) printf "cpuSecondsPerGb %.4f\ngbPerSecond %.4f\nbusy %.3f\n", cpu / gb, gb / time, cpu / time
  }' "$tmp/load" | rows_of "$1" "$2" "$3"
}

# rows_of SCENARIO PROXY ROUND: turns lines "metric value" into rows and shows them
rows_of() {
  while read -r metric value; do
    row "$1" "$2" "$3" "$metric" "$value"
    case $metric in
      errors) [ "$value" = 0 ] || say "$1 $2: $value requests failed; the figures of this round are doubtful" ;;
      cpu* | kb*) say "$1 round $3 $2: $value $metric" ;;
    esac
  done
}

# interleave SCENARIO DRIVE ARGUMENT...: warms every proxy, then measures them in turn, round by round
interleave() {
  scenario_of_all=$1 drive=$2
  shift 2
  for proxy_in_turn in $proxies; do
    warm "$proxy_in_turn" "$drive" "$@"
  done
  turn=1
  while [ "$turn" -le "$rounds" ]; do
    for proxy_in_turn in $proxies; do
      "$drive" "$scenario_of_all" "$proxy_in_turn" "$turn" "$@"
    done
    turn=$((turn + 1))
  done
}

# warm PROXY DRIVE ARGUMENT...: the same load unmeasured; long for a JVM that is new, since it compiles as it goes. In runs
# as long as the measured ones: what is compiled before connections have ended is compiled again when they do.
warm() {
  warmed=$1
  shift
  kept_seconds=$seconds kept_rows=$rows runs=1
  case $warmed in
    penstock*) [ -f "$tmp/$warmed.warm" ] || runs=$(((warm_up + seconds - 1) / seconds)) ;;
    *) seconds=2 ;;
  esac
  say "warming $warmed for $((runs * seconds)) s"
  rows=/dev/null
  drive=$1
  shift
  while [ "$runs" -gt 0 ]; do
    "$drive" warm-up "$warmed" 0 "$@" 2>/dev/null
    runs=$((runs - 1))
  done
  : >"$tmp/$warmed.warm"
  seconds=$kept_seconds rows=$kept_rows
}
