// Matrix times vector. Weights stream once, so the kernel is bound by memory: 8 accumulators hide the latency of the
// multiply-adds, and weights kept as halves are half the traffic.
#include "engine/cpu/kernels/tile.h"
#include "engine/cpu/kernels/units.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

inline constexpr int kAccumulators = 8;

[[gnu::always_inline]] inline V weights_at(const float* p) { return load(p); }
[[gnu::always_inline]] inline V weights_at(const uint16_t* p) { return load_half(p); }

template <typename Weight>
void run(const FullyConnectedArgs& args, const Weight* all_weights) {
  for (int n = args.out_begin; n < args.out_end; n += kAccumulators * kLanes) {
    const int panel = n / kFullyConnectedPanel * kFullyConnectedPanel;
    const Weight* weights = all_weights + static_cast<ptrdiff_t>(panel) * args.in_count + (n - panel);
    V acc[kAccumulators];
#pragma GCC unroll 8
    for (int j = 0; j < kAccumulators; ++j) acc[j] = zero();
    for (int k = 0; k < args.in_count; ++k, weights += kFullyConnectedPanel) {
      const V x = splat(args.in[k]);
#pragma GCC unroll 8
      for (int j = 0; j < kAccumulators; ++j) acc[j] = fma(x, weights_at(weights + j * kLanes), acc[j]);
    }
    for (int j = 0; j < kAccumulators && n + j * kLanes < args.out_end; ++j) {
      const int at = n + j * kLanes, count = at_most(args.out_end - at, kLanes);
      const V slope = args.act == Act::kPrelu ? load_some(args.slope + at, count) : zero();
      store_some(args.out + at, activate_any(args.act, add(acc[j], load_some(args.bias + at, count)), slope), count);
    }
  }
}

}  // namespace

void fully_connected(const FullyConnectedArgs& args) {
  if (args.half_weights) {
    run(args, static_cast<const uint16_t*>(args.weights));
  } else {
    run(args, static_cast<const float*>(args.weights));
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
