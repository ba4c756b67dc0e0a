// A picture file's bytes become an Image.
#pragma once

#include <cstdint>
#include <span>

#include "media/picture_file.h"
#include "saccade/image.h"

namespace saccade {

// As shown (orientation applied), RGB or RGBA. data_loss when damaged, resource_exhausted when larger than 32768 a side
// or than FFmpeg decodes (about 268 megapixels), unimplemented when FFmpeg lacks the decoder.
Result<Image> decode_picture(const PictureFile& picture, std::span<const uint8_t> file);

}  // namespace saccade
