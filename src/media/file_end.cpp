#include "media/file_end.h"

#include <sys/stat.h>

#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "media/byte_reader.h"

namespace saccade {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

class SizedFile {
 public:
  explicit SizedFile(const std::string& path) : file_(std::fopen(path.c_str(), "rbe")) {
    struct stat facts {};
    if (file_ != nullptr && ::fstat(::fileno(file_.get()), &facts) == 0 && S_ISREG(facts.st_mode)) {
      size_bytes_ = static_cast<uint64_t>(facts.st_size);
    }
  }

  uint64_t size_bytes() const { return size_bytes_; }

  // 16 bytes from `offset`; those behind the end are 0.
  std::array<uint8_t, 16> bytes_at(uint64_t offset) const {
    std::array<uint8_t, 16> bytes{};
    if (offset < size_bytes_ && ::fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) == 0) {
      static_cast<void>(std::fread(bytes.data(), 1, bytes.size(), file_.get()));
    }
    return bytes;
  }

 private:
  std::unique_ptr<std::FILE, CloseFile> file_;
  uint64_t size_bytes_ = 0;
};

bool has_text(const std::array<uint8_t, 16>& bytes, size_t offset, std::string_view text) {
  return std::memcmp(bytes.data() + offset, text.data(), text.size()) == 0;
}

// ISO 14496-12: boxes of size and type; size 1: 64 bits follow; size 0: up to the end of the file.
bool boxes_cut_off(const SizedFile& file) {
  uint64_t offset = 0;
  while (offset + 8 <= file.size_bytes()) {
    const std::array<uint8_t, 16> head = file.bytes_at(offset);
    ByteReader reader(head, true);
    uint64_t size = reader.u32(0);
    if (size == 1) size = uint64_t{reader.u32(8)} << 32 | reader.u32(12);
    if (size < 8) return false;
    if (size > file.size_bytes() - offset) return true;
    offset += size;
  }
  return offset != file.size_bytes();  // part of a header
}

// AVI: one RIFF chunk, or several in a row; a recorder that died leaves 0.
bool riff_cut_off(const SizedFile& file) {
  uint64_t offset = 0;
  while (offset + 12 <= file.size_bytes()) {
    const std::array<uint8_t, 16> head = file.bytes_at(offset);
    const uint64_t size = ByteReader(head, false).u32(4);
    if (!has_text(head, 0, "RIFF") || size == 0) return false;
    if (size + 8 > file.size_bytes() - offset) return true;
    offset += 8 + size + size % 2;
  }
  return false;
}

// EBML (RFC 8794): the first byte's leading zeros tell a size's length; all ones: unknown. Empty when unknown.
struct EbmlSize {
  uint64_t value;
  int length;
};
std::optional<EbmlSize> ebml_size(const std::array<uint8_t, 16>& bytes, size_t offset) {
  const int length = std::countl_zero(bytes[offset]) + 1;
  if (length > 8) return std::nullopt;
  uint64_t value = bytes[offset] & (0xFF >> length);
  bool all_ones = value == static_cast<uint64_t>(0xFF >> length);
  for (int i = 1; i < length; ++i) {
    all_ones = all_ones && bytes[offset + i] == 0xFF;
    value = value << 8 | bytes[offset + i];
  }
  if (all_ones) return std::nullopt;
  return EbmlSize{value, length};
}

bool matroska_cut_off(const SizedFile& file) {
  const std::optional<EbmlSize> header = ebml_size(file.bytes_at(0), 4);
  if (!header || header->value > file.size_bytes()) return false;
  const uint64_t segment = 4 + header->length + header->value;
  const std::array<uint8_t, 16> head = file.bytes_at(segment);
  if (!has_text(head, 0, "\x18\x53\x80\x67")) return false;
  const std::optional<EbmlSize> size = ebml_size(head, 4);
  return size && (segment > file.size_bytes() || size->value > file.size_bytes() - segment - 4 - size->length);
}

bool gif_cut_off(const SizedFile& file) {
  constexpr uint8_t kTrailer = 0x3B;
  return file.bytes_at(file.size_bytes() - 1)[0] != kTrailer;
}

}  // namespace

bool is_cut_off(const std::string& path) {
  const SizedFile file(path);
  if (file.size_bytes() < 16) return false;
  const std::array<uint8_t, 16> head = file.bytes_at(0);
  if (has_text(head, 4, "ftyp") || has_text(head, 4, "moov") || has_text(head, 4, "mdat")) return boxes_cut_off(file);
  if (has_text(head, 0, "RIFF") && has_text(head, 8, "AVI ")) return riff_cut_off(file);
  if (has_text(head, 0, "\x1A\x45\xDF\xA3")) return matroska_cut_off(file);
  if (has_text(head, 0, "GIF8")) return gif_cut_off(file);
  return false;
}

}  // namespace saccade
