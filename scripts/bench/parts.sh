# The parts of bench-peers.sh, each of which starts its servers and measures its scenarios. Sourced, not run.
# Uses: the functions of servers.sh and measure.sh, and tmp, bench, proxies, starts, load_core, wants, say, fail
# shellcheck shell=sh disable=SC2154

# scenario NAME BYTES CONNECTIONS TITLE: announces a scenario to the report
scenario() {
  printf '%s\t%s\t%s\t%s\n' "$@" >>"$scenarios"
  say "$4"
}

# http NAME FILE BYTES CONNECTIONS TITLE: one scenario of HTTP/1.1 in a closed loop
http() {
  scenario "$1" "$3" "$4" "$5"
  interleave "$1" drive_wrk "/up/$2" "$4"
}

part_http() {
  start_proxies http
  scenario fresh 0 0 "after the first answer"
  for proxy in $proxies; do
    row fresh "$proxy" 1 freshMb "$(($(rss_kb "$proxy") / 1024))"
  done
  if wants 1k bodies connections; then http 1k-64 1k 1024 64 "1 KiB, 64 connections"; fi
  if wants 1k connections; then http 1k-256 1k 1024 256 "1 KiB, 256 connections"; fi
  if wants connections; then http 1k-16 1k 1024 16 "1 KiB, 16 connections"; fi
  if wants bodies; then http 16k-64 16k 16384 64 "16 KiB, 64 connections"; fi
  if wants 64k bodies; then http 64k-64 64k 65536 64 "64 KiB, 64 connections"; fi
  if wants bodies; then http 1m-64 1m 1048576 64 "1 MiB, 64 connections"; fi
  if wants latency; then part_latency; fi
  if wants large; then part_large; fi
}

part_latency() {
  reference=nginx
  case " $proxies " in *" nginx "*) ;; *) reference=${proxies%% *} ;; esac
  if ! wants 1k bodies connections; then
    warm "$reference" drive_wrk /up/1k 64
    drive_wrk saturation "$reference" 1 /up/1k 64
  fi
  each=$(awk -F '\t' -v who="$reference" '($1 == "1k-64" || $1 == "saturation") && $2 == who &&
    $4 == "requestsPerSecond" { sum += $5; n++ } END { printf "%d", sum / n / 2 / 64 }' "$rows")
  scenario latency 1024 64 "1 KiB at $((each * 64)) req/s (half of what $reference reaches), 64 connections"
  interleave latency drive_h2load /up/1k "$each" 64 --h1
}

part_large() {
  make_file large 262144
  scenario large 268435456 1 "256 MiB, 1 connection"
  for proxy_in_turn in $proxies; do
    warm "$proxy_in_turn" drive_wrk /up/1m 4
  done
  interleave large drive_large
  rm "$tmp/www/up/large"
}

part_h2() {
  start_proxies h2
  scenario h2-1k 1024 16 "HTTP/2 from the callers, 1 KiB, 16 connections of 10 streams"
  interleave h2-1k drive_h2load /up/1k 0 16 -m10
}

part_tls() {
  start_proxies tls
  http tls-1k 1k 1024 64 "TLS to the upstream, 1 KiB, 64 connections"
  http tls-64k 64k 65536 64 "TLS to the upstream, 64 KiB, 64 connections"
}

part_idle() {
  start_proxies http
  scenario idle 1024 10000 "10,000 idle connections"
  mkfifo "$tmp/hold"
  for proxy in $proxies; do
    proxy_in_turn=$proxy
    # What a first load costs in memory is not the connections' doing.
    warm "$proxy_in_turn" drive_wrk /up/1k 64
    before=$(rss_kb "$proxy_in_turn")
    taskset -c "$load_core" java "$bench/Probe.java" idle "$(port_of "$proxy_in_turn")" /up/1k 10000 \
      <"$tmp/hold" >"$tmp/load" 2>&1 &
    loader=$!
    exec 3>"$tmp/hold"
    until grep -q '^open' "$tmp/load"; do
      kill -0 "$loader" 2>/dev/null || fail "$proxy_in_turn: the idle connections failed: $(cat "$tmp/load")"
      sleep 0.1
    done
    after=$(rss_kb "$proxy_in_turn")
    exec 3>&-
    wait "$loader" || true
    loader=
    row idle "$proxy_in_turn" 1 idleMb "$((before / 1024))"
    row idle "$proxy_in_turn" 1 heldMb "$((after / 1024))"
    awk -v kb="$((after - before))" -v n=10000 'BEGIN { print "kbPerConnection", kb * 1.024 / n }' |
      rows_of idle "$proxy_in_turn" 1
  done
}

part_start() {
  stop_proxies
  scenario start 1024 1 "start to first proxied answer, on all cores"
  for proxy in $proxies; do
    "${proxy}_conf" http >"$tmp/$proxy.conf"
    command_of "$proxy" "$tmp/$proxy.conf"
    # shellcheck disable=SC2086
    java "$bench/Probe.java" start "$(port_of "$proxy")" /up/1k "$starts" $command >"$tmp/load" &
    loader=$!
    wait "$loader" || fail "$proxy: its start could not be measured"
    loader=
    nr=0
    while read -r millis; do
      nr=$((nr + 1))
      row start "$proxy" "$nr" startMs "$millis"
    done <"$tmp/load"
  done
}

part_upstreams() {
  stop_proxies
  kept_proxies=$proxies
  proxies="penstock-1 penstock-1000"
  for proxy in $proxies; do
    fan_conf "$proxy" "${proxy#penstock-}" >"$tmp/$proxy.conf"
    start_proxy "$proxy" /u1/1k
  done
  scenario upstreams 1024 64 "10 routes each, one upstream called, 1 KiB, 64 connections"
  interleave upstreams drive_wrk /u1/1k 64
  scenario upstreams-spread 1024 64 "10 routes each, all upstreams called, 1 KiB, 64 connections"
  interleave upstreams-spread drive_spread 64
  proxies=$kept_proxies
}
