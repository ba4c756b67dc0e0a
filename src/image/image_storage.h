// ImageStorage: what a device keeps behind an Image. The host's own is in image.cpp.
#pragma once

#include "saccade/image.h"

namespace saccade {

// Immutable once published; thread-safe.
class ImageStorage {
 public:
  virtual ~ImageStorage() = default;
  // The pixels on the host, valid while the storage lives. The first call runs what is pending and waits.
  virtual Result<HostPixels> host() const = 0;
};

// For engines: invalid_argument for a side below 1 or above 32768.
Status check_image_size(int width, int height);

}  // namespace saccade
