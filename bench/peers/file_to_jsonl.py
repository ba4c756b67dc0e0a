#!/usr/bin/env python3
"""What a user of mp.solutions writes to turn a video into JSON lines: the peer of `saccade run face_mesh -o OUT.jsonl`.

usage: file_to_jsonl.py VIDEO OUT.jsonl
"""
import json
import sys

import cv2
from mediapipe.python.solutions import face_mesh


def main():
    capture = cv2.VideoCapture(sys.argv[1])
    with face_mesh.FaceMesh() as mesh, open(sys.argv[2], 'w', encoding='utf-8') as out:
        index = 0
        while True:
            ok, picture = capture.read()
            if not ok:
                return
            result = mesh.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            faces = [[[round(p.x, 6), round(p.y, 6), round(p.z, 6)] for p in face.landmark]
                     for face in result.multi_face_landmarks or []]
            json.dump({'frame': index, 'faces': faces}, out)
            out.write('\n')
            index += 1


if __name__ == '__main__':
    main()
