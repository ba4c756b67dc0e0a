#!/usr/bin/env bash
# Builds the libFuzzer targets with clang and runs each for a while, from the seeds and from what earlier runs kept in
# build/fuzz/corpus.
# usage: tools/fuzz.sh SECONDS
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j"$(nproc)" --target fuzzers
for target in build/fuzz/bin/*_fuzz; do
  name=$(basename "$target")
  corpus=build/fuzz/corpus/$name
  log=build/fuzz/$name.log
  mkdir -p "$corpus"
  seeds=fuzz/seeds/${name%_fuzz}
  "$target" -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="build/fuzz/" \
    "$corpus" $([ -d "$seeds" ] && echo "$seeds") >"$log" 2>&1 || { cat "$log"; exit 1; }
  echo "fuzz: $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s, nothing found"
done
