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
// R*P*N multiply-adds, two of either a cycle: one block is bound by loads, two and more by arithmetic.
const Tile kPointwiseTiles[] = {
    tile<1, 6, 4>(95),  tile<1, 4, 4>(90),  tile<1, 3, 4>(80),
    tile<1, 2, 4>(60),  tile<1, 1, 4>(40),  tile<1, 8, 3>(95),
    tile<1, 7, 3>(93),  tile<1, 6, 3>(90),  tile<1, 4, 3>(80),
    tile<1, 3, 3>(70),  tile<1, 2, 3>(50),  tile<1, 1, 3>(30),
    tile<1, 14, 2>(95), tile<1, 12, 2>(95), tile<1, 8, 2>(90),
    tile<1, 7, 2>(85),  tile<1, 6, 2>(80),  tile<1, 4, 2>(70),
    tile<1, 3, 2>(60),  tile<1, 2, 2>(40),  tile<1, 1, 2>(20),
    tile<1, 16, 1>(80), tile<1, 14, 1>(80), tile<1, 12, 1>(78),
    tile<1, 8, 1>(75),  tile<1, 7, 1>(70),  tile<1, 6, 1>(65),
    tile<1, 4, 1>(50),  tile<1, 3, 1>(40),  tile<1, 2, 1>(25),
    tile<1, 1, 1>(12),  tile<3, 3, 2>(90),  tile<3, 3, 1>(75),
    tile<2, 2, 4>(90),  tile<2, 2, 3>(80),  tile<2, 2, 2>(70),
    tile<2, 4, 3>(95),  tile<2, 7, 2>(95),  tile<2, 3, 4>(95),
    half_tile<24>(160), half_tile<16>(155), half_tile<14>(152),
    half_tile<12>(150), half_tile<8>(140),  half_tile<7>(130),
    half_tile<6>(120),  half_tile<4>(90),   half_tile<3>(70),
    half_tile<2>(45),   half_tile<1>(24),   {},
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
