#!/usr/bin/env bash
# Every GPU figure, unattended, within eight minutes: what the devices are, the cost of a dependent dispatch, each network
# in both precisions, each solution back to back and at 30 frames/s beside the CPU. The output goes into
# docs/performance.md. DEVICE chooses another than gpu; vulkan:cpu tries the script where there is no GPU.
set -euo pipefail
cd "$(dirname "$0")/.."
device=${DEVICE:-gpu}
saccade=build/release/bin/saccade
media=../shared/testdata
limit=$((SECONDS + ${LIMIT:-480}))

if ! why=$("$saccade" bench models --device "$device" --frames 1 face_landmark 2>&1 >/dev/null); then
  echo "bench-gpu: nothing to measure: ${why#saccade: error: }"
  exit 0
fi

# step TITLE COMMAND...: what does not fit into the time is said to be left out.
step() {
  local title=$1 left=$((limit - SECONDS))
  shift
  echo
  echo "## $title"
  if [ "$left" -lt 5 ]; then
    echo "left out: the time is over"
    return
  fi
  timeout "$left" "$@" || echo "left out: it failed, or the time was over"
}

step "devices" "$saccade" devices
if [ "$device" = gpu ]; then step "dependent dispatches" build/release/bin/dispatch_cost; fi
for precision in fp16 fp32; do
  step "models, $precision" "$saccade" bench models --device "$device" --precision "$precision" --frames 300
done
step "models, cpu" "$saccade" bench models --device cpu --frames 50
while read -r solution file options; do
  if [ ! -e "$media/$file" ]; then
    file=
  else
    file=$media/$file
  fi
  # shellcheck disable=SC2086
  step "$solution $options" "$saccade" bench "$solution" $file $options --device "cpu,$device" --frames 300 --paced-frames 150
done <<'SOLUTIONS'
face_mesh talking.mp4
face_mesh talking.mp4 --refine
face_mesh two_talking.mp4 --max-faces 2
face_detection talking.mp4 --range short
face_detection talking.mp4 --range full
hands dancing.mp4
SOLUTIONS
echo
echo "bench-gpu: done after $SECONDS s"
