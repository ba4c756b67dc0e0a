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

}  // namespace saccade
