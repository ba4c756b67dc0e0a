// Picture files from the outside: which format, how large, which way up, whole or cut off. Pixels: picture_decoder.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "media/orientation.h"
#include "saccade/status.h"

namespace saccade {

enum class PictureFormat { kPng, kJpeg, kWebp, kBmp, kTiff };

struct PictureFile {
  PictureFormat format = PictureFormat::kPng;
  Orientation orientation = Orientation::kUpright;
  bool animated = false;  // more than one picture: a video
  int64_t width = 0;      // as stored; 0 when the header does not say (WebP)
  int64_t height = 0;
};

// By the first 32 bytes; empty for anything else.
std::optional<PictureFormat> picture_format(std::span<const uint8_t> head);
// Walks the container without decoding; `file` starts with a known format's first bytes. data_loss when it ends before
// its end.
Result<PictureFile> inspect_picture(PictureFormat format, std::span<const uint8_t> file);

}  // namespace saccade
