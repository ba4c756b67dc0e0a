// ByteReader: numbers out of untrusted bytes. Reading past the end gives 0 and is remembered.
#pragma once

#include <cstdint>
#include <span>

namespace saccade {

class ByteReader {
 public:
  ByteReader(std::span<const uint8_t> bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  uint8_t u8(uint64_t offset) { return static_cast<uint8_t>(number(offset, 1)); }
  uint16_t u16(uint64_t offset) { return static_cast<uint16_t>(number(offset, 2)); }
  uint32_t u32(uint64_t offset) { return number(offset, 4); }
  // Some read was past the end.
  bool overran() const { return overran_; }

 private:
  uint32_t number(uint64_t offset, uint64_t count) {
    if (offset > bytes_.size() || count > bytes_.size() - offset) {
      overran_ = true;
      return 0;
    }
    uint32_t value = 0;
    for (uint64_t i = 0; i < count; ++i) {
      value = value << 8 | bytes_[offset + (big_endian_ ? i : count - 1 - i)];
    }
    return value;
  }

  std::span<const uint8_t> bytes_;
  bool big_endian_;
  bool overran_ = false;
};

}  // namespace saccade
