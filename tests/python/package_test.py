"""The package as installed: run by tools/wheel.sh in an environment that holds the wheel and numpy only."""
import functools
import json
import os
import pathlib
import struct
import subprocess
import sys
import threading
import time
import unittest
import zlib

import numpy as np

import saccade

SHARED = pathlib.Path(os.environ.get('SACCADE_SHARED', '')) / 'testdata'


def run_python(code):
    return subprocess.run([sys.executable, '-I', '-c', code], capture_output=True, text=True, check=True).stdout


@functools.cache
def read_picture(name):
    """A picture of ../shared as an RGB array, alpha left out: 8-bit PNG without interlacing, so that no package is needed."""
    path = SHARED / name
    if not path.exists():
        raise unittest.SkipTest('skipped: ../shared/testdata is not here')
    data = path.read_bytes()
    position, packed = 8, b''
    while position < len(data):
        length, kind = struct.unpack('>I4s', data[position:position + 8])
        chunk = data[position + 8:position + 8 + length]
        if kind == b'IHDR':
            width, height, depth, color = struct.unpack('>IIBB', chunk[:10])
            pixel = {2: 3, 6: 4}[color]  # bytes
            assert depth == 8
        elif kind == b'IDAT':
            packed += chunk
        position += 12 + length
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + pixel * width)
    image = np.zeros((height + 1, width + 1, pixel), np.int64)  # a zero row above, a zero pixel to the left
    for y in range(height):
        kind, line = rows[y, 0], rows[y, 1:].reshape(width, pixel)
        for x in range(width):
            left, up, corner = image[y + 1, x], image[y, x + 1], image[y, x]
            if kind == 4:
                distance = np.abs([up - corner, left - corner, left + up - 2 * corner])
                predicted = np.choose(distance.argmin(axis=0), [left, up, corner])
            else:
                predicted = (0, left, up, (left + up) // 2)[kind]
            image[y + 1, x + 1] = (line[x] + predicted) & 255
    return image[1:, 1:, :3].astype(np.uint8)


BLANK = np.full((90, 160, 3), 127, np.uint8)


class Import(unittest.TestCase):
    def test_takes_less_than_a_tenth_of_a_second_and_loads_no_numpy(self):
        code = ('import sys, time; t = time.perf_counter(); import saccade; '
                'print(time.perf_counter() - t, "numpy" in sys.modules)')
        seconds, has_numpy = min(run_python(code).split() for _ in range(5))
        self.assertLess(float(seconds), 0.1)
        self.assertEqual(has_numpy, 'False')

    def test_prints_nothing(self):
        done = subprocess.run([sys.executable, '-I', '-c', 'import saccade; saccade.FaceMesh().close()'],
                              capture_output=True, text=True, check=True)
        self.assertEqual((done.stdout, done.stderr), ('', ''))

    def test_version_is_there(self):
        self.assertRegex(saccade.__version__, r'^\d+\.\d+\.\d+$')


class Mesh(unittest.TestCase):
    def test_finds_468_points_on_a_face(self):
        with saccade.FaceMesh(static=True) as mesh:
            result = mesh.process(read_picture('portrait.png'))
        self.assertEqual(len(result.faces), 1)
        points = result.faces[0].landmarks
        self.assertEqual((points.shape, points.dtype), ((468, 3), np.float32))
        self.assertTrue(((points[:, :2] > 0) & (points[:, :2] < 1)).all())

    def test_agrees_with_the_peer_within_half_a_pixel(self):
        golden = SHARED.parent / 'golden' / 'face_mesh_static_refine__portrait.json'
        if not golden.exists():
            self.skipTest('skipped: ../shared/golden is not here')
        recorded = json.loads(golden.read_text())
        flat = recorded['frames'][0]['results']['multi_face_landmarks'][0]
        expected = np.array(flat, np.float64).reshape(-1, 3)
        with saccade.FaceMesh(refine=True, static=True) as mesh:
            points = mesh.process(read_picture('portrait.png')).faces[0].landmarks
        size = np.array([recorded['width'], recorded['height']])
        self.assertEqual(points.shape, (478, 3))
        self.assertLess(np.abs((points - expected)[:, :2] * size).max(), 0.5)

    def test_nothing_found_is_an_empty_list(self):
        with saccade.FaceMesh() as mesh:
            self.assertEqual(list(mesh.process(BLANK).faces), [])

    def test_landmarks_outlive_the_object_and_are_writable(self):
        mesh = saccade.FaceMesh()
        points = mesh.process(read_picture('portrait.png')).faces[0].landmarks
        mesh.close()
        del mesh
        points += 1
        self.assertGreater(points[0, 0], 1)

    def test_every_layout_of_the_same_pixels_gives_the_same_mesh(self):
        image = read_picture('portrait.png')
        wide = np.zeros((image.shape[0], image.shape[1] + 7, 3), np.uint8)
        wide[:, 7:] = image
        bgr = image[:, :, ::-1].copy()
        planar = np.ascontiguousarray(image.transpose(2, 0, 1))
        read_only = image.copy()
        read_only.flags.writeable = False
        with saccade.FaceMesh(static=True) as mesh:
            expected = mesh.process(image).faces[0].landmarks
            for view in (wide[:, 7:], bgr[:, :, ::-1], planar.transpose(1, 2, 0), read_only, image[::-1].copy()[::-1]):
                np.testing.assert_array_equal(mesh.process(view).faces[0].landmarks, expected)

    def test_placement_says_where_the_networks_ran(self):
        with saccade.FaceMesh() as mesh:
            mesh.process(BLANK)
            self.assertIn('cpu', {node.device for node in mesh.placement})


class Detection(unittest.TestCase):
    def test_finds_box_score_and_six_keypoints(self):
        with saccade.FaceDetection(range='short') as detection:
            face = detection.process(read_picture('portrait.png')).faces[0]
        self.assertGreater(face.score, 0.8)
        self.assertEqual((face.box.shape, face.keypoints.shape), ((4,), (6, 2)))

    def test_full_range_is_there_too(self):
        with saccade.FaceDetection(range='full') as detection:
            self.assertEqual(len(detection.process(read_picture('portrait.png')).faces), 1)


class Options(unittest.TestCase):
    def test_are_those_of_the_cli_with_underscores(self):
        doc = saccade.FaceMesh.__init__.__doc__
        for option in ('max_faces: int = 1', 'refine: bool = False', 'static: bool = False', 'device: str = ',
                       'min_detection_confidence: float = 0.5', 'min_tracking_confidence: float = 0.5', 'threads: int = 0'):
            self.assertIn(option, doc)

    def test_unknown_names_and_wrong_types_are_type_errors(self):
        for options in ({'max_face': 1}, {'max_faces': 1.5}, {'max_faces': True}, {'refine': 1}, {'device': 3},
                        {'min_detection_confidence': '0.5'}):
            with self.assertRaisesRegex(TypeError, next(iter(options))):
                saccade.FaceMesh(**options)
        with self.assertRaises(TypeError):
            saccade.FaceMesh(1)

    def test_values_out_of_range_are_value_errors(self):
        for options in ({'max_faces': 0}, {'max_faces': -1}, {'min_detection_confidence': float('nan')},
                        {'min_tracking_confidence': 1.5}, {'threads': -1}, {'max_faces': 10**30}):
            with self.assertRaisesRegex(saccade.InvalidArgument, next(iter(options))) as caught:
                saccade.FaceMesh(**options)
            self.assertIsInstance(caught.exception, ValueError)
            self.assertEqual(caught.exception.code, 'invalid_argument')
        with self.assertRaises(ValueError):
            saccade.FaceDetection(range='medium')

    def test_the_gpu_is_a_clear_error_until_there_is_an_engine(self):
        with self.assertRaisesRegex(saccade.Error, 'gpu') as caught:
            saccade.FaceMesh(device='gpu')
        self.assertEqual(caught.exception.code, 'unavailable')


class BadInput(unittest.TestCase):
    def test_is_refused_with_what_was_wanted_and_the_object_stays_usable(self):
        with saccade.FaceMesh() as mesh:
            for bad in (None, 'a.png', [[1, 2]], BLANK.astype(np.float32), BLANK[0], BLANK[:, :, :2], np.float64(1)):
                with self.assertRaisesRegex(TypeError, 'uint8'):
                    mesh.process(bad)
            for empty in (BLANK[:0], BLANK[:, :0]):
                with self.assertRaises(ValueError):
                    mesh.process(empty)
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
            self.assertEqual(mesh.process(BLANK, timestamp_us=50_001).timestamp_us, 50_001)
            mesh.reset()
            mesh.process(BLANK, timestamp_us=0)

    def test_after_close_it_is_a_value_error(self):
        mesh = saccade.FaceMesh()
        mesh.close()
        mesh.close()
        for call in (lambda: mesh.process(BLANK), mesh.reset, lambda: mesh.placement):
            with self.assertRaisesRegex(ValueError, 'closed'):
                call()


class Threads(unittest.TestCase):
    def test_one_object_may_be_called_from_many_threads(self):
        image = read_picture('portrait.png')
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
