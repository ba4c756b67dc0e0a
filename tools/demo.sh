#!/usr/bin/env bash
# The first result: a face mesh on a public-domain photograph, with timing and where each part ran.
set -euo pipefail
cd "$(dirname "$0")/.."
saccade=build/release/bin/saccade
picture=build/packages/astronaut.png

mkdir -p build/demo
"$saccade" run face_mesh "$picture" --refine --explain --quiet -o build/demo/face_mesh.png -o build/demo/face_mesh.jsonl
echo
echo "The first landmarks of the face, normalised x, y, z:"
sed -n 2p build/demo/face_mesh.jsonl | grep -o '\[-\?[0-9.]*,-\?[0-9.]*,-\?[0-9.]*\]' | head -3
echo
"$saccade" bench face_mesh "$picture" --frames 200
echo
echo "Look at build/demo/face_mesh.png, then try your own: $saccade run face_mesh YOUR.mp4 -o mesh.mp4"
