#!/usr/bin/env bash
# Installs what is missing of tools/packages-debian.txt. As root it does so and says what; otherwise it prints the one
# line to run. Nothing is asked, nothing else is changed.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this system has no dpkg; install the equivalents of tools/packages-debian.txt by hand" >&2
  exit 0
fi

missing=()
while read -r package; do
  [ -n "$package" ] || continue
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done < tools/packages-debian.txt

if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "setup: ${#missing[@]} packages are missing. Run this once, then try again:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
