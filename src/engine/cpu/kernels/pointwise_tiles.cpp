// 1x1 convolution: the tiles, with the share of peak that each reaches on full tiles (bench/kernels).
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

template <int R, int P, int N>
constexpr Tile tile(int speed) {
  return make_tile<PointwiseInput, R, P, N>(speed);
}

#if defined(__AVX512F__)
template <int P>
constexpr Tile half_tile(int speed) {
  return make_tile<PairInput, 1, P, 1>(speed);
}
#endif

}  // namespace

#if defined(__AVX512F__)
// 32 registers: R*P*N accumulators + N weights + 1 broadcast. Each step loads N weights and R*P activations for
// R*P*N multiply-adds, two of either a cycle; one block alone is bound by loads (tile.h, accumulate_grouped).
// The shares are means of 32 and 96 input channels in the first-level cache. Several rows a tile pay only where a row
// is too short for the accumulators that hide the latency.
const Tile kPointwiseTiles[] = {
    // Four blocks: most channels a load of an activation serves.
    tile<1, 6, 4>(96),
    tile<1, 4, 4>(96),
    tile<1, 3, 4>(95),
    tile<1, 2, 4>(91),
    tile<1, 1, 4>(60),
    tile<2, 2, 4>(94),
    // Three: widths 8n and 7n.
    tile<1, 8, 3>(97),
    tile<1, 7, 3>(96),
    tile<1, 6, 3>(95),
    tile<1, 4, 3>(95),
    tile<1, 3, 3>(88),
    tile<1, 2, 3>(71),
    tile<1, 1, 3>(48),
    tile<2, 2, 3>(94),
    // Two: widths 12n and 14n.
    tile<1, 14, 2>(95),
    tile<1, 12, 2>(96),
    tile<1, 8, 2>(95),
    tile<1, 7, 2>(95),
    tile<1, 6, 2>(94),
    tile<1, 4, 2>(82),
    tile<1, 3, 2>(71),
    tile<1, 2, 2>(58),
    tile<1, 1, 2>(40),
    tile<3, 3, 2>(94),
    tile<2, 2, 2>(86),
    // One: measured at 93 and 96, but it reads the input once more than two would.
    tile<1, 16, 1>(88),
    tile<1, 14, 1>(90),
    tile<1, 12, 1>(90),
    tile<1, 8, 1>(86),
    tile<1, 7, 1>(80),
    tile<1, 6, 1>(72),
    tile<1, 4, 1>(57),
    tile<1, 3, 1>(50),
    tile<1, 2, 1>(40),
    tile<1, 1, 1>(30),
    // Half of one.
    half_tile<24>(145),
    half_tile<16>(143),
    half_tile<14>(142),
    half_tile<12>(140),
    half_tile<8>(135),
    half_tile<7>(128),
    half_tile<6>(122),
    half_tile<4>(105),
    half_tile<3>(92),
    half_tile<2>(71),
    half_tile<1>(44),
    {},
};
#else
// 16 registers. AVX2: a block is two vectors; 6 pixels make 12 accumulators + 2 weights + 1 broadcast. Four lanes: a
// block is four vectors; 2 pixels make 8 + 4 + 1.
const Tile kPointwiseTiles[] = {
#if defined(__AVX2__)
    tile<1, 6, 1>(95), tile<1, 5, 1>(92), tile<1, 4, 1>(85), tile<2, 3, 1>(90),
    tile<3, 2, 1>(90),
#endif
    tile<1, 3, 1>(70), tile<1, 2, 1>(60), tile<1, 1, 1>(30), {},
};
#endif

}  // namespace saccade::cpu::SACCADE_ISA
