#!/usr/bin/env python3
"""Saccade beside its peers, in one run: both sides take turns, medians are compared, ratios are printed.

usage: compare.py --saccade EXE --bench-models EXE --solutions-python EXE --tasks-python EXE --media DIR --models DIR
                  --bundles DIR --detector FILE --out FILE.json [--rounds 5] [--only REGEX]

solutions-python has mediapipe 0.10.14 and ai-edge-litert, tasks-python has mediapipe 1.2.2. A ratio is the best peer's
median over ours, so 2 means twice as fast. `target` is the least we promise, `aim` what we want.
"""
import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
FRAMES_PER_ROUND = 150

# name, CPUs, our arguments, video or picture, mp.solutions (module, class, options), tasks (class, options, bundle) or
# None, target, aim
SOLUTIONS = [
    ('face_mesh tracking 640x360, one thread', 1, ['face_mesh'], 'talking.mp4',
     ('face_mesh', 'FaceMesh', {}), ('FaceLandmarker', {'num_faces': 1}, 'face.task'), 2.5, 3.5),
    ('face_mesh refined, one thread', 1, ['face_mesh', '--refine'], 'talking.mp4',
     ('face_mesh', 'FaceMesh', {'refine_landmarks': True}), None, 2.2, 3.3),
    ('face_mesh two faces, two threads', 2, ['face_mesh', '--max-faces', '2', '--threads', '2'], 'two_talking.mp4',
     ('face_mesh', 'FaceMesh', {'max_num_faces': 2}), ('FaceLandmarker', {'num_faces': 2}, 'face.task'), 3.2, 5),
    ('face_detection short, one thread', 1, ['face_detection'], 'talking.mp4',
     ('face_detection', 'FaceDetection', {'model_selection': 0}), ('FaceDetector', {}, None), 2, 2.7),
    ('face_detection full, one thread', 1, ['face_detection', '--range', 'full'], 'talking.mp4',
     ('face_detection', 'FaceDetection', {'model_selection': 1}), None, 1.8, 2.5),
    # A picture again and again: both hands are followed, the detector rests.
    ('hands lite, two hands tracked, one thread', 1, ['hands', '--complexity', '0'], 'hands.jpg',
     ('hands', 'Hands', {'model_complexity': 0}), ('HandLandmarker', {'num_hands': 2}, 'hand_lite.task'), 1.7, None),
    ('hands full, two hands tracked, one thread', 1, ['hands'], 'hands.jpg',
     ('hands', 'Hands', {}), ('HandLandmarker', {'num_hands': 2}, 'hand_full.task'), 1.7, None),
    ('hands full, two hands tracked, two threads', 2, ['hands', '--threads', '2'], 'hands.jpg',
     ('hands', 'Hands', {}), ('HandLandmarker', {'num_hands': 2}, 'hand_full.task'), 2.5, None),
]

# model: least ratio to LiteRT on one thread (0.5 where a model has no tuned kernels yet)
MODELS = {'face_landmark': 1.9, 'face_detection_short_range': 1.9, 'face_detection_full_range_sparse': 1.7,
          'face_detection_full_range': 1.7}
MODEL_DEFAULT_TARGET = 0.5
NOT_IN_LITERT = ('face_landmark_with_attention', 'hair_segmentation', 'selfie_segmentation',
                 'selfie_segmentation_landscape')  # MediaPipe's custom operators


