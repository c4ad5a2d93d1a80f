#!/usr/bin/env bash
# Does a deployed app work, and is it the release that was deployed? All that it needs works, it reads its tables for anybody, and answers nobody without a token. Changes nothing.
set -euo pipefail
[ $# -eq 4 ] || { echo "usage: $0 <resource group> <function app> https://<app> <release>" >&2; exit 2; }
group=$1 name=$2 app=$3 release=$4

status() { curl -s -o /dev/null -m 30 -w '%{http_code}' "$1"; }
version() { curl -s -m 30 "$1" | jq -r .version; }
readiness() {
  local key
  key=$(az functionapp keys list -g "$group" -n "$name" --query functionKeys.default -o tsv)
  curl -s -m 30 -K - "$1" <<< "header = \"x-functions-key: $key\"" |
    jq -r 'if .ready then "ready" else "not ready: " + ([.dependencies[]? | select(.works | not) | .name] | join(", ")) end'
}

# Two minutes: a new release takes a while to start, and the one before may still answer.
expect() {
  local found
  for _ in $(seq 1 20); do
    found=$("$2" "$app$1" 2> /dev/null || true)
    [ "$found" = "$3" ] && { echo "$1 → $found"; return; }
    sleep 6
  done
  echo "$1 → ${found:-no answer}, not $3." >&2
  exit 1
}

expect /api/health/live version "$release"
expect /api/health/ready readiness ready
expect /api/openapi.json status 200
expect /api/open-vacancies status 200
expect /api/payments status 401
