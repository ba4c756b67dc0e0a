#include "media/picture_file.h"

#include <algorithm>
#include <string_view>

#include "media/byte_reader.h"
#include "media/exif.h"
#include "media/file_end.h"

namespace saccade {
namespace {

bool has_text(std::span<const uint8_t> bytes, uint64_t offset, std::string_view text) {
  return offset <= bytes.size() && text.size() <= bytes.size() - offset &&
         std::equal(text.begin(), text.end(), bytes.begin() + static_cast<ptrdiff_t>(offset),
                    [](char a, uint8_t b) { return static_cast<uint8_t>(a) == b; });
}

// `count` bytes from `offset`, as far as there are any.
std::span<const uint8_t> part(std::span<const uint8_t> bytes, uint64_t offset, uint64_t count) {
  if (offset >= bytes.size()) return {};
  return bytes.subspan(offset, std::min<uint64_t>(count, bytes.size() - offset));
}

Status cut_off() { return data_loss(std::string("is cut off") + kFetchAgain); }

// PNG: chunks of length, type, data, CRC (checked by the decoder) up to IEND.
Result<PictureFile> inspect_png(std::span<const uint8_t> file) {
  PictureFile picture{.format = PictureFormat::kPng};
  ByteReader reader(file, true);
  for (uint64_t chunk = 8;; chunk += 12 + uint64_t{reader.u32(chunk)}) {
    const uint64_t length = reader.u32(chunk);
    if (reader.overran() || chunk + 12 + length > file.size()) return cut_off();
    if (has_text(file, chunk + 4, "IEND")) return picture;
    if (has_text(file, chunk + 4, "acTL")) picture.animated = true;
    if (has_text(file, chunk + 4, "eXIf")) {
      picture.orientation = read_tiff_facts(part(file, chunk + 8, length)).orientation;
    }
    if (has_text(file, chunk + 4, "IHDR")) {
      picture.width = reader.u32(chunk + 8);
      picture.height = reader.u32(chunk + 12);
    }
  }
}

// JPEG (T.81 annex B): marker segments; after SOS the coded data, in which FF is followed by 0 or a restart marker.
Result<PictureFile> inspect_jpeg(std::span<const uint8_t> file) {
  PictureFile picture{.format = PictureFormat::kJpeg};
  ByteReader reader(file, true);
  uint64_t position = 2;
  while (position + 1 < file.size()) {
    const uint8_t marker = file[position + 1];
    if (file[position] != 0xFF || marker == 0xFF) {  // stray or fill byte
      ++position;
      continue;
    }
    position += 2;
    if (marker == 0xD9) return picture;  // EOI
    // 00 is a stuffed FF of coded data; restart markers, SOI and TEM stand alone.
    if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
    const uint64_t length = reader.u16(position);
    if (reader.overran() || length < 2 || position + length > file.size()) return cut_off();
    const bool start_of_frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (start_of_frame && picture.width == 0) {
      picture.height = reader.u16(position + 3);
      picture.width = reader.u16(position + 5);
    }
    if (marker == 0xE1 && has_text(file, position + 2, std::string_view("Exif\0\0", 6))) {
      picture.orientation = read_tiff_facts(part(file, position + 8, length - 8)).orientation;
    }
    position += length;
  }
  return cut_off();
}

// WebP: RIFF chunks, padded to even length.
Result<PictureFile> inspect_webp(std::span<const uint8_t> file) {
  PictureFile picture{.format = PictureFormat::kWebp};
  ByteReader reader(file, false);
  const uint64_t end = 8 + uint64_t{reader.u32(4)};
  if (end > file.size()) return cut_off();
  for (uint64_t chunk = 12; chunk + 8 <= end;) {
    const uint64_t length = reader.u32(chunk + 4);
    if (chunk + 8 + length > end) return cut_off();
    if (has_text(file, chunk, "ANIM")) picture.animated = true;
    if (has_text(file, chunk, "EXIF")) {
      std::span<const uint8_t> exif = part(file, chunk + 8, length);
      // Some writers keep JPEG's prefix.
      if (has_text(exif, 0, std::string_view("Exif\0\0", 6))) exif = exif.subspan(6);
      picture.orientation = read_tiff_facts(exif).orientation;
    }
    chunk += 8 + length + length % 2;
  }
  return picture;
}

Result<PictureFile> inspect_bmp(std::span<const uint8_t> file) {
  PictureFile picture{.format = PictureFormat::kBmp};
  ByteReader reader(file, false);
  const bool core_header = reader.u32(14) == 12;
  picture.width = core_header ? reader.u16(18) : static_cast<int32_t>(reader.u32(18));
  picture.height = core_header ? reader.u16(20) : static_cast<int32_t>(reader.u32(22));
  picture.height = picture.height < 0 ? -picture.height : picture.height;  // negative: rows from the top
  if (reader.overran()) return cut_off();
  return picture;
}

Result<PictureFile> inspect_tiff(std::span<const uint8_t> file) {
  const TiffFacts facts = read_tiff_facts(file);
  return PictureFile{
      .format = PictureFormat::kTiff, .orientation = facts.orientation, .width = facts.width, .height = facts.height};
}

bool is_bmp(std::span<const uint8_t> head) {
  // Two letters prove little; the header's own size is one of a few.
  static constexpr uint32_t kHeader_bytes[] = {12, 40, 52, 56, 64, 108, 124};
  ByteReader reader(head, false);
  const uint32_t header_bytes = reader.u32(14);
  return has_text(head, 0, "BM") && std::count(std::begin(kHeader_bytes), std::end(kHeader_bytes), header_bytes) == 1;
}

}  // namespace

std::optional<PictureFormat> picture_format(std::span<const uint8_t> head) {
  if (has_text(head, 0, "\x89PNG\r\n\x1a\n")) return PictureFormat::kPng;
  if (has_text(head, 0, "\xFF\xD8\xFF")) return PictureFormat::kJpeg;
  if (has_text(head, 0, "RIFF") && has_text(head, 8, "WEBP")) return PictureFormat::kWebp;
  if (has_text(head, 0, std::string_view("II*\0", 4)) || has_text(head, 0, std::string_view("MM\0*", 4))) {
    return PictureFormat::kTiff;
  }
  if (is_bmp(head)) return PictureFormat::kBmp;
  return std::nullopt;
}

Result<PictureFile> inspect_picture(PictureFormat format, std::span<const uint8_t> file) {
  switch (format) {
    case PictureFormat::kPng:
      return inspect_png(file);
    case PictureFormat::kJpeg:
      return inspect_jpeg(file);
    case PictureFormat::kWebp:
      return inspect_webp(file);
    case PictureFormat::kBmp:
      return inspect_bmp(file);
    case PictureFormat::kTiff:
      return inspect_tiff(file);
  }
  return internal_error("unknown picture format");
}

}  // namespace saccade