class Worker:
    """A peer in its own process (peers/worker.py), pinned to the first `cpus` processors."""

    def __init__(self, python, kind, setup, cpus):
        command = ['taskset', '-c', '0-%d' % (cpus - 1), python, str(HERE / 'peers/worker.py'), kind, json.dumps(setup)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)

    def ask(self, question):
        self.process.stdin.write('%s\n' % question)
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def run_json(command, cpus):
    done = subprocess.run(['taskset', '-c', '0-%d' % (cpus - 1), *map(str, command)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit('compare: %s failed: %s' % (' '.join(map(str, command)), done.stderr.strip()))
    return json.loads(done.stdout)


def row(name, unit, ours, peers, target, aim):
    best_name, best = min(peers.items(), key=lambda item: item[1])
    return dict(name=name, unit=unit, ours=ours, peer=best_name, best_peer=best, peers=peers, ratio=best / ours,
                target=target, aim=aim)


def solution_row(a, spec):
    name, cpus, arguments, video, solutions, tasks, target, aim = spec
    video = str(pathlib.Path(a.media, video))
    module, kind, options = solutions
    peers = {'mp.solutions 0.10.14': Worker(a.solutions_python, 'solutions', {
        'module': module, 'class': kind, 'options': options, 'video': video}, cpus)}
    if tasks:
        bundle = a.detector if tasks[2] is None else str(pathlib.Path(a.bundles, tasks[2]))
        peers['tasks 1.2.2'] = Worker(a.tasks_python, 'tasks', {
            'class': tasks[0], 'bundle': bundle, 'options': tasks[1], 'video': video}, cpus)
    ours, theirs = [], {key: [] for key in peers}
    for worker in peers.values():
        worker.ask(20)  # warm up
    for _ in range(a.rounds):
        for key, worker in peers.items():
            theirs[key].append(statistics.median(worker.ask(FRAMES_PER_ROUND)))
        ours.append(run_json([a.saccade, 'bench', *arguments, '--frames', FRAMES_PER_ROUND, '--paced-frames', 0, '--json', video],
                             cpus)['p50_ms'])
    for worker in peers.values():
        worker.close()
    return row(name, 'ms', statistics.median(ours), {k: statistics.median(v) for k, v in theirs.items()}, target, aim)


def model_row(a, path):
    name = path.stem
    worker = Worker(a.solutions_python, 'litert', {'model': str(path), 'threads': 1}, 1)
    ours, theirs = [], []
    worker.ask(5)
    for _ in range(a.rounds):
        theirs.append(min(worker.ask(30)))
        ours.append(run_json([a.bench_models, path, '--json', '--threads', 1, '--seconds', 0.1], 1)[0]['min_ms'])
    worker.close()
    target = MODELS.get(name, MODEL_DEFAULT_TARGET)
    return row('model ' + name + ', one thread', 'ms', min(ours), {'LiteRT': min(theirs)}, target, None)


def two_threads_row(a):
    path = pathlib.Path(a.models, 'face_landmark.tflite')
    rounds = [(run_json([a.bench_models, path, '--json', '--threads', 1, '--seconds', 0.1], 1)[0],
               run_json([a.bench_models, path, '--json', '--threads', 2, '--seconds', 0.1], 2)[0]) for _ in range(a.rounds)]
    one, two = min(r[0]['min_ms'] for r in rounds), min(r[1]['min_ms'] for r in rounds)
    barrier = statistics.median(r[1]['barrier_ns'] for r in rounds)
    return row('model face_landmark, two threads against one (barrier %d ns)' % barrier, 'ms', two, {'one thread': one},
               1.35, 1.8)


def wall_seconds(command):
    start = time.perf_counter()
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def process_rows(a):
    """Whole processes: file to JSONL, and start to first result."""
    video, picture = pathlib.Path(a.media, 'talking.mp4'), pathlib.Path(a.media, 'portrait.png')
    peers = HERE / 'peers'
    with tempfile.TemporaryDirectory() as folder:
        # One long video, so that starting up does not count.
        long_video = os.path.join(folder, 'long.mp4')
        subprocess.run(['ffmpeg', '-v', 'error', '-stream_loop', '9', '-i', str(video), '-c', 'copy', long_video], check=True)
        jobs = {
            'file to JSONL, face_mesh': ([a.saccade, 'run', 'face_mesh', long_video, '-o', folder + '/a.jsonl'],
                                         [a.solutions_python, peers / 'file_to_jsonl.py', long_video, folder + '/b.jsonl'], 2.5),
            'process start to first result': ([a.saccade, 'run', 'face_mesh', picture],
                                              [a.solutions_python, peers / 'first_result.py', picture], 5),
        }
        for name, (ours, theirs, target) in jobs.items():
            pairs = [(wall_seconds(ours), wall_seconds(theirs)) for _ in range(a.rounds)]
            yield row(name, 's', statistics.median(p[0] for p in pairs),
                      {'mp.solutions 0.10.14': statistics.median(p[1] for p in pairs)}, target, None)
        decode = statistics.median(wall_seconds(['ffmpeg', '-v', 'error', '-i', long_video, '-pix_fmt', 'rgb24', '-f',
                                                 'rawvideo', '-y', '/dev/null']) for _ in range(a.rounds))
        ours = statistics.median(wall_seconds(jobs['file to JSONL, face_mesh'][0]) for _ in range(a.rounds))
        yield row('file to JSONL against decode-only', 's', ours, {'decode to RGB only': decode}, None, 0.85)


def memory_row(a):
    picture = str(pathlib.Path(a.media, 'portrait.png'))
    ours = run_json([a.saccade, 'bench', 'face_mesh', '--frames', 20, '--paced-frames', 0, '--json', picture], 1)['peak_megabytes']
    worker = Worker(a.solutions_python, 'solutions', {'module': 'face_mesh', 'class': 'FaceMesh', 'options': {},
                                                      'video': picture}, 1)
    worker.ask(5)
    theirs = worker.ask('memory')
    worker.close()
    return row('resident memory, face_mesh', 'MB', ours, {'mp.solutions 0.10.14': theirs}, 2.5, None)


def cpu_name():
    with open('/proc/cpuinfo', encoding='utf-8') as info:
        return next((line.split(':', 1)[1].strip() for line in info if line.startswith('model name')), platform.machine())


def table(rows):
    yield '| what | ours | best peer | ratio | at least | aim |'
    yield '|---|---|---|---|---|---|'
    for r in rows:
        verdict = '' if r['target'] is None or r['ratio'] >= r['target'] else ' (below)'
        yield '| %s | %.3f %s | %.3f %s, %s | %.2f%s | %s | %s |' % (
            r['name'], r['ours'], r['unit'], r['best_peer'], r['unit'], r['peer'], r['ratio'], verdict,
            r['target'] or '', r['aim'] or '')


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('saccade', 'bench-models', 'solutions-python', 'tasks-python', 'media', 'models', 'out', 'bundles', 'detector'):
        p.add_argument('--' + name, required=True)
    p.add_argument('--rounds', type=int, default=5)
    p.add_argument('--only', default='')
    a = p.parse_args()

    jobs = [(spec[0], lambda spec=spec: [solution_row(a, spec)]) for spec in SOLUTIONS]
    jobs += [('model ' + path.stem, lambda path=path: [model_row(a, path)])
             for path in sorted(pathlib.Path(a.models).glob('*.tflite')) if path.stem not in NOT_IN_LITERT]
    jobs += [('model face_landmark, two threads', lambda: [two_threads_row(a)]), ('processes', lambda: list(process_rows(a))),
             ('resident memory', lambda: [memory_row(a)])]
    rows = []
    for name, job in jobs:
        if re.search(a.only, name):
            print('bench: ' + name, file=sys.stderr)
            rows += job()
    print('%s, %d processors, %s\n' % (cpu_name(), os.cpu_count(), platform.release()))
    print('\n'.join(table(rows)))
    with open(a.out, 'w', encoding='utf-8') as out:
        json.dump(dict(cpu=cpu_name(), processors=os.cpu_count(), rows=rows), out, indent=1)


if __name__ == '__main__':
    main()
