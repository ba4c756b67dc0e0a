#include "engine/kernels/conv_case.h"

namespace saccade::cpu {
namespace {

void check(const KernelTable& kernels, ConvCase c) {
  static uint32_t seed = 2000;
  c.kind = ConvKind::kDepthwise;
  c.out_channels = c.in_channels;
  SCOPED_TRACE("seed " + std::to_string(++seed));
  ConvRun(c, seed).check(kernels);
}

class Depthwise : public KernelTest {};

TEST_P(Depthwise, EveryWidth) {
  for (int kernel : {3, 5}) {
    for (int stride : {1, 2}) {
      for (int width = 1; width <= 36; ++width) {
        check(kernels(), {.height = 5, .width = width, .in_channels = 18, .kernel = kernel, .stride = stride});
      }
    }
  }
}

TEST_P(Depthwise, EveryHeight) {
  for (int kernel : {3, 5}) {
    for (int stride : {1, 2}) {
      for (int height = 1; height <= 9; ++height) {
        check(kernels(), {.height = height, .width = 12, .kernel = kernel, .stride = stride, .act = Act::kRelu});
      }
    }
  }
}

TEST_P(Depthwise, EveryChannelCount) {
  for (int channels : {1, 2, 3, 4, 5, 6, 16, 18, 24, 28, 32, 42, 96}) {
    check(kernels(), {.height = 6, .width = 9, .in_channels = channels, .kernel = 3, .act = Act::kPrelu});
  }
}

TEST_P(Depthwise, AnyKernelStrideAndDilation) {
  for (int kernel : {1, 2, 3, 4, 5, 7}) {
    for (int stride : {1, 2, 3}) {
      for (int dilation : {1, 2, 3}) {
        for (bool same : {true, false}) {
          check(kernels(), {.height = 21,
                            .width = 23,
                            .in_channels = 5,
                            .kernel = kernel,
                            .stride = stride,
                            .dilation = dilation,
                            .same = same});
        }
      }
    }
  }
}

TEST_P(Depthwise, EveryActivationKeepsUnusedChannelsZero) {
  for (Act act : {Act::kNone, Act::kRelu, Act::kRelu6, Act::kPrelu, Act::kHardSwish, Act::kLogistic}) {
    check(kernels(), {.in_channels = 20, .kernel = 3, .act = act});
    check(kernels(), {.in_channels = 20, .kernel = 5, .stride = 2, .act = act});
  }
}

// Strip fusion: the input passes through a ring of rows, the output through another.
TEST_P(Depthwise, ReadsAndWritesRings) {
  for (int stride : {1, 2}) {
    ConvCase c{.kind = ConvKind::kDepthwise,
               .height = 13,
               .width = 10,
               .in_channels = 24,
               .out_channels = 24,
               .kernel = 3,
               .stride = stride};
    ConvRun run(c, 77);
    const Dense whole = run.run(kernels());
    ConvArgs args = run.args(kernels());
    const Map all = args.in;
    constexpr int kRing = 4;
    Memory in_memory(map_floats(kRing, c.width, 24, all.pad)), out_memory(map_floats(2, args.out.width, 24, 1));
    args.in = make_map(in_memory.data(), kRing, c.height, c.width, 24, all.pad);
    args.out = make_map(out_memory.data(), 2, run.conv_height(), args.out.width, 24, 1);
    int filled = 0;
    for (int y = 0; y < run.conv_height(); ++y) {
      for (; filled < std::min(y * stride + 3, c.height); ++filled) {
        std::copy_n(all.at(filled, 0, -all.pad), all.row_stride, args.in.at(filled, 0, -all.pad));
      }
      args.row_begin = y, args.row_end = y + 1;
      run.call(kernels(), args);
      for (int x = 0; x < args.out.width; ++x) {
        for (int channel = 0; channel < 24; ++channel) {
          ASSERT_EQ(args.out.at(y, channel / kBlock, x)[channel % kBlock], whole.at(y, x, channel)) << "row " << y;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Depthwise, testing::ValuesIn(available_isas()), isa_of);

}  // namespace
}  // namespace saccade::cpu
