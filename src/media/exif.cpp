#include "media/exif.h"

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

}  // namespace

TiffFacts read_tiff_facts(std::span<const uint8_t> tiff) {
  TiffFacts facts;
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return facts;
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

}  // namespace saccade
