// Reading pictures, for read_image() and for videos that are one.
#pragma once

#include <optional>
#include <string>

#include "saccade/image.h"

namespace saccade {

// Empty when the file, which must be readable, is not a still PNG, JPEG, WebP, BMP or TIFF. Errors name it.
Result<std::optional<Image>> read_still_picture(const std::string& path);

}  // namespace saccade
