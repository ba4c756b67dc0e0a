#!/usr/bin/env python3
"""Writes shader_table.h and shader_table.cpp: every compiled shader as constant words, with what the host must know.

usage: embed_shaders.py OUTPUT_DIRECTORY SHADER.spv...
"""
import pathlib
import struct
import sys

OP_DECORATE = 71
DECORATION_BINDING = 33


def words_of(path):
    data = path.read_bytes()
    words = struct.unpack(f'<{len(data) // 4}I', data)
    if not words or words[0] != 0x07230203:
        sys.exit(f'{path} is no SPIR-V')
    return words


def binding_count(words):
    highest, at = -1, 5
    while at < len(words):
        count, op = words[at] >> 16, words[at] & 0xffff
        if op == OP_DECORATE and words[at + 2] == DECORATION_BINDING:
            highest = max(highest, words[at + 3])
        at += count
    return highest + 1


def enumerator(name):
    return 'k' + ''.join(part.capitalize() for part in name.split('_'))


def main():
    directory, files = pathlib.Path(sys.argv[1]), [pathlib.Path(f) for f in sys.argv[2:]]
    shaders = [(f.stem, words_of(f)) for f in files]
    names = ''.join(f'  {enumerator(name)},\n' for name, _ in shaders)
    header = f'''// Generated from the list of shaders in src/engine/vulkan/CMakeLists.txt.
#pragma once

#include <cstdint>
#include <span>

namespace saccade::vulkan {{

enum class ShaderId : uint8_t {{
{names}}};

struct ShaderCode {{
  const char* name;  // "conv"
  std::span<const uint32_t> words;
  uint32_t binding_count;
}};
std::span<const ShaderCode> shader_table();  // at the position of the ShaderId

}}  // namespace saccade::vulkan
'''
    arrays = ''.join(
        f'constexpr uint32_t {enumerator(name)}Words[] = {{{", ".join(map(str, words))}}};\n' for name, words in shaders)
    rows = ''.join(
        f'    {{"{name}", {enumerator(name)}Words, {binding_count(words)}}},\n' for name, words in shaders)
    source = f'''#include "shader_table.h"

namespace saccade::vulkan {{
namespace {{

{arrays}
constexpr ShaderCode kShaders[] = {{
{rows}}};

}}  // namespace

std::span<const ShaderCode> shader_table() {{ return kShaders; }}

}}  // namespace saccade::vulkan
'''
    for name, text in (('shader_table.h', header), ('shader_table.cpp', source)):
        (directory / name).write_text(text)


main()
