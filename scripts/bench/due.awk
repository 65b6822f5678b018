# Turns h2load's log (start, status, microseconds) into latencies in microseconds, as a caller sees them who sends
# "rate" requests per second: a client that waits for a slow answer cannot send meanwhile, so the requests that were due
# in that time are added with the wait that they would have had. rate 0 leaves the latencies as they are.

BEGIN {
  if (rate > 0) pace = 1000000 / rate
}

{ print $3 }

rate > 0 {
  for (late = $3 - pace; late >= pace; late -= pace) print late
}
