# Writes the figures as JSON; docs/performance.md describes it. Runs after figures.awk.

function text(string) {
  gsub(/["\\]/, "\\\\&", string)
  gsub(/[[:cntrl:]]/, " ", string)
  return "\"" string "\""
}

function field(name, key) {
  return text(name) ": " text(about[key])
}

function number(x) {
  return sprintf("%.6g", x)
}

function figures(name, who, what,    key, i, list, to_nginx) {
  key = name SUBSEP who SUBSEP what
  for (i = 1; i <= count[key]; i++) list = list (i > 1 ? ", " : "") number(value[key, i])
  to_nginx = ratio(name, who, what, "nginx")
  return sprintf("{ \"median\": %s, \"min\": %s, \"max\": %s, \"toNginx\": %s, \"rounds\": [%s] }", \
    number(median(name, who, what)), number(at(name, who, what, 0)), number(at(name, who, what, 1)), \
    to_nginx == "" ? "null" : number(to_nginx), list)
}

function proxy_object(name, who,    m, list) {
  for (m = 1; m <= metrics; m++) {
    if (has(name, who, metric[m])) {
      list = list (list ? ",\n" : "") "          " text(metric[m]) ": " figures(name, who, metric[m])
    }
  }
  return list
}

END {
  print "{"
  print "  " field("made", "made") ","
  print "  " field("commit", "commit") ","
  printf "  \"machine\": { %s, \"cores\": %d, \"memoryMb\": %d, \"loadBefore\": %s, %s, %s },\n", \
    field("cpu", "cpu"), about["cores"], about["memoryMb"], number(about["loadBefore"]), field("kernel", "kernel"), field("system", "system")
  printf "  \"versions\": { %s, %s, %s, %s, %s },\n", field("java", "java"), field("nginx", "nginx"), \
    field("haproxy", "haproxy"), field("wrk", "wrk"), field("h2load", "h2load")
  print "  " field("jvmFlags", "jvmFlags") ","
  printf "  \"method\": { \"rounds\": %d, \"seconds\": %d, \"warmUpSeconds\": %d, \"starts\": %d },\n", \
    about["rounds"], about["seconds"], about["warmUp"], about["starts"]
  print "  \"scenarios\": ["
  for (s = 1; s <= scenarios; s++) {
    name = scenario[s]
    printf "%s    {\n      \"name\": %s,\n      \"title\": %s,\n", (s > 1 ? ",\n" : ""), text(name), text(title[name])
    printf "      \"bodyBytes\": %.0f,\n      \"connections\": %d,\n      \"proxies\": {", bytes[name], connections[name]
    first = 1
    for (p = 1; p <= proxies; p++) {
      list = proxy_object(name, proxy[p])
      if (list) {
        printf "%s\n        %s: {\n%s\n        }", (first ? "" : ","), text(proxy[p]), list
        first = 0
      }
    }
    printf "\n      }\n    }"
  }
  print "\n  ]\n}"
}
