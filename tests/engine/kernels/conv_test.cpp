#include "engine/kernels/conv_case.h"

namespace saccade::cpu {
namespace {

constexpr int kChannels[] = {1, 2, 3, 4, 5, 6, 16, 18, 24, 28, 32, 42, 96};
constexpr Act kActs[] = {Act::kNone, Act::kRelu, Act::kRelu6, Act::kPrelu, Act::kHardSwish, Act::kLogistic};

void check(const KernelTable& kernels, const ConvCase& c) {
  static uint32_t seed = 1000;
  SCOPED_TRACE("seed " + std::to_string(++seed));
  ConvRun(c, seed).check(kernels);
}

class Pointwise : public KernelTest {};
class DenseConv : public KernelTest {};

TEST_P(Pointwise, EveryChannelCountInAndOut) {
  for (int in : kChannels) {
    for (int out : kChannels) check(kernels(), {.height = 2, .width = 5, .in_channels = in, .out_channels = out});
  }
}

TEST_P(Pointwise, EveryWidthTakesTilesThatFit) {
  for (int width = 1; width <= 34; ++width) {
    for (int out : {16, 24, 48, 64, 80, 144}) {
      check(kernels(), {.height = 3, .width = width, .in_channels = 18, .out_channels = out, .act = Act::kRelu});
    }
  }
}

TEST_P(Pointwise, EveryHeightOfSmallMaps) {
  for (int height = 1; height <= 7; ++height) {
    for (int width : {1, 2, 3, 4, 6, 7}) {
      for (int out : {16, 32, 96, 128}) check(kernels(), {.height = height, .width = width, .out_channels = out});
    }
  }
}

TEST_P(Pointwise, EveryActivationKeepsUnusedChannelsZero) {
  for (Act act : kActs) {
    for (int out : {5, 16, 42}) check(kernels(), {.in_channels = 24, .out_channels = out, .act = act});
  }
}

TEST_P(Pointwise, EveryResidualWithAsManyOrFewerChannels) {
  for (Res res : {Res::kSame, Res::kMaxPool2x2, Res::kUpsample2x}) {
    for (int residual_channels : {0, 5, 16, 28, 40}) {
      for (bool half_pixel : {false, true}) {
        check(kernels(), {.height = 6,
                          .width = 8,
                          .in_channels = 20,
                          .out_channels = 56,
                          .act = Act::kPrelu,
                          .res = res,
                          .residual_channels = residual_channels,
                          .half_pixel = half_pixel});
      }
    }
  }
}

TEST_P(Pointwise, ResidualsOfOddMaps) {
  for (int size : {1, 3, 5, 9}) {
    check(kernels(), {.height = size, .width = size, .out_channels = 32, .res = Res::kUpsample2x});
    check(kernels(), {.height = size, .width = size, .out_channels = 32, .res = Res::kMaxPool2x2});
  }
}

TEST_P(Pointwise, WritesDensePixels) {
  for (int out : {1, 2, 6, 16, 42, 64}) {
    for (Act act : {Act::kNone, Act::kLogistic}) {
      check(kernels(), {.height = 5, .width = 9, .in_channels = 42, .out_channels = out, .act = act, .to_dense = true});
    }
  }
}

TEST_P(Pointwise, ExpandsDepthToSpace) {
  for (int out : {1, 3, 4, 16, 20}) {
    for (bool to_dense : {false, true}) {
      check(kernels(), {.height = 3,
                        .width = 5,
                        .in_channels = 18,
                        .out_channels = out,
                        .act = Act::kLogistic,
                        .depth_to_space = 2,
                        .to_dense = to_dense});
    }
  }
}

TEST_P(Pointwise, MapsWithoutPadAndWithAWideOne) {
  for (int pad : {0, 2, 8}) check(kernels(), {.out_channels = 24, .out_pad = pad});
}

TEST_P(DenseConv, EveryKernelStrideAndDilation) {
  for (int kernel : {1, 2, 3, 5}) {
    for (int stride : {1, 2, 3}) {
      for (int dilation : {1, 2, 4}) {
        for (bool same : {true, false}) {
          check(kernels(), {.height = 19,
                            .width = 20,
                            .in_channels = 5,
                            .out_channels = 18,
                            .kernel = kernel,
                            .stride = stride,
                            .dilation = dilation,
                            .same = same,
                            .act = Act::kPrelu});
        }
      }
    }
  }
}

TEST_P(DenseConv, KernelsLargerThanTheMap) {
  for (int size : {1, 2, 3}) {
    check(kernels(), {.height = size, .width = size, .in_channels = 16, .out_channels = 4, .kernel = 3});
    check(kernels(), {.height = size, .width = size, .in_channels = 8, .out_channels = 8, .kernel = 3, .dilation = 8});
  }
}

TEST_P(DenseConv, EveryChannelCount) {
  for (int channels : kChannels) {
    check(kernels(),
          {.height = 7, .width = 9, .in_channels = channels, .out_channels = channels, .kernel = 3, .stride = 2});
    check(kernels(), {.height = 4, .width = 8, .in_channels = channels, .out_channels = 64, .kernel = 2, .stride = 2});
  }
}

TEST_P(DenseConv, TakesResidualsAndWritesDensePixels) {
  check(kernels(), {.out_channels = 40, .kernel = 3, .act = Act::kRelu, .res = Res::kSame, .residual_channels = 20});
  check(kernels(), {.in_channels = 8, .out_channels = 1, .kernel = 3, .act = Act::kLogistic, .to_dense = true});
}

INSTANTIATE_TEST_SUITE_P(, Pointwise, testing::ValuesIn(available_isas()), isa_of);
INSTANTIATE_TEST_SUITE_P(, DenseConv, testing::ValuesIn(available_isas()), isa_of);

}  // namespace
}  // namespace saccade::cpu
