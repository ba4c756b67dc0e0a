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
  mkdir -p "$corpus"
  seeds=fuzz/seeds/${name%_fuzz}
  echo "fuzz: $name for $seconds s"
  "$target" -max_total_time="$seconds" -print_final_stats=0 -verbosity=0 -artifact_prefix="build/fuzz/" \
    "$corpus" $([ -d "$seeds" ] && echo "$seeds")
done
