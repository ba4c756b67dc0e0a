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

inline constexpr int kMaxBlocks = 4;

// The fastest tile for one panel, as indices into the table; none: -1.
struct Choice {
  int tile = -1, single_row = -1;  // single_row serves leftover rows
  int time = kNever;
};

Choice choose(const Tile* tiles, int blocks, bool half, int rows, int width) {
  Choice choice;
  int single_time = kNever;
  for (int i = 0; tiles[i].rows != 0; ++i) {
    if (tiles[i].blocks != blocks || tiles[i].half != half) continue;
    const int time = panel_time(tiles[i], rows, width);
    if (time < choice.time) choice.tile = i, choice.time = time;
    if (tiles[i].rows == 1 && time < single_time) choice.single_row = i, single_time = time;
  }
  return choice;
}

TilePlan::Part part_of(const Choice& choice, int panels) {
  return {static_cast<uint8_t>(choice.tile), static_cast<uint8_t>(choice.single_row), static_cast<uint16_t>(panels)};
}

// Cuts `blocks` into panels of one tile and one panel of another for what remains; returns the time.
int64_t cut(int blocks, const Choice* choices, TilePlan& plan) {
  int64_t best = blocks == 0 ? 0 : INT64_MAX;
  for (int n = 1; n <= kMaxBlocks; ++n) {
    if (choices[n].tile < 0) continue;
    // One panel fewer of n blocks can leave a remainder that runs better: 5 blocks are 3 + 2, not 4 + 1.
    for (int panels = blocks / n; panels >= 0 && panels >= blocks / n - 1; --panels) {
      const int rest = blocks - panels * n;
      if (rest > kMaxBlocks || (rest > 0 && choices[rest].tile < 0)) continue;
      const int64_t time = int64_t{panels} * choices[n].time + (rest > 0 ? choices[rest].time : 0);
      if (time >= best) continue;
      best = time;
      plan.parts[0] = part_of(choices[n], panels);
      plan.parts[1] = rest > 0 ? part_of(choices[rest], 1) : TilePlan::Part{};
    }
  }
  return best;
}

}  // namespace

void plan_tiles(ConvArgs& args, const Tile* tiles) {
  const ConvShape shape(args);
  const int rows = at_least(args.row_end - args.row_begin, 1);
  Choice choices[kMaxBlocks + 1];
  for (int n = 1; n <= kMaxBlocks; ++n) choices[n] = choose(tiles, n, false, rows, shape.width);
  args.tiles = {};
  const int64_t whole_time = cut(shape.blocks, choices, args.tiles);

  const int last_channels = shape.channels - (shape.blocks - 1) * kBlock;
  const Choice half = choose(tiles, 1, true, rows, shape.width);
  const bool pairs = args.in.channels % 2 == 0;  // PairInput
  if (last_channels > kBlock / 2 || half.tile < 0 || !pairs) return;
  TilePlan with_half;
  if (cut(shape.blocks - 1, choices, with_half) + half.time >= whole_time) return;
  with_half.parts[2] = part_of(half, 1);
  args.tiles = with_half;
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
