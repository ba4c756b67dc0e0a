#!/usr/bin/env python3
"""The shortest mp.solutions program: import, one picture, one result. Timed from outside, as a process.

usage: first_result.py PICTURE
"""
import sys

import cv2
from mediapipe.python.solutions import face_mesh


def main():
    picture = cv2.cvtColor(cv2.imread(sys.argv[1]), cv2.COLOR_BGR2RGB)
    with face_mesh.FaceMesh(static_image_mode=True) as mesh:
        result = mesh.process(picture)
    print(len(result.multi_face_landmarks[0].landmark))


if __name__ == '__main__':
    main()
