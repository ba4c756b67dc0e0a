#include "text/mask_text.h"

#include <vector>

namespace saccade::cli {
namespace {

// One byte a pixel, column by column, so that run lengths read memory in order.
std::vector<uint8_t> columns_of(const Image& mask) {
  const auto pixels = mask.host();
  if (!pixels || mask.format() != PixelFormat::kGrayF32) return {};
  const auto height = static_cast<size_t>(mask.height());
  std::vector<uint8_t> bits(height * static_cast<size_t>(mask.width()));
  for (size_t y = 0; y < height; ++y) {
    const auto* row = reinterpret_cast<const float*>(pixels->data + static_cast<ptrdiff_t>(y) * pixels->stride_bytes);
    for (int x = 0; x < mask.width(); ++x) bits[static_cast<size_t>(x) * height + y] = row[x] > 0.5f;
  }
  return bits;
}

// Lengths of runs of 0 and 1 in turn; the first, of 0, may be empty.
std::vector<int64_t> runs_of(const std::vector<uint8_t>& bits) {
  std::vector<int64_t> runs(1);
  uint8_t current = 0;
  for (const uint8_t bit : bits) {
    if (bit != current) {
      runs.push_back(0);
      current = bit;
    }
    ++runs.back();
  }
  return runs;
}

// COCO's variable-length code: groups of five bits, lowest first, a sixth bit says that more follow; 48 is added, so
// that they are printable.
void append_code(std::string& text, int64_t value) {
  for (bool more = true; more;) {
    int64_t group = value & 0x1f;
    value >>= 5;
    more = (group & 0x10) != 0 ? value != -1 : value != 0;
    if (more) group |= 0x20;
    text += static_cast<char>(group + 48);
  }
}

}  // namespace

std::string coco_counts(const Image& mask) {
  const std::vector<int64_t> runs = runs_of(columns_of(mask));
  std::string text;
  for (size_t i = 0; i < runs.size(); ++i) append_code(text, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
  return text;
}

void append_mask(JsonText& text, const Image& mask, const std::string& file) {
  if (!file.empty()) return text.string(file);
  if (mask.empty()) return text.raw("null");
  text.raw("{\"size\":[");
  text.integer(mask.height());
  text.raw(',');
  text.integer(mask.width());
  text.raw("],\"counts\":");
  text.string(coco_counts(mask));
  text.raw('}');
}

float mask_share(const Image& mask) {
  const std::vector<uint8_t> bits = columns_of(mask);
  size_t ones = 0;
  for (const uint8_t bit : bits) ones += bit;
  return bits.empty() ? 0 : static_cast<float>(static_cast<double>(ones) / static_cast<double>(bits.size()));
}

}  // namespace saccade::cli
