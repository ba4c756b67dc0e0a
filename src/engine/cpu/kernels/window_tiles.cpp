// Dense convolution with any kernel, stride and dilation: the tiles, with the share of peak that each reaches.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

template <int P, int N>
constexpr Tile tile(int speed) {
  return make_tile<WindowInput, 1, P, N>(speed);
}

}  // namespace

// As the 1x1 tiles (pointwise_tiles.cpp), but of one row: rows at the top and bottom have fewer taps.
#if defined(__AVX512F__)
const Tile kWindowTiles[] = {
    tile<6, 4>(90),
    tile<4, 4>(85),
    tile<2, 4>(60),
    tile<1, 4>(40),
    tile<8, 3>(90),
    tile<4, 3>(80),
    tile<2, 3>(50),
    tile<1, 3>(30),
    tile<12, 2>(90),
    tile<8, 2>(85),
    tile<4, 2>(70),
    tile<2, 2>(40),
    tile<1, 2>(20),
    tile<16, 1>(75),
    tile<8, 1>(70),
    tile<4, 1>(50),
    tile<2, 1>(25),
    tile<1, 1>(12),
    {},
};
#else
const Tile kWindowTiles[] = {
#if defined(__AVX2__)
    tile<6, 1>(95), tile<4, 1>(85),
#endif
    tile<2, 1>(60), tile<1, 1>(30), {},
};
#endif

}  // namespace saccade::cpu::SACCADE_ISA
