# The servers of bench-peers.sh: their configuration files, their start and their end. Sourced, not run.
# Uses: home, tmp, port_base, proxy_core, load_core, proxies, say, fail
# shellcheck shell=sh disable=SC2154

upstream_port=$port_base
tls_port=$((port_base + 1))
# The name in the upstream's certificate, which the proxies verify.
tls_name=upstream.test

# port_of NAME: the port of a proxy
port_of() {
  case $1 in
    nginx) echo $((port_base + 2)) ;;
    haproxy) echo $((port_base + 3)) ;;
    penstock) echo $((port_base + 4)) ;;
    penstock-1) echo $((port_base + 5)) ;;
    penstock-1000) echo $((port_base + 6)) ;;
  esac
}

make_files() {
  mkdir -p "$tmp/www/up"
  make_file 1k 1
  make_file 16k 16
  make_file 64k 64
  make_file 1m 1024
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$tls_name" -addext "subjectAltName=DNS:$tls_name" \
    -keyout "$tmp/key.pem" -out "$tmp/cert.pem" 2>"$tmp/openssl.log" || fail "openssl made no certificate: $(cat "$tmp/openssl.log")"
}

# make_file NAME KIBIBYTES
make_file() {
  dd if=/dev/zero of="$tmp/www/up/$1" bs=1024 count="$2" 2>/dev/null
}

# nginx_head NAME CONNECTIONS: the lines that both nginx have in common
nginx_head() {
  # Started by root, nginx would give its worker to a user who cannot read the directory.
  [ "$(id -u)" -ne 0 ] || echo "user root;"
  cat <<END
worker_processes 1;
daemon off;
pid $tmp/$1.nginx;
error_log $tmp/$1.log;
worker_rlimit_nofile $(($2 + 1000));
events { worker_connections $2; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $tmp/$1.body;
  proxy_temp_path $tmp/$1.proxy;
  fastcgi_temp_path $tmp/$1.fastcgi;
  uwsgi_temp_path $tmp/$1.uwsgi;
  scgi_temp_path $tmp/$1.scgi;
END
}

upstream_conf() {
  nginx_head upstream 12000
  cat <<END
  sendfile on;
  open_file_cache max=16;
  server {
    listen 127.0.0.1:$upstream_port;
    listen 127.0.0.1:$tls_port ssl;
    ssl_certificate $tmp/cert.pem;
    ssl_certificate_key $tmp/key.pem;
    root $tmp/www;
  }
}
END
}

# nginx_conf SETUP: keeps connections on both sides, streams without a file in between
nginx_conf() {
  nginx_head nginx 25000
  http2=
  origin=http
  backend=$upstream_port
  case $1 in
    h2) http2=" http2" ;;
    tls) origin=https backend=$tls_port ;;
  esac
  cat <<END
  upstream up {
    server 127.0.0.1:$backend;
    keepalive 256;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:$(port_of nginx)$http2;
    location /up/ {
      proxy_pass $origin://up;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_max_temp_file_size 0;
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate $tmp/cert.pem;
      proxy_ssl_server_name on;
      proxy_ssl_name $tls_name;
    }
  }
}
END
}

# haproxy_conf SETUP
haproxy_conf() {
  bind=
  server=127.0.0.1:$upstream_port
  case $1 in
    h2) bind=" proto h2" ;;
    tls)
      server="127.0.0.1:$tls_port ssl verify required ca-file $tmp/cert.pem verifyhost $tls_name sni str($tls_name)"
      ;;
  esac
  cat <<END
global
  nbthread 1
  maxconn 12000
  no strict-limits
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend callers
  bind 127.0.0.1:$(port_of haproxy)$bind
  default_backend upstream
backend upstream
  server up $server
END
}

# penstock_head NAME: all that is not a default. The pool holds as many connections as nginx keeps.
penstock_head() {
  cat <<END
server: { port: $(port_of "$1"), maxConnections: 12000, drain: 1s }
admin: { port: 0 }
features: { coalescing: false }
upstreams:
END
}

