#include "picture_maker.h"

#include <cstring>
#include <stdexcept>

#include "media/picture_file.h"

namespace saccade {
namespace {

using Bytes = std::vector<uint8_t>;

void append(Bytes& to, const Bytes& bytes) {
  for (const uint8_t byte : bytes) to.push_back(byte);
}

void append_u32_big(Bytes& to, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<uint8_t>(value >> shift));
}

Bytes png_chunk(const char* type, const Bytes& data) {
  Bytes typed(type, type + 4);
  append(typed, data);
  Bytes chunk;
  append_u32_big(chunk, static_cast<uint32_t>(data.size()));
  append(chunk, typed);
  append_u32_big(chunk, crc32_of(typed.data(), typed.size()));
  return chunk;
}

// A TIFF structure of one directory with one entry: orientation (274), SHORT, 1 value.
Bytes exif(Orientation orientation) {
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, static_cast<uint8_t>(orientation),
          0,   0,   0, 0,  0, 0};
}

class BitWriter {
 public:
  explicit BitWriter(Bytes& to) : to_(to) {}
  void put(uint32_t bits, int count) {
    for (int i = count - 1; i >= 0; --i) {
      current_ = static_cast<uint8_t>(current_ << 1 | (bits >> i & 1));
      if (++used_ == 8) flush_byte();
    }
  }
  void finish() {
    while (used_ != 0) put(1, 1);
  }

 private:
  void flush_byte() {
    to_.push_back(current_);
    if (current_ == 0xFF) to_.push_back(0);
    used_ = 0;
  }
  Bytes& to_;
  uint8_t current_ = 0;
  int used_ = 0;
};

}  // namespace

uint32_t crc32_of(const uint8_t* bytes, size_t count) {
  uint32_t crc = 0xFFFFFFFF;
  for (size_t i = 0; i < count; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

std::vector<uint8_t> make_png_header(uint32_t width, uint32_t height) {
  Bytes header;
  append_u32_big(header, width);
  append_u32_big(header, height);
  append(header, {8, 2, 0, 0, 0});
  Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  append(file, png_chunk("IHDR", header));
  append(file, png_chunk("IDAT", {0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01}));
  append(file, png_chunk("IEND", {}));
  return file;
}

std::vector<uint8_t> make_cmyk_jpeg(std::array<uint8_t, 4> channels) {
  Bytes file = {0xFF, 0xD8};
  append(file, {0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0});  // transform 0: CMYK
  append(file, {0xFF, 0xDB, 0, 67, 0});
  append(file, Bytes(64, 8));  // with 8 a block's DC is its mean - 128
  append(file, {0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0});
  // DC: categories 0 to 11 with codes of four bits. AC: only "end of block", one bit.
  append(file, {0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  append(file, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  append(file, {0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  append(file, {0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0});
  BitWriter bits(file);
  for (const uint8_t value : channels) {
    const int dc = value - 128;
    int category = 0;
    while ((dc < 0 ? -dc : dc) >> category != 0) ++category;
    bits.put(static_cast<uint32_t>(category), 4);
    bits.put(static_cast<uint32_t>(dc < 0 ? dc + (1 << category) - 1 : dc), category);
    bits.put(0, 1);
  }
  bits.finish();
  append(file, {0xFF, 0xD9});
  return file;
}

std::vector<uint8_t> with_orientation(std::vector<uint8_t> file, Orientation orientation) {
  const std::optional<PictureFormat> format = picture_format(file);
  if (format == PictureFormat::kJpeg) {
    Bytes segment = {0xFF, 0xE1, 0, static_cast<uint8_t>(8 + exif(orientation).size()), 'E', 'x', 'i', 'f', 0, 0};
    append(segment, exif(orientation));
    file.insert(file.begin() + 2, segment.begin(), segment.end());
  } else if (format == PictureFormat::kPng) {
    const Bytes chunk = png_chunk("eXIf", exif(orientation));
    file.insert(file.begin() + 33, chunk.begin(), chunk.end());  // after the signature and IHDR
  } else if (format == PictureFormat::kWebp) {
    const Bytes data = exif(orientation);
    append(file, {'E', 'X', 'I', 'F', static_cast<uint8_t>(data.size()), 0, 0, 0});
    append(file, data);
    const auto size = static_cast<uint32_t>(file.size() - 8);
    std::memcpy(file.data() + 4, &size, 4);
  } else if (format == PictureFormat::kTiff && file[0] == 'I') {
    // The encoder says that resolution is in inches (296, SHORT); that entry becomes the orientation.
    uint32_t directory = 0;
    std::memcpy(&directory, file.data() + 4, 4);
    for (uint8_t* entry = file.data() + directory + 2; entry + 12 <= file.data() + file.size(); entry += 12) {
      if (entry[0] != (296 & 0xFF) || entry[1] != 296 >> 8) continue;
      entry[0] = 274 & 0xFF;
      entry[8] = static_cast<uint8_t>(orientation);
      return file;
    }
    throw std::runtime_error("no entry to use");
  } else {
    throw std::runtime_error("not a format with an orientation");
  }
  return file;
}

}  // namespace saccade
