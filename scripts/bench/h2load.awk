# Turns h2load's output and the sorted latencies into lines "metric value".
# cpu: seconds that the proxy used meanwhile. requests: those in the log. seconds: how long the run was.

FNR == NR {
  if ($1 == "requests:") errors = $10 + $12 + $14
  if ($1 == "status" && $2 == "codes:") errors += $5 + $7 + $9
  next
}
{ latency[FNR] = $1; count = FNR }

# at SHARE: the latency in ms that this share of the requests did not exceed
function at(share, rank) {
  rank = int(share * count)
  if (rank < share * count) rank++
  return latency[rank] / 1000
}

END {
  if (!count || !requests) exit
  printf "cpuSecondsPer100k %.4f\n", cpu * 100000 / requests
  printf "requestsPerSecond %.0f\n", requests / seconds
  printf "p50Ms %.3f\np99Ms %.3f\n", at(0.5), at(0.99)
  printf "busy %.3f\nerrors %d\n", cpu / seconds, errors
}
