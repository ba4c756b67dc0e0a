#!/usr/bin/env python3
"""Checks who includes whom against the one table below (docs/architecture.md draws it).

A module is a folder; the longest matching folder owns a file. A module may include itself, `base`, and what its row
lists. A third-party header may be included only by the modules that own its door.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# module: modules it may include besides itself and base
ALLOWED = {
    'base': set(),
    'image': set(),
    'tensor': set(),
    'graph': set(),
    'model': {'tensor'},
    'media': {'image'},
    # The device choice is the one place that knows every engine.
    'engine': {'image', 'tensor', 'model', 'engine/cpu', 'engine/vulkan/device', 'engine/vulkan/ops'},
    'engine/cpu': {'engine', 'image', 'tensor', 'model'},
    'engine/vulkan/device': set(),
    'engine/vulkan/shaders': set(),
    'engine/vulkan/ops': {'engine', 'image', 'tensor', 'model', 'engine/vulkan/device', 'engine/vulkan/shaders'},
    'calculators': {'graph', 'image', 'tensor', 'model', 'engine', 'media'},
    'solutions': {'graph', 'calculators', 'engine', 'model', 'image'},
    'apps': {'public'},
    'python': {'public'},
}

# Public headers belong to a module and obey its row.
PUBLIC = {
    'status.h': 'base', 'version.h': 'base', 'doctor.h': 'base', 'types.h': 'base', 'describe.h': 'base',
    'image.h': 'image', 'frame.h': 'image',
    'video.h': 'media', 'models.h': 'model',
    'face_detection.h': 'solutions', 'face_mesh.h': 'solutions', 'overlay.h': 'solutions', 'graph.h': 'solutions',
    'hands.h': 'solutions', 'model_timing.h': 'solutions', 'pose.h': 'solutions',
    'selfie_segmentation.h': 'solutions',
}

# third-party include prefix: modules that may use it
DOORS = {
    'spdlog/': {'base'},
    'flatbuffers/': {'model'},
    'nettle/': {'model'},
    'vulkan/': {'engine/vulkan/device'},
    'libav': {'media'}, 'libsw': {'media'},
    'google/protobuf/': {'graph', 'calculators', 'solutions'},
    'nlohmann/': {'model', 'engine', 'apps'},
    'CLI/': {'apps'},
    'nanobind/': {'python'},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def module_of(path):
    relative = path.relative_to(ROOT).as_posix()
    if relative.startswith('include/saccade/'):
        name = relative.removeprefix('include/saccade/')
        return PUBLIC.get(name, 'unknown public header ' + name)
    if relative.startswith('apps/'):
        return 'apps'
    if relative.startswith('python/'):
        return 'python'
    return owner(relative.removeprefix('src/'))


def owner(relative):
    matches = [m for m in ALLOWED if relative.startswith(m + '/')]
    return max(matches, key=len) if matches else None


def included_module(header):
    if header.startswith('saccade/proto/'):
        return None
    if header.startswith('saccade/'):
        return PUBLIC.get(header.removeprefix('saccade/'), 'unknown public header ' + header)
    return owner(header)


def problems_in(path):
    module = module_of(path)
    if module not in ALLOWED:
        yield '%s: %s is in no row of the table' % (path, module)
        return
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        header = match.group(2)
        where = '%s:%d' % (path.relative_to(ROOT), number)
        for prefix, owners in DOORS.items():
            if header.startswith(prefix) and module not in owners:
                yield '%s: %s may not include <%s>; its door is %s' % (where, module, header, ', '.join(sorted(owners)))
        target = included_module(header)
        if target is None or target in (module, 'base'):
            continue
        public = header.startswith('saccade/')
        if 'public' in ALLOWED[module]:
            if not public:
                yield '%s: %s sees include/saccade only, not "%s"' % (where, module, header)
        elif target not in ALLOWED[module]:
            yield '%s: %s may not include %s ("%s")' % (where, module, target, header)


def main():
    files = [p for folder in ('src', 'include/saccade', 'apps', 'python') for p in sorted((ROOT / folder).rglob('*'))
             if p.suffix in ('.h', '.cpp') and 'build' not in p.parts]
    found = [problem for path in files for problem in problems_in(path)]
    for problem in found:
        print('layers:', problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
