#include "engine/cpu/kernels/tile.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

inline constexpr int kNever = 1 << 30;

// Relative time of one panel of tile.blocks blocks over all rows; kNever when the tile is larger than the map.
int panel_time(const Tile& tile, int rows, int width) {
  if (tile.rows > rows || tile.pixels > width) return kNever;
  const int tiles = divide_up(rows, tile.rows) * divide_up(width, tile.pixels);
  return static_cast<int>(int64_t{tiles} * tile.rows * tile.pixels * tile.blocks * 100 / tile.speed);
}

// The fastest tile of that many blocks, -1 when there is none. max_rows 1 finds what serves leftover rows.
int best_tile(const Tile* tiles, int blocks, int rows, int width, int max_rows) {
  int best = -1, best_time = kNever;
  for (int i = 0; tiles[i].rows != 0; ++i) {
    if (tiles[i].blocks != blocks || tiles[i].rows > max_rows) continue;
    const int time = panel_time(tiles[i], rows, width);
    if (time < best_time) best = i, best_time = time;
  }
  return best;
}

}  // namespace

// Output channels are cut into panels of one tile, with one panel of another for what remains.
void plan_tiles(ConvArgs& args, const Tile* tiles) {
  const ConvShape shape(args);
  const int rows = at_least(args.row_end - args.row_begin, 1);
  constexpr int kMaxBlocks = 4;
  int best[kMaxBlocks + 1], single[kMaxBlocks + 1], time[kMaxBlocks + 1];
  for (int n = 1; n <= kMaxBlocks; ++n) {
    best[n] = best_tile(tiles, n, rows, shape.width, rows);
    single[n] = best_tile(tiles, n, rows, shape.width, 1);
    time[n] = best[n] < 0 ? kNever : panel_time(tiles[best[n]], rows, shape.width);
  }
  int64_t best_time = INT64_MAX;
  for (int n = 1; n <= kMaxBlocks; ++n) {
    if (best[n] < 0) continue;
    // One panel fewer of n blocks can leave a remainder that runs better: 5 blocks are 3 + 2, not 4 + 1.
    for (int panels = shape.blocks / n; panels >= 0 && panels >= shape.blocks / n - 1; --panels) {
      const int rest = shape.blocks - panels * n;
      if (rest > kMaxBlocks || (rest > 0 && best[rest] < 0)) continue;
      const int64_t total = int64_t{panels} * time[n] + (rest > 0 ? time[rest] : 0);
      if (total >= best_time) continue;
      best_time = total;
      args.tiles.parts[0] = {static_cast<uint8_t>(best[n]), static_cast<uint8_t>(single[n]),
                             static_cast<uint16_t>(panels)};
      args.tiles.parts[1] = {};
      if (rest > 0) args.tiles.parts[1] = {static_cast<uint8_t>(best[rest]), static_cast<uint8_t>(single[rest]), 1};
    }
  }
}

void run_tiles(const ConvArgs& args, const Tile* tiles) {
  const int act = args.post.act <= Act::kPrelu ? static_cast<int>(args.post.act) : 0;
  int block = 0;
  for (const TilePlan::Part& part : args.tiles.parts) {
    const Tile& tile = tiles[part.tile];
    const Tile& single = tiles[part.single_row_tile];
    for (int panel = 0; panel < part.panels; ++panel, block += tile.blocks) {
      int y = args.row_begin;
      for (; y + tile.rows <= args.row_end; y += tile.rows) tile.run[act](args, y, block);
      for (; y < args.row_end; ++y) single.run[act](args, y, block);
    }
  }
  if (args.dense != nullptr) return;
  const int row_begin = args.row_begin * args.depth_to_space, row_end = args.row_end * args.depth_to_space;
  zero_pads(args.out, row_begin, row_end);
  // Scattered channels leave the others as they were, and logistic(0) is not 0.
  if (args.depth_to_space != 1 || args.post.act == Act::kLogistic) zero_unused_channels(args.out, row_begin, row_end);
}

}  // namespace saccade::cpu::SACCADE_ISA
