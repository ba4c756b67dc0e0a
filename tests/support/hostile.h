// Damaged input: what a parser has to refuse, or accept, without reading a byte too many.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace saccade {

// Bytes in a heap block of exactly their size, so that AddressSanitizer sees the first byte read beyond.
class HeapBlock {
 public:
  explicit HeapBlock(std::span<const std::byte> bytes) : data_(new std::byte[bytes.size()]), size_(bytes.size()) {
    if (!bytes.empty()) std::memcpy(data_.get(), bytes.data(), bytes.size());
  }
  std::span<std::byte> bytes() { return {data_.get(), size_}; }

 private:
  std::unique_ptr<std::byte[]> data_;
  size_t size_;
};

// `count` lengths below `size`, spread evenly: 0 and size - 1 among them.
inline std::vector<size_t> truncations(size_t size, size_t count = 64) {
  std::vector<size_t> lengths;
  for (size_t i = 0; size > 0 && i < count; ++i) lengths.push_back(i * (size - 1) / (count - 1));
  return lengths;
}

// Overwrites a few random bytes in place; half of them in the first and the last kilobyte, where structure lives.
inline void mutate(std::span<std::byte> bytes, uint32_t seed) {
  std::mt19937 generator(seed);
  const size_t changes = 1 + generator() % 8;
  for (size_t i = 0; i < changes && !bytes.empty(); ++i) {
    const size_t edge = std::min<size_t>(bytes.size(), 1024);
    size_t at = generator() % bytes.size();
    if (generator() % 4 == 0) at = generator() % edge;
    if (generator() % 4 == 1) at = bytes.size() - 1 - generator() % edge;
    const uint32_t extreme[] = {0, 1, 0x7F, 0x80, 0xFF};
    bytes[at] = static_cast<std::byte>(generator() % 2 == 0 ? generator() : extreme[generator() % 5]);
  }
}

inline std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }
inline std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace saccade
