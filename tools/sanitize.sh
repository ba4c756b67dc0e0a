#!/usr/bin/env bash
# The sanitizer lanes: everything under ASan + UBSan, what has threads under TSan, every fuzz target for a short while.
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=${JOBS:-$(nproc)}

# The link order is that of the preloaded library, which allocates nothing.
export ASAN_OPTIONS=detect_stack_use_after_return=0:verify_asan_link_order=0
export LSAN_OPTIONS="suppressions=$PWD/tools/lsan.supp:print_suppressions=0"
export UBSAN_OPTIONS=print_stacktrace=1
cmake --preset asan >/dev/null
cmake --build --preset asan -j"$jobs" --target all_tests
"${CC:-cc}" -shared -fPIC -o build/asan/keep_libraries.so tools/keep_libraries.c
LD_PRELOAD="$PWD/build/asan/keep_libraries.so" tools/test.sh asan

threaded=(graph engine engine_steady_path vulkan_device vulkan_engine solutions face_pool media cli_parts)
export TSAN_OPTIONS="suppressions=$PWD/tools/tsan.supp halt_on_error=1"
cmake --preset tsan >/dev/null
cmake --build --preset tsan -j"$jobs" --target "${threaded[@]/%/_test}"
tools/test.sh tsan -R "^($(IFS='|'; echo "${threaded[*]}"))\$"

tools/fuzz.sh "${FUZZ_SECONDS:-15}"
