// Moving runs of channels between tensors of any layout: what copy, pad, slice and concatenation are made of.
#pragma once

#include "engine/cpu/ops/op.h"

namespace saccade::cpu::SACCADE_ISA {

// Channels [from_c, from_c + count) of a pixel to [to_c, to_c + count) of another.
void move_channels(const View& from, int from_y, int from_x, int from_c, const View& to, int to_y, int to_x, int to_c,
                   int count);

// Zeros to channels [begin, end) of a pixel.
void clear_channels(const View& to, int y, int x, int begin, int end);

}  // namespace saccade::cpu::SACCADE_ISA
