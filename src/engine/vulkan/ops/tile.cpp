#include "engine/vulkan/ops/tile.h"

namespace saccade::vulkan {
namespace {

// Below this many invocations a large GPU (132 multiprocessors of 128 lanes) has idle lanes: smaller tiles, and then
// sums shared among invocations, are faster than more work in each.
constexpr size_t kEnoughInvocations = 16384;
constexpr uint32_t kMostSplits = 16;
// depthwise_pointwise.comp: a group for most multiprocessors; what every device has, so that several groups fit into a
// large one; and the most that an invocation computes in front of the barrier, where a dispatch of its own is better.
constexpr size_t kEnoughGroups = 100;
constexpr size_t kSharedBytes = 16384;
constexpr size_t kMostHiddenTaps = 128;
constexpr size_t kQuadBytes = 16;
constexpr size_t kMostSteps = 12000;  // of one invocation; the limit on loops is 32,000 and a step may be two loops

size_t divide_up(size_t value, size_t by) { return (value + by - 1) / by; }

size_t invocations(const Tile& tile, const MatrixSize& size) {
  return divide_up(size.pixels, tile.pixels) * divide_up(size.quads, tile.columns) * tile.splits;
}

// llvmpipe computes eight invocations with one instruction and pays dearly for barriers. Tiles beyond 4 x 2 take it
// seconds to compile.
Tile portable_tile(const MatrixSize& size) {
  Tile tile;
  tile.group = 32;
  tile.pixels = size.pixels >= 4 ? 4 : 1;
  tile.columns = size.quads >= 2 ? 2 : 1;
  return tile;
}

Tile parallel_tile(const MatrixSize& size) {
  Tile tile;
  for (tile.pixels = 4; tile.pixels > 1 && invocations(tile, size) < kEnoughInvocations;) tile.pixels /= 2;
  if (tile.pixels == 4) {
    tile.columns = 2;
    if (invocations(tile, size) < 2 * kEnoughInvocations) tile.columns = 1;
  }
  while (tile.splits < kMostSplits && invocations(tile, size) < kEnoughInvocations &&
         size.steps / (2 * tile.splits) >= 2) {
    tile.splits *= 2;
  }
  return tile;
}

}  // namespace

size_t Tile::group_count(const MatrixSize& size) const { return divide_up(invocations(*this, size), group); }

Tile matrix_tile(const PlanOptions& options, const MatrixSize& size) {
  Tile tile = options.portable ? portable_tile(size) : parallel_tile(size);
  while (tile.splits < kMostSplits && size.steps / tile.splits > kMostSteps) tile.splits *= 2;
  if (tile.splits == 1) return tile;
  tile.group = 128;
  while (tile.group * tile.pixels * tile.columns * kQuadBytes > options.shared_memory_bytes) tile.group /= 2;
  return tile;
}

uint32_t depthwise_outputs(const PlanOptions& options, size_t pixels, size_t quads) {
  if (options.portable) return pixels >= 4 ? 4 : 1;
  return pixels * quads >= 4 * kEnoughInvocations ? 2 : 1;
}

size_t FusedTile::group_count(const MatrixSize& size) const {
  return divide_up(size.pixels, group_pixels) * divide_up(divide_up(size.quads, tile.columns), group_columns);
}

size_t FusedTile::hidden_rounds(const MatrixSize& size) const {
  return divide_up(group_pixels * size.steps, tile.group);
}

uint32_t FusedTile::iterations(const MatrixSize& size, uint32_t taps) const {
  const size_t tiles = size_t{group_pixels} / tile.pixels * group_columns;
  const size_t rounds = divide_up(tiles, tile.group / tile.splits);
  const size_t steps = divide_up(size.steps, tile.splits) + tile.splits;
  return static_cast<uint32_t>(hidden_rounds(size) * (taps + 1) + rounds * (steps + 1));
}

// Whether two operators become one must not depend on the batch, whose plans share their constants.
std::optional<FusedTile> fused_tile(const PlanOptions& options, const MatrixSize& size, uint32_t taps) {
  if (options.portable) return std::nullopt;
  FusedTile fused;
  Tile& tile = fused.tile;
  tile.group = 128;
  tile.pixels = 2;
  const size_t shared_quads = std::min<size_t>(options.shared_memory_bytes, kSharedBytes) / kQuadBytes;
  fused.hidden_quads = static_cast<uint32_t>(shared_quads - tile.group * tile.pixels);  // the rest is for split sums
  const auto fits = [&] {
    return fused.group_pixels * size.steps <= fused.hidden_quads && fused.hidden_rounds(size) * taps <= kMostHiddenTaps;
  };
  fused.group_pixels = 16;
  while (fused.group_pixels > tile.pixels && (!fits() || divide_up(size.pixels, fused.group_pixels) < kEnoughGroups)) {
    fused.group_pixels /= 2;
  }
  if (!fits()) return std::nullopt;
  fused.group_columns = static_cast<uint32_t>(size.quads);
  // Groups that share pixels compute the hidden channels anew, which is little beside the pointwise convolution.
  while (fused.group_count(size) < kEnoughGroups && fused.group_columns > 8) {
    fused.group_columns = static_cast<uint32_t>(divide_up(fused.group_columns, 2));
  }
  // Where that still occupies the group, more pixels share the weights that an invocation loads.
  if (fused.group_pixels / 4 * fused.group_columns >= tile.group) tile.pixels = 4;
  const size_t tiles = size_t{fused.group_pixels} / tile.pixels * fused.group_columns;
  while (tile.splits < kMostSplits && tiles * tile.splits * 2 <= tile.group && size.steps / (2 * tile.splits) >= 2) {
    tile.splits *= 2;
  }
  // Invocations that no hidden number and no sum needs only take up room.
  if (std::max(fused.group_pixels * size.steps, tiles * tile.splits) <= tile.group / 2) tile.group /= 2;
  return fused;
}

}  // namespace saccade::vulkan
