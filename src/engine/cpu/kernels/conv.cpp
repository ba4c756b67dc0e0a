// Dense convolution on a map: 1x1 with the pointwise tiles, everything else with the window tiles.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

const Tile* tiles_for(const ConvArgs& args) {
  const bool pointwise = args.kernel_h == 1 && args.kernel_w == 1 && args.stride_h == 1 && args.stride_w == 1 &&
                         args.pad_top == 0 && args.pad_left == 0;
  return pointwise ? kPointwiseTiles : kWindowTiles;
}

}  // namespace

void plan_conv(ConvArgs& args) { plan_tiles(args, tiles_for(args)); }
void conv(const ConvArgs& args) { run_tiles(args, tiles_for(args)); }

}  // namespace saccade::cpu::SACCADE_ISA
