// What the units of one instruction set offer each other; table.cpp makes the KernelTable from it.
#pragma once

#include "engine/cpu/kernels/kernels.h"

namespace saccade::cpu::SACCADE_ISA {

struct Tile;
extern const Tile kPointwiseTiles[];  // pointwise_tiles.cpp
extern const Tile kWindowTiles[];     // window_tiles.cpp

void conv(const ConvArgs& args);
void plan_conv(ConvArgs& args);
void first_conv(const ConvArgs& args);
void depthwise(const ConvArgs& args);
void transpose_conv(const ConvArgs& args);
void fully_connected(const FullyConnectedArgs& args);
void max_pool(const PoolArgs& args);
void average_pool(const PoolArgs& args);
void map_from_dense(const Map& map, const float* dense, ptrdiff_t pitch, int row_begin, int row_end);
void dense_from_map(float* dense, ptrdiff_t pitch, const Map& map, int row_begin, int row_end);

}  // namespace saccade::cpu::SACCADE_ISA
