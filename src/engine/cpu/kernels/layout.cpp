// Between row-blocked maps and dense pixels.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {

void map_from_dense(const Map& map, const float* dense, ptrdiff_t pitch, int row_begin, int row_end) {
  for (int y = row_begin; y < row_end; ++y) {
    for (int block = 0; block < map.blocks(); ++block) {
      const int channels = at_most(map.channels - block * kBlock, kBlock);
      const float* from = dense + static_cast<ptrdiff_t>(y) * map.width * pitch + block * kBlock;
      float* to = map.at(y, block, 0);
      for (int x = 0; x < map.width; ++x, from += pitch, to += kBlock) {
        for (int lane = 0; lane < kBlock; lane += kLanes) {
          const int count = at_least(at_most(channels - lane, kLanes), 0);
          store(to + lane, count == kLanes ? load(from + lane) : load_some(from + lane, count));
        }
      }
    }
  }
  zero_pads(map, row_begin, row_end);
}

void dense_from_map(float* dense, ptrdiff_t pitch, const Map& map, int row_begin, int row_end) {
  for (int y = row_begin; y < row_end; ++y) {
    for (int block = 0; block < map.blocks(); ++block) {
      const int channels = at_most(map.channels - block * kBlock, kBlock);
      const float* from = map.at(y, block, 0);
      float* to = dense + static_cast<ptrdiff_t>(y) * map.width * pitch + block * kBlock;
      for (int x = 0; x < map.width; ++x, from += kBlock, to += pitch) {
        for (int lane = 0; lane < channels; lane += kLanes) {
          const int count = at_most(channels - lane, kLanes);
          if (count == kLanes) {
            store(to + lane, load(from + lane));
          } else {
            store_some(to + lane, load(from + lane), count);
          }
        }
      }
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