# penstock_conf SETUP
penstock_conf() {
  penstock_head penstock
  case $1 in
    tls)
      cat <<END
  up:
    url: https://127.0.0.1:$tls_port/up
    pool: { size: 256 }
    tls: { caFile: $tmp/cert.pem, serverName: $tls_name }
END
      ;;
    *) penstock_upstream up ;;
  esac
}

# penstock_upstream NAME
penstock_upstream() {
  echo "  $1: { url: 'http://127.0.0.1:$upstream_port/up', pool: { size: 256 } }"
}

# fan_conf NAME UPSTREAMS: upstreams u1, u2, … of ten routes each, the last of which matches the files
fan_conf() {
  penstock_head "$1"
  awk -v upstreams="$2" -v url="http://127.0.0.1:$upstream_port/up" 'BEGIN {
    for (u = 1; u <= upstreams; u++) {
      printf "  u%d:\n    url: %s\n    pool: { size: 256 }\n    routes:\n", u, url
      for (r = 1; r < 10; r++) printf "      - match: GET /things%d/{id}/parts/{part}\n", r
      print "      - match: GET /{file}"
    }
  }'
}

# start NAME COMMAND...: starts a server in the background; its process is COMMAND itself
start() {
  server=$1
  shift
  "$@" >"$tmp/$server.out" 2>&1 &
  echo $! >"$tmp/$server.pid"
}

start_upstream() {
  upstream_conf >"$tmp/upstream.conf"
  start upstream taskset -c "$load_core" nginx -p "$tmp" -e "$tmp/upstream.log" -c "$tmp/upstream.conf"
  await upstream "http://127.0.0.1:$upstream_port/up/1k"
}

# command_of NAME CONFIG: sets the command that runs a proxy
# shellcheck disable=SC2034
command_of() {
  case $1 in
    nginx) command="nginx -p $tmp -e $tmp/nginx.log -c $2" ;;
    haproxy) command="haproxy -db -f $2" ;;
    penstock*) command="$home/scripts/start.sh serve --config $2" ;;
  esac
}

# start_proxies SETUP: starts all proxies afresh on their core
start_proxies() {
  stop_proxies
  curl_options=
  [ "$1" != h2 ] || curl_options=--http2-prior-knowledge
  for proxy in $proxies; do
    "${proxy}_conf" "$1" >"$tmp/$proxy.conf"
    start_proxy "$proxy" /up/1k
  done
}

# start_proxy NAME PATH: starts the proxy with the configuration $tmp/NAME.conf and waits until it answers
start_proxy() {
  command_of "$1" "$tmp/$1.conf"
  # shellcheck disable=SC2086
  start "$1" taskset -c "$proxy_core" $command
  await "$1" "http://127.0.0.1:$(port_of "$1")$2"
}

# await NAME URL: waits until the server answers with 200; a first start of Penstock writes an archive before
await() {
  tries=0
  until [ "$(curl -s -o /dev/null -w '%{http_code}' -m 2 ${curl_options:+"$curl_options"} "$2")" = 200 ]; do
    tries=$((tries + 1))
    if [ "$tries" -ge 900 ] || ! kill -0 "$(cat "$tmp/$1.pid")" 2>/dev/null; then
      cat "$tmp/$1.out" "$tmp/$1.log" >&2 2>/dev/null || true
      fail "$1 does not answer $2: see its output above"
    fi
    sleep 0.1
  done
}

stop_proxies() {
  for proxy in nginx haproxy penstock penstock-1 penstock-1000; do
    stop "$proxy"
  done
}

# stop NAME: ends a server that was started, by force where it does not end within 20 s
stop() {
  [ -f "$tmp/$1.pid" ] || return 0
  pid=$(cat "$tmp/$1.pid")
  rm -f "$tmp/$1.pid" "$tmp/$1.warm"
  kill "$pid" 2>/dev/null || return 0
  tries=0
  while kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || kill -KILL "$pid" 2>/dev/null || true
    sleep 0.1
  done
  wait "$pid" 2>/dev/null || true
}
