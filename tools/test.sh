#!/usr/bin/env bash
# Runs every test of one build and closes with a count that includes what was skipped, and why.
# usage: tools/test.sh PRESET [ctest arguments]
set -uo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift

rm -rf "build/$preset/reports"
ctest --test-dir "build/$preset" --output-on-failure --output-junit reports/ctest.xml -j "$(nproc)" "$@"
status=$?

python3 tools/summary.py "build/$preset" || status=1
exit "$status"
