// Picture files that no encoder at hand writes, byte by byte.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "media/orientation.h"

namespace saccade {

// A baseline JPEG of 8x8 pixels, four channels of one value each, marked as Adobe's CMYK (no colour transform).
std::vector<uint8_t> make_cmyk_jpeg(std::array<uint8_t, 4> channels);

// A PNG of a header and an end, as small as a file that claims this size can be.
std::vector<uint8_t> make_png_header(uint32_t width, uint32_t height);

// PNG, JPEG, WebP and TIFF files (ours or FFmpeg's) with the orientation put in.
std::vector<uint8_t> with_orientation(std::vector<uint8_t> file, Orientation orientation);

// CRC-32 as PNG and zlib have it.
uint32_t crc32_of(const uint8_t* bytes, size_t count);

}  // namespace saccade
