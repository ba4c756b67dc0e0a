"""The package as installed: run by tools/wheel.sh in an environment that holds the wheel and numpy only."""
import functools
import importlib.metadata
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib

import numpy as np

import saccade

SHARED = pathlib.Path(os.environ.get('SACCADE_SHARED', '/nonexistent'))
SOURCE = pathlib.Path(os.environ.get('SACCADE_SOURCE', '/nonexistent'))


def run_python(code):
    done = subprocess.run([sys.executable, '-I', '-c', code], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout, done.stderr


def chunks(data):
    position = 8
    while position < len(data):
        length, kind = struct.unpack('>I4s', data[position:position + 8])
        yield kind, data[position + 8:position + 8 + length]
        position += 12 + length


def paeth(left, up, corner):
    distances = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    return (left, up, corner)[distances.index(min(distances))]


PREDICT = (lambda left, up, corner: 0, lambda left, up, corner: left, lambda left, up, corner: up,
           lambda left, up, corner: (left + up) // 2, paeth)


def read_png(path):
    """RGB, alpha left out, of an 8-bit RGB or RGBA file without interlacing: so that the environment stays empty."""
    parts = list(chunks(path.read_bytes()))
    width, height, depth, color, _, _, interlaced = struct.unpack('>IIBBBBB', dict(parts)[b'IHDR'])
    assert (depth, interlaced) == (8, 0)
    pixel = {2: 3, 6: 4}[color]  # bytes
    packed = zlib.decompress(b''.join(data for kind, data in parts if kind == b'IDAT'))
    rows = []
    previous = bytearray(pixel + width * pixel)  # a zero pixel to the left
    for start in range(0, height * (1 + width * pixel), 1 + width * pixel):
        predict = PREDICT[packed[start]]
        row = bytearray(pixel) + packed[start + 1:start + 1 + width * pixel]
        for i in range(pixel, len(row)):
            row[i] = (row[i] + predict(row[i - pixel], previous[i], previous[i - pixel])) & 255
        rows.append(row[pixel:])
        previous = row
    return np.frombuffer(b''.join(rows), np.uint8).reshape(height, width, pixel)[:, :, :3].copy()


@functools.cache
def portrait():
    """One face that fills a good part of the picture."""
    for path in (SHARED / 'testdata/portrait.png', SOURCE / 'build/packages/astronaut.png'):
        if path.exists():
            return read_png(path)
    raise unittest.SkipTest('skipped: neither ../shared/testdata nor build/packages/astronaut.png is here')


def golden(name):
    path = SHARED / 'golden' / (name + '__portrait.json')
    if not path.exists():
        raise unittest.SkipTest('skipped: ../shared/golden is not here')
    recorded = json.loads(path.read_text())
    return recorded['frames'][0]['results'], np.array([recorded['width'], recorded['height']])


BLANK = np.full((90, 160, 3), 127, np.uint8)


class Import(unittest.TestCase):
    def test_starts_no_thread_opens_no_device_and_loads_no_numpy(self):
        code = ('import os, sys; before = set(os.listdir("/proc/self/fd")); import saccade; '
                'print(len(os.listdir("/proc/self/task")), set(os.listdir("/proc/self/fd")) - before, '
                '"numpy" in sys.modules)')
        self.assertEqual(run_python(code)[0], '1 set() False\n')

    def test_nothing_is_printed(self):
        code = ('import ctypes, saccade; saccade.FaceMesh().close(); left_open = saccade.FaceDetection(); '
                'ctypes.pythonapi.Py_IncRef(ctypes.py_object(left_open))')
        self.assertEqual(run_python(code), ('', ''))

    def test_version_is_that_of_the_package(self):
        self.assertEqual(saccade.__version__, importlib.metadata.version('saccade'))

    def test_numpy_is_the_only_package_needed(self):
        self.assertEqual(importlib.metadata.requires('saccade'), ['numpy'])


class Mesh(unittest.TestCase):
    def test_finds_468_points_on_a_face(self):
        with saccade.FaceMesh(static=True) as mesh:
            result = mesh.process(portrait())
        self.assertEqual(len(result.faces), 1)
        points = result.faces[0].landmarks
        self.assertEqual((points.shape, points.dtype), ((468, 3), np.float32))
        self.assertTrue(((points[:, :2] > 0) & (points[:, :2] < 1)).all())

    def test_agrees_with_the_peer_within_half_a_pixel(self):
        results, size = golden('face_mesh_static_refine')
        expected = np.array(results['multi_face_landmarks'], np.float64).reshape(-1, 478, 3)
        with saccade.FaceMesh(max_faces=2, refine=True, static=True, device='auto') as mesh:
            faces = mesh.process(portrait()).faces
        self.assertEqual(len(faces), len(expected))
        for face, wanted in zip(faces, expected):
            self.assertEqual((face.landmarks.shape, face.landmarks.dtype), ((478, 3), np.float32))
            self.assertLess(np.abs((face.landmarks - wanted)[:, :2] * size).max(), 0.5)

    def test_nothing_found_is_an_empty_list(self):
        with saccade.FaceMesh() as mesh:
            self.assertEqual(list(mesh.process(BLANK).faces), [])

    def test_landmarks_outlive_the_object_and_are_writable(self):
        mesh = saccade.FaceMesh()
        points = mesh.process(portrait()).faces[0].landmarks
        mesh.close()
        del mesh
        points += 1
        self.assertGreater(points[0, 0], 1)

    def test_every_layout_of_the_same_pixels_gives_the_same_mesh(self):
        image = portrait()
        wide = np.zeros((image.shape[0], image.shape[1] + 7, 3), np.uint8)
        wide[:, 7:] = image
        bgr = image[:, :, ::-1].copy()
        planar = np.ascontiguousarray(image.transpose(2, 0, 1))
        read_only = image.copy()
        read_only.flags.writeable = False
        with saccade.FaceMesh(static=True) as mesh:
            expected = mesh.process(image).faces[0].landmarks
            for view in (wide[:, 7:], bgr[:, :, ::-1], planar.transpose(1, 2, 0), read_only, image[::-1].copy()[::-1],
                         image[:, ::-1].copy()[:, ::-1], np.asfortranarray(image), np.repeat(image, 2, 0)[::2]):
                np.testing.assert_array_equal(mesh.process(view).faces[0].landmarks, expected)

    def test_grey_is_grey_and_alpha_is_left_out(self):
        image = portrait()
        grey = image.mean(axis=2).astype(np.uint8)
        with saccade.FaceMesh(static=True) as mesh:
            expected = mesh.process(np.repeat(grey[:, :, None], 3, axis=2)).faces[0].landmarks
            for same in (grey, grey[:, :, None], np.broadcast_to(grey[:, :, None], image.shape)):
                np.testing.assert_array_equal(mesh.process(same).faces[0].landmarks, expected)
            rgba = np.dstack([image, np.zeros_like(grey)])
            np.testing.assert_array_equal(mesh.process(rgba).faces[0].landmarks, mesh.process(image).faces[0].landmarks)

    def test_rows_that_share_memory_are_a_picture_too(self):
        with saccade.FaceMesh(static=True) as mesh:
            self.assertEqual(mesh.process(np.broadcast_to(BLANK[:1], BLANK.shape)).faces, [])

    def test_an_array_is_let_go_after_use_and_after_a_refusal(self):
        image, wide = BLANK.copy(), np.zeros((1, 40_000, 3), np.uint8)
        counts = sys.getrefcount(image), sys.getrefcount(wide)
        with saccade.FaceMesh() as mesh:
            mesh.process(image)
            with self.assertRaisesRegex(ValueError, '40000'):
                mesh.process(wide)
        self.assertEqual((sys.getrefcount(image), sys.getrefcount(wide)), counts)

    def test_placement_says_where_the_networks_ran(self):
        with saccade.FaceMesh(device='cpu') as mesh:
            mesh.process(BLANK)
            placement = mesh.placement
        self.assertIn('cpu', {node['device'] for node in placement})
        self.assertLessEqual({'node', 'calculator', 'engine', 'precision', 'kernel_count', 'reason'}, set(placement[0]))


class Detection(unittest.TestCase):
    def test_finds_box_score_and_six_keypoints(self):
        with saccade.FaceDetection(range='short') as detection:
            face = detection.process(portrait()).faces[0]
        self.assertGreater(face.score, 0.8)
        self.assertEqual((face.box.shape, face.keypoints.shape), ((4,), (6, 2)))

    def test_agrees_with_the_peer(self):
        # Its full-range graph keeps to its own threshold of 0.6, whatever it is asked for.
        for which, confidence in (('short', 0.5), ('full', 0.6)):
            results, size = golden('face_detection_' + which)
            with saccade.FaceDetection(range=which, min_detection_confidence=confidence) as detection:
                faces = detection.process(portrait()).faces
            self.assertEqual(len(faces), len(results['detections']))
            for face, wanted in zip(faces, results['detections']):
                self.assertAlmostEqual(face.score, wanted['score'], delta=0.005)
                box = (face.box - np.array(wanted['bbox'])).reshape(2, 2) * size
                keypoints = (face.keypoints - np.array(wanted['keypoints']).reshape(6, 2)) * size
                self.assertLess(np.abs(np.vstack([box, keypoints])).max(), 0.5)


class BodyClasses(unittest.TestCase):
    def test_poses_and_masks_are_arrays(self):
        with saccade.Pose(segmentation=True) as pose:
            empty = pose.process(BLANK)
            self.assertEqual((list(empty.poses), empty.mask), ([], None))
            found = pose.process(portrait())
        body, = found.poses
        self.assertEqual((body.landmarks.shape, body.world_landmarks.shape), ((33, 4), (33, 3)))
        self.assertEqual(found.mask.shape, portrait().shape[:2])
        self.assertGreater(found.mask.max(), 0.9)
        with saccade.SelfieSegmentation(background='#00b140') as selfie:
            result = selfie.process(portrait())
        self.assertEqual(result.mask.dtype, np.float32)
        self.assertEqual(result.composed.shape, portrait().shape)
        self.assertEqual(list(result.composed[0, -1]), [0, 0xb1, 0x40])
        with saccade.SelfieSegmentation() as selfie:
            self.assertIsNone(selfie.process(portrait()).composed)


class HandsClass(unittest.TestCase):
    def test_follows_nothing_on_a_blank_picture(self):
        with saccade.Hands() as hands:
            result = hands.process(BLANK)
            self.assertEqual((list(result.hands), result.timestamp_us), ([], 33333))
            networks = {node['node'] for node in hands.placement if node['engine']}
        self.assertEqual(networks, {'palmdetectioncpu__InferenceCalculator', 'handlandmarkcpu__InferenceCalculator'})

    def test_gives_arrays_sides_and_numbers(self):
        # Whatever it takes for a hand: there is none in the portrait.
        options = {'complexity': 0, 'min_detection_confidence': 0, 'min_tracking_confidence': 0}
        with saccade.Hands(**options) as hands, saccade.Hands(mirrored=True, **options) as mirrored:
            found, other = hands.process(portrait()).hands, mirrored.process(portrait()).hands
        self.assertEqual(sorted(hand.track_id for hand in found), [1, 2])
        for hand, twin in zip(found, other):
            for points in (hand.landmarks, hand.world_landmarks):
                self.assertEqual((points.shape, points.dtype), ((21, 3), np.float32))
            self.assertEqual({hand.handedness, twin.handedness}, {'Left', 'Right'})
            self.assertTrue(0.5 <= hand.score <= 1)

    def test_options_are_those_of_the_cli(self):
        doc = saccade.Hands.__init__.__doc__
        for option in ('max_hands: int = 2', 'complexity: int = 1', 'mirrored: bool = False', 'static: bool = False'):
            self.assertIn(option, doc)
        with self.assertRaisesRegex(ValueError, 'complexity'):
            saccade.Hands(complexity=2)
        for complexity in (0, 1):
            saccade.Hands(complexity=complexity).close()


class Options(unittest.TestCase):
    def test_are_those_of_the_cli_with_underscores(self):
        doc = saccade.FaceMesh.__init__.__doc__
        for option in ('max_faces: int = 1', 'refine: bool = False', 'static: bool = False', 'device: str = ', "precision: str = 'auto'",
                       'min_detection_confidence: float = 0.5', 'min_tracking_confidence: float = 0.5',
                       'threads: int = 0'):
            self.assertIn(option, doc)

    def test_an_unknown_name_is_a_type_error_with_the_near_ones(self):
        with self.assertRaisesRegex(TypeError, "'max_face'; did you mean max_faces"):
            saccade.FaceMesh(max_face=1)
        with self.assertRaisesRegex(TypeError, "'zzz'; it has range, min_detection_confidence, device, precision, threads"):
            saccade.FaceDetection(zzz=1)
        with self.assertRaises(TypeError):
            saccade.FaceMesh(1)

    def test_wrong_types_are_type_errors(self):
        for options in ({'max_faces': 1.5}, {'max_faces': True}, {'max_faces': None}, {'refine': 1}, {'device': 3},
                        {'min_detection_confidence': '0.5'}, {'min_tracking_confidence': False}):
            with self.assertRaisesRegex(TypeError, next(iter(options))):
                saccade.FaceMesh(**options)

    def test_numbers_of_other_kinds_are_fine(self):
        options = {'max_faces': np.int64(2), 'min_detection_confidence': 1, 'min_tracking_confidence': np.float32(0)}
        saccade.FaceMesh(**options).close()

    def test_values_out_of_range_are_value_errors(self):
        for options in ({'max_faces': 0}, {'max_faces': -1}, {'min_detection_confidence': float('nan')},
                        {'min_tracking_confidence': 1.5}, {'threads': -1}, {'max_faces': 10**30},
                        {'max_faces': -10**400}, {'min_tracking_confidence': 10**400}):
            with self.assertRaisesRegex(ValueError, next(iter(options))):
                saccade.FaceMesh(**options)
        with self.assertRaisesRegex(ValueError, 'short|full'):
            saccade.FaceDetection(range='medium')

    def test_a_device_that_is_not_here_is_a_clear_error(self):
        with self.assertRaisesRegex(RuntimeError, 'gpu:99'):
            saccade.FaceMesh(device='gpu:99')
        with self.assertRaisesRegex(ValueError, 'precision'):
            saccade.FaceMesh(device='cpu', precision='fp16')
        with self.assertRaisesRegex(ValueError, 'toaster'):
            saccade.FaceMesh(device='toaster')


class Models(unittest.TestCase):
    NAMES = ('face_detection_short_range', 'face_detection_full_range_sparse', 'face_landmark',
             'face_landmark_with_attention', 'palm_detection_full', 'palm_detection_lite', 'hand_landmark_full',
             'hand_landmark_lite')

    def test_those_of_the_faces_are_in_the_package(self):
        folder = pathlib.Path(saccade.__file__).parent / 'share/saccade/models'
        self.assertLessEqual({name + '.tflite' for name in self.NAMES}, {path.name for path in folder.iterdir()})

    def test_a_damaged_one_ahead_of_them_is_an_os_error(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / 'face_landmark.tflite').write_bytes(b'none')
            code = ('import os; os.environ["SACCADE_MODELS"] = %r\nimport saccade\n'
                    'try: saccade.FaceMesh()\nexcept OSError as error: print(error)' % folder)
            self.assertIn('face_landmark', run_python(code)[0])


class Page(unittest.TestCase):
    def test_the_example_runs(self):
        page = SOURCE / 'docs/python.md'
        if not page.exists():
            self.skipTest('skipped: SACCADE_SOURCE does not lead to docs/python.md')
        self.assertEqual(run_python(re.search('```python\n(.*?)```', page.read_text(), re.DOTALL)[1]), ('', ''))


class BadInput(unittest.TestCase):
    def test_is_refused_with_what_was_wanted_and_the_object_stays_usable(self):
        with saccade.FaceMesh() as mesh:
            for bad in (None, 'a.png', [[1, 2]], BLANK.astype(np.float32), BLANK.astype(np.int8), BLANK > 0,
                        np.float64(1)):
                with self.assertRaisesRegex(TypeError, 'uint8'):
                    mesh.process(bad)
            for bad in (BLANK[:0], BLANK[:, :0], BLANK[:, :, :2], BLANK[None], BLANK[0, 0], np.uint8(1),
                        np.broadcast_to(np.uint8(0), (2**40, 2**20, 3))):
                with self.assertRaisesRegex(ValueError, 'uint8'):
                    mesh.process(bad)
            self.assertEqual(list(mesh.process(BLANK).faces), [])

    def test_grey_rgba_and_one_pixel_are_fine(self):
        with saccade.FaceMesh() as mesh:
            for image in (BLANK[:, :, 0], np.dstack([BLANK, BLANK[:, :, :1]]), BLANK[:1, :1]):
                self.assertEqual(list(mesh.process(image).faces), [])

    def test_a_timestamp_that_does_not_grow_is_an_error_of_that_call(self):
        with saccade.FaceMesh() as mesh:
            mesh.process(BLANK, timestamp_us=50_000)
            with self.assertRaisesRegex(ValueError, 'timestamp'):
                mesh.process(BLANK, timestamp_us=50_000)
            with self.assertRaises(TypeError):
                mesh.process(BLANK, timestamp_us='soon')
            self.assertEqual(mesh.process(BLANK).timestamp_us, 50_000 + 33_333)
            mesh.reset()
            self.assertEqual(mesh.process(BLANK, timestamp_us=0).timestamp_us, 0)

    def test_after_close_it_is_a_value_error(self):
        mesh = saccade.FaceMesh()
        mesh.close()
        mesh.close()
        for call in (lambda: mesh.process(BLANK), mesh.reset, lambda: mesh.placement, mesh.__enter__):
            with self.assertRaisesRegex(ValueError, 'closed'):
                call()


class Threads(unittest.TestCase):
    def test_one_object_may_be_called_from_many_threads(self):
        image = portrait()
        counts = []
        with saccade.FaceMesh(static=True) as mesh:
            def work():
                for _ in range(5):
                    counts.append(len(mesh.process(image).faces))
            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(counts, [1] * 20)

    def test_the_lock_of_the_interpreter_is_free_while_a_frame_is_worked_on(self):
        ticks, stop = [0], threading.Event()

        def tick():
            while not stop.is_set():
                ticks[0] += 1
                time.sleep(0)
        interval = sys.getswitchinterval()
        thread = threading.Thread(target=tick)
        with saccade.FaceMesh() as mesh:
            thread.start()
            # From here on the lock changes hands only when somebody lets it go.
            sys.setswitchinterval(100)
            before = ticks[0]
            for _ in range(20):
                mesh.process(BLANK)
            after = ticks[0]
            sys.setswitchinterval(interval)
            stop.set()
            thread.join()
        self.assertGreater(after, before)


if __name__ == '__main__':
    unittest.main()
