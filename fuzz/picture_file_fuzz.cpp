// Any bytes as a picture's container. The first one chooses the format, so that no magic number has to be found.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "media/exif.h"
#include "media/picture_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::vector<uint8_t> file(data + 1, data + size);
  (void)saccade::picture_format(file);
  (void)saccade::inspect_picture(static_cast<saccade::PictureFormat>(data[0] % 5), file);
  std::vector<uint8_t> tiff = file;
  saccade::keep_pixel_tags(tiff);
  return 0;
}
