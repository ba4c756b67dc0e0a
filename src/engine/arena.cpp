#include "engine/arena.h"

#include <algorithm>
#include <vector>

namespace saccade {
namespace {

bool lives_meet(const Block& a, const Block& b) { return a.first <= b.last && b.first <= a.last; }

// The lowest place where `block` fits between those placed already (sorted by offset) that live at the same time.
size_t lowest_fit(const Block& block, std::span<const Block* const> placed) {
  size_t offset = 0;
  for (const Block* other : placed) {
    if (!lives_meet(block, *other)) continue;
    if (offset + block.size <= other->offset) break;
    offset = std::max(offset, other->offset + other->size);
  }
  return offset;
}

}  // namespace

// Largest first, each as low as it fits: within a few per cent of the live maximum on all models.
size_t place_blocks(std::span<Block> blocks, bool alias) {
  std::vector<Block*> order;
  for (Block& block : blocks) {
    if (block.first >= 0) order.push_back(&block);
  }
  std::stable_sort(order.begin(), order.end(), [](const Block* a, const Block* b) { return a->size > b->size; });
  std::vector<const Block*> placed;
  size_t total = 0;
  for (Block* block : order) {
    block->offset = alias ? lowest_fit(*block, placed) : total;
    total = std::max(total, block->offset + block->size);
    const auto after = [](const Block* a, const Block* b) { return a->offset < b->offset; };
    placed.insert(std::upper_bound(placed.begin(), placed.end(), block, after), block);
  }
  return total;
}

}  // namespace saccade
