# Writes the figures as Markdown. Runs after figures.awk.

# verdict: one line of the bar; nothing where it was not measured
function verdict(what, limit, unit, measured,    form) {
  if (measured == "") return
  if (!verdicts++) {
    print "| the bar | target | measured | |"
    print "|---|---:|---:|---|"
  }
  form = limit ~ /\./ ? "%.2f" : "%.1f"
  printf "| %s | ≤ %s%s | " form "%s | %s |\n", what, limit, unit, measured, unit, \
    measured <= limit + 0 ? "met" : sprintf("missed by %.0f %%", (measured / limit - 1) * 100)
}

function penstock(name, what) {
  return has(name, "penstock", what) ? median(name, "penstock", what) : ""
}

# cell: "ratio METRIC", "least METRIC" and "most METRIC", else the metric's median; "–" where it was not measured
function cell(name, who, what, form,    words, x) {
  split(what, words, " ")
  if (words[1] == "ratio") {
    x = ratio(name, who, words[2], "nginx")
    return x == "" ? "–" : sprintf(form, x)
  }
  if (!has(name, who, words[2] ? words[2] : words[1])) return "–"
  if (words[1] == "least") return sprintf(form, at(name, who, words[2], 0))
  if (words[1] == "most") return sprintf(form, at(name, who, words[2], 1))
  return sprintf(form, median(name, who, what))
}

# table: the scenarios that have the metric; the columns are "head;cell;format", separated by bars
function table(metric_of_all, columns,    n, c, parts, column, head, rule, s, p, lines) {
  n = split(columns, column, "|")
  for (c = 1; c <= n; c++) {
    split(column[c], parts, ";")
    head = head " " parts[1] " |"
    rule = rule "---:|"
  }
  for (s = 1; s <= scenarios; s++) {
    for (p = 1; p <= proxies; p++) {
      if (!has(scenario[s], proxy[p], metric_of_all)) continue
      if (!lines++) printf "\n| | proxy |%s\n|---|---|%s\n", head, rule
      printf "| %s | %s |", title[scenario[s]], proxy[p]
      for (c = 1; c <= n; c++) {
        split(column[c], parts, ";")
        printf " %s |", cell(scenario[s], proxy[p], parts[2], parts[3])
      }
      print ""
    }
  }
}

END {
  printf "%s, %d cores, %d MB, %s, kernel %s. %s. %s. %s.\n\n", about["cpu"], about["cores"], about["memoryMb"], \
    about["system"], about["kernel"], about["java"], about["nginx"], about["haproxy"]
  printf "%s, commit %s. Medians of %d interleaved rounds of %d s. Load average before: %s.\n\n", \
    about["made"], about["commit"], about["rounds"], about["seconds"], about["loadBefore"]
  if (about["jvmFlags"]) printf "JVM: `%s`\n\n", about["jvmFlags"]

  cpu = "cpuSecondsPer100k"
  verdict("CPU per request, 1 KiB, 64 connections", "1.10", " × nginx", ratio("1k-64", "penstock", cpu, "nginx"))
  verdict("CPU per request, 1 KiB, 256 connections", "1.10", " × nginx", ratio("1k-256", "penstock", cpu, "nginx"))
  verdict("CPU per request, 64 KiB, 64 connections", "0.65", " × nginx", ratio("64k-64", "penstock", cpu, "nginx"))
  verdict("CPU per request, 64 KiB, 64 connections", "1.10", " × HAProxy", ratio("64k-64", "penstock", cpu, "haproxy"))
  verdict("CPU per GB of a large body", "1.00", " × nginx", ratio("large", "penstock", "cpuSecondsPerGb", "nginx"))
  verdict("p99 at half of saturation", "1.50", " × nginx", ratio("latency", "penstock", "p99Ms", "nginx"))
  verdict("RSS loaded, 256 connections", "150", " MB", penstock("1k-256", "rssMb"))
  verdict("start to first proxied answer", about["java"] ~ /^Java 1/ ? "350" : "280", " ms", penstock("start", "startMs"))
  verdict("10,000 idle connections, each", "12", " kB", penstock("idle", "kbPerConnection"))
  verdict("CPU with 1,000 upstreams of 10 routes", "1.05", " × one", ratio("upstreams", "penstock-1000", cpu, "penstock-1"))

  table(cpu, "CPU-s per 100,000;" cpu ";%.2f|× nginx;ratio " cpu ";%.2f|req/s;requestsPerSecond;%.0f|" \
    "p50 ms;p50Ms;%.2f|p99 ms;p99Ms;%.2f|core busy;busy;%.2f|RSS MB;rssMb;%.0f|errors;errors;%.0f")
  table("cpuSecondsPerGb", "CPU-s per GB;cpuSecondsPerGb;%.2f|× nginx;ratio cpuSecondsPerGb;%.2f|" \
    "GB/s;gbPerSecond;%.2f|core busy;busy;%.2f|RSS MB;rssMb;%.0f")
  table("freshMb", "RSS MB;freshMb;%.0f")
  table("idleMb", "RSS MB without;idleMb;%.0f|RSS MB with;heldMb;%.0f|kB each;kbPerConnection;%.1f")
  table("startMs", "ms;startMs;%.0f|× nginx;ratio startMs;%.2f|fastest;least startMs;%.0f|slowest;most startMs;%.0f")
}
