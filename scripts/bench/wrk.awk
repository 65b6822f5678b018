# Turns the output of "wrk --latency" into lines "metric value". cpu: seconds that the proxy used meanwhile.

# millis TEXT: a time as wrk writes it, such as 980.00us, 1.20ms, 1.05s or 1.10m
function millis(text) {
  if (text ~ /us$/) return text / 1000
  if (text ~ /ms$/) return text + 0
  if (text ~ /s$/) return text * 1000
  return text * 60000
}

$2 == "requests" && $3 == "in" {
  requests = $1
  sub(/,$/, "", $4)
  time = millis($4) / 1000
}
$1 == "50%" { p50 = millis($2) }
$1 == "99%" { p99 = millis($2) }
/Non-2xx/ { errors += $NF }
/Socket errors/ {
  gsub(/,/, "")
  errors += $4 + $6 + $8 + $10
}

END {
  if (!requests) exit
  printf "cpuSecondsPer100k %.4f\n", cpu * 100000 / requests
  printf "requestsPerSecond %.0f\n", requests / time
  printf "p50Ms %.3f\np99Ms %.3f\n", p50, p99
  printf "busy %.3f\nerrors %d\n", cpu / time, errors
}
