#include "engine/cpu/ops/move.h"

#include <string.h>

#include "engine/cpu/ops/ops.h"

namespace saccade::cpu::SACCADE_ISA {

void move_channels(const View& from, int from_y, int from_x, int from_c, const View& to, int to_y, int to_x, int to_c,
                   int count) {
  while (count > 0) {
    const int from_left = from.block - from_c % from.block;
    const int to_left = to.block - to_c % to.block;
    int run = from_left < to_left ? from_left : to_left;
    if (run > count) run = count;
    const float* source = &from.element(from_y, from_x, from_c);
    float* target = &to.element(to_y, to_x, to_c);
    if (run == kBlock) {
      memcpy(target, source, kBlock * sizeof(float));
    } else {
      memcpy(target, source, static_cast<size_t>(run) * sizeof(float));
    }
    from_c += run;
    to_c += run;
    count -= run;
  }
}

void clear_channels(const View& to, int y, int x, int begin, int end) {
  for (int c = begin; c < end; ++c) to.element(y, x, c) = 0;
}

void finish_map(const View& view, int row_begin, int row_end) {
  const size_t pad_bytes = static_cast<size_t>(view.pad) * kBlock * sizeof(float);
  const int used = view.channels - (view.blocks() - 1) * kBlock;  // of the last block
  for (int y = row_begin; y < row_end; ++y) {
    for (int block = 0; block < view.blocks(); ++block) {
      memset(view.at(y, block, -view.pad), 0, pad_bytes);
      memset(view.at(y, block, view.width), 0, pad_bytes);
    }
    if (used == kBlock) continue;
    float* pixel = view.at(y, view.blocks() - 1, 0);
    for (int x = 0; x < view.width; ++x, pixel += kBlock) {
      for (int lane = 0; lane < kBlock; ++lane) pixel[lane] = lane < used ? pixel[lane] : 0.0f;
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
