# Reads what bench-peers.sh measured, for report.awk and json.awk. Tab-separated lines, told apart by their fields:
#   key, value                              of the machine and the run
#   scenario, bytes, connections, title     in the order of the report
#   scenario, proxy, round, metric, value   one figure of one round

BEGIN {
  FS = "\t"
  proxies = split("penstock nginx haproxy penstock-1 penstock-1000", proxy, " ")
}

NF == 2 { about[$1] = $2 }

NF == 4 && !($1 in title) {
  scenario[++scenarios] = $1
  bytes[$1] = $2
  connections[$1] = $3
  title[$1] = $4
}

NF == 5 {
  key = $1 SUBSEP $2 SUBSEP $4
  value[key, ++count[key]] = $5
  if (!($4 in seen)) {
    seen[$4] = 1
    metric[++metrics] = $4
  }
}

function has(name, who, what) {
  return ((name, who, what) in count)
}

# at NAME, WHO, WHAT, SHARE: the value that this share of the rounds does not exceed
function at(name, who, what, share,    key, n, i, j, held, sorted, place) {
  key = name SUBSEP who SUBSEP what
  n = count[key]
  for (i = 1; i <= n; i++) {
    held = value[key, i] + 0
    for (j = i - 1; j > 0 && sorted[j] > held; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = held
  }
  place = 1 + share * (n - 1)
  return (sorted[int(place)] + sorted[int(place + 0.5)]) / 2
}

function median(name, who, what) {
  return at(name, who, what, 0.5)
}

# ratio: the median in relation to that of another proxy, "" where there is none
function ratio(name, who, what, other) {
  if (!has(name, who, what) || !has(name, other, what) || !median(name, other, what)) return ""
  return median(name, who, what) / median(name, other, what)
}
