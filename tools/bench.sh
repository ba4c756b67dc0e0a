#!/usr/bin/env bash
# Compares this build with its peers, each from its public package in an environment of its own under build/bench.
# The media come from ../shared/testdata; BENCH_ARGS goes to bench/compare.py (--only REGEX, --rounds N).
set -euo pipefail
cd "$(dirname "$0")/.."
media=../shared/testdata
if [ ! -d "$media" ]; then
  echo "bench: needs the test videos in ../shared/testdata, which are not here" >&2
  exit 1
fi

environment() { # environment NAME PACKAGE...
  local name=$1
  shift
  if [ ! -e "build/bench/$name/ready" ]; then
    echo "bench: installing $* under build/bench/$name" >&2
    python3 -m venv "build/bench/$name"
    "build/bench/$name/bin/pip" install -q "$@"
    touch "build/bench/$name/ready"
  fi
}
environment solutions mediapipe==0.10.14 ai-edge-litert
environment tasks mediapipe==1.2.2

wheel_models=$(echo build/bench/solutions/lib/python3*/site-packages/mediapipe/modules)
detector=$wheel_models/face_detection/face_detection_short_range.tflite
build/bench/tasks/bin/python bench/peers/bundle.py "$wheel_models" build/bench

python3 bench/compare.py --saccade build/release/bin/saccade --bench-models build/release/bin/bench_models \
  --solutions-python build/bench/solutions/bin/python --tasks-python build/bench/tasks/bin/python \
  --media "$media" --models ../shared/models --bundles build/bench --detector "$detector" \
  --out build/bench/results.json ${BENCH_ARGS:-}
