#include "media/exif.h"

#include <algorithm>
#include <iterator>

#include "media/byte_reader.h"

namespace saccade {
namespace {

// Tags and types: TIFF 6.0, sections 2 and 8.
constexpr uint16_t kImageWidth = 256;
constexpr uint16_t kImageLength = 257;
constexpr uint16_t kOrientation = 274;
constexpr uint16_t kShort = 3;
constexpr uint16_t kLong = 4;
constexpr uint64_t kEntry_bytes = 12;

// Size, layout, compression, strips, tiles, palette: what FFmpeg reads of TIFF 6.0, rising.
constexpr uint16_t kPixelTags[] = {256, 257, 258, 259, 262, 266, 273, 277, 278, 279,
                                   284, 292, 293, 317, 320, 322, 323, 324, 325, 530};

bool is_tiff(std::span<const uint8_t> tiff) {
  return tiff.size() >= 8 && tiff[0] == tiff[1] && (tiff[0] == 'I' || tiff[0] == 'M');
}

}  // namespace

TiffFacts read_tiff_facts(std::span<const uint8_t> tiff) {
  TiffFacts facts;
  if (!is_tiff(tiff)) return facts;
  ByteReader reader(tiff, tiff[0] == 'M');
  const uint64_t directory = reader.u32(4);
  const int entry_count = reader.u16(directory);
  for (int i = 0; i < entry_count && !reader.overran(); ++i) {
    const uint64_t entry = directory + 2 + i * kEntry_bytes;
    const uint16_t tag = reader.u16(entry);
    const uint16_t type = reader.u16(entry + 2);
    if (type != kShort && type != kLong) continue;
    const uint32_t value = type == kShort ? reader.u16(entry + 8) : reader.u32(entry + 8);
    if (tag == kImageWidth) facts.width = value;
    if (tag == kImageLength) facts.height = value;
    if (tag == kOrientation && value >= 1 && value <= 8) facts.orientation = static_cast<Orientation>(value);
  }
  return facts;
}

void keep_pixel_tags(std::span<uint8_t> tiff) {
  if (!is_tiff(tiff)) return;
  const bool big_endian = tiff[0] == 'M';
  ByteReader reader(tiff, big_endian);
  const uint64_t directory = reader.u32(4);
  const uint64_t entries = directory + 2;
  const int entry_count = reader.u16(directory);
  if (reader.overran() || entries + entry_count * kEntry_bytes > tiff.size()) return;
  int kept = 0;
  for (int i = 0; i < entry_count; ++i) {
    const uint16_t tag = reader.u16(entries + i * kEntry_bytes);
    if (!std::binary_search(std::begin(kPixelTags), std::end(kPixelTags), tag)) continue;
    std::copy_n(tiff.begin() + static_cast<ptrdiff_t>(entries + i * kEntry_bytes), kEntry_bytes,
                tiff.begin() + static_cast<ptrdiff_t>(entries + kept * kEntry_bytes));
    ++kept;
  }
  tiff[directory + (big_endian ? 0 : 1)] = static_cast<uint8_t>(kept >> 8);
  tiff[directory + (big_endian ? 1 : 0)] = static_cast<uint8_t>(kept);
}

}  // namespace saccade
