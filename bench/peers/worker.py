#!/usr/bin/env python3
"""One peer in a process of its own, told over a pipe when to run, so that a comparison can take turns with it.

usage: worker.py KIND JSON      KIND: solutions | tasks | litert; JSON: what to set up (see the classes)

Reads a number of calls per line on stdin; answers each line with the milliseconds of each call as a JSON list.
Decoded frames lie in memory before the first answer. `memory` on stdin is answered with the peak resident MB.
"""
import json
import sys
import time


def frames_of(path):
    import cv2
    frames, capture = [], cv2.VideoCapture(path)
    while True:
        ok, picture = capture.read()
        if not ok:
            return frames
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        picture.flags.writeable = False
        frames.append(picture)


class Solutions:
    """mp.solutions: {"module": "face_mesh", "class": "FaceMesh", "options": {...}, "video": FILE}"""

    def __init__(self, setup):
        import importlib
        module = importlib.import_module('mediapipe.python.solutions.' + setup['module'])
        self.solution = getattr(module, setup['class'])(**setup['options'])
        self.frames = frames_of(setup['video'])

    def call(self, number):
        frame = self.frames[number % len(self.frames)]
        start = time.perf_counter()
        self.solution.process(frame)
        return time.perf_counter() - start

    def close(self):
        self.solution.close()


class Tasks:
    """The tasks API: {"class": "FaceLandmarker", "bundle": FILE, "options": {...}, "video": FILE}"""

    def __init__(self, setup):
        import mediapipe
        from mediapipe.tasks.python import vision
        from mediapipe.tasks.python.core.base_options import BaseOptions
        options = getattr(vision, setup['class'] + 'Options')(
            base_options=BaseOptions(model_asset_path=setup['bundle']), running_mode=vision.RunningMode.VIDEO,
            **setup['options'])
        self.task = getattr(vision, setup['class']).create_from_options(options)
        self.mediapipe = mediapipe
        self.frames = frames_of(setup['video'])

    def call(self, number):
        frame = self.frames[number % len(self.frames)]
        image = self.mediapipe.Image(image_format=self.mediapipe.ImageFormat.SRGB, data=frame)
        start = time.perf_counter()
        self.task.detect_for_video(image, number * 33)
        return time.perf_counter() - start

    def close(self):
        self.task.close()


class LiteRt:
    """A model alone: {"model": FILE, "threads": 1}"""

    def __init__(self, setup):
        import numpy
        from ai_edge_litert.interpreter import Interpreter
        self.interpreter = Interpreter(model_path=setup['model'], num_threads=setup['threads'])
        self.interpreter.allocate_tensors()
        entry = self.interpreter.get_input_details()[0]
        random = numpy.random.default_rng(1)
        self.interpreter.set_tensor(entry['index'], random.random(entry['shape'], dtype=numpy.float32))

    def call(self, number):
        start = time.perf_counter()
        self.interpreter.invoke()
        return time.perf_counter() - start

    def close(self):
        pass


def peak_mb():
    with open('/proc/self/status', encoding='ascii') as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith('VmHWM'))


def main():
    peer = {'solutions': Solutions, 'tasks': Tasks, 'litert': LiteRt}[sys.argv[1]](json.loads(sys.argv[2]))
    answers = sys.stdout
    number = 1
    for line in sys.stdin:
        if line.strip() == 'memory':
            print(json.dumps(peak_mb()), file=answers, flush=True)
            continue
        times = []
        for _ in range(int(line)):
            times.append(peer.call(number) * 1e3)
            number += 1
        print(json.dumps(times), file=answers, flush=True)
    peer.close()


if __name__ == '__main__':
    main()
