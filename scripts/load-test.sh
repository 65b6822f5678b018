#!/bin/sh
# Measures Penstock on this machine: scripts/load-test.sh [options], --help lists them. See docs/performance.md.
set -eu
unset CDPATH

exec "$(dirname "$0")/start.sh" load-test "$@"
