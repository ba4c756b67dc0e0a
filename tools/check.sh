#!/usr/bin/env bash
# Checks of the source itself: who includes whom, and the format.
set -euo pipefail
cd "$(dirname "$0")/.."

python3 tools/check_layers.py
git ls-files '*.h' '*.cpp' | xargs clang-format --dry-run --Werror
echo "check: layers and format are right"
