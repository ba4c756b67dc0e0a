#include "engine/cpu/arena.h"

#include <algorithm>
#include <vector>

namespace saccade::cpu {
namespace {

bool lives_meet(const Buffer& a, const Buffer& b) { return a.first_step <= b.last_step && b.first_step <= a.last_step; }

// The lowest place where `buffer` fits between those placed already (sorted by offset) that live at the same time.
size_t lowest_fit(const Buffer& buffer, std::span<const Buffer* const> placed) {
  size_t offset = 0;
  for (const Buffer* other : placed) {
    if (!lives_meet(buffer, *other)) continue;
    if (offset + buffer.floats <= other->offset) break;
    offset = std::max(offset, other->offset + other->floats);
  }
  return offset;
}

}  // namespace

// Largest first, each as low as it fits: within a few per cent of the live maximum on all models.
size_t place_buffers(std::span<Buffer> buffers, bool alias) {
  std::vector<Buffer*> order;
  for (Buffer& buffer : buffers) {
    if (buffer.place == Place::kArena && buffer.first_step >= 0) order.push_back(&buffer);
  }
  std::stable_sort(order.begin(), order.end(), [](const Buffer* a, const Buffer* b) { return a->floats > b->floats; });
  std::vector<const Buffer*> placed;
  size_t total = 0;
  for (Buffer* buffer : order) {
    buffer->offset = alias ? lowest_fit(*buffer, placed) : total;
    total = std::max(total, buffer->offset + buffer->floats);
    const auto after = [](const Buffer* a, const Buffer* b) { return a->offset < b->offset; };
    placed.insert(std::upper_bound(placed.begin(), placed.end(), buffer, after), buffer);
  }
  return total;
}

}  // namespace saccade::cpu
