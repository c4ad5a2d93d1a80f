#!/usr/bin/env bash
# Is a deployed app alive? It describes itself, reads its tables for anybody, and answers nobody without a token. Changes nothing.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: $0 https://<app>" >&2; exit 2; }

expect() {
  local status
  for _ in $(seq 1 20); do
    status=$(curl -s -o /dev/null -m 30 -w '%{http_code}' "$1" || true)
    [ "$status" = "$2" ] && { echo "$1 → $status"; return; }
    sleep 6
  done
  echo "$1 → $status, not $2." >&2
  exit 1
}

expect "$1/api/health/live" 200
expect "$1/api/openapi.json" 200
expect "$1/api/open-vacancies" 200
expect "$1/api/payments" 401
