// EXIF, which is a TIFF structure; TIFF files are one themselves.
#pragma once

#include <cstdint>
#include <span>

#include "media/orientation.h"

namespace saccade {

struct TiffFacts {
  Orientation orientation = Orientation::kUpright;
  int64_t width = 0;
  int64_t height = 0;
};

// From the first directory; what is absent or malformed keeps its default.
TiffFacts read_tiff_facts(std::span<const uint8_t> tiff);

// Takes the entries out of the first directory that decoding pixels does not need. FFmpeg's decoder either stops at
// every tag it does not know, or passes damaged pixels.
void keep_pixel_tags(std::span<uint8_t> tiff);

}  // namespace saccade
