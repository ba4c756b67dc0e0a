#include "engine/kernels/conv_case.h"

namespace saccade::cpu {
namespace {

void check(const KernelTable& kernels, ConvCase c) {
  static uint32_t seed = 3000;
  SCOPED_TRACE("seed " + std::to_string(++seed));
  ConvRun(c, seed).check(kernels);
}

class FirstConv : public KernelTest {};
class TransposeConv : public KernelTest {};

TEST_P(FirstConv, EveryWidthOfTheModelsKernels) {
  struct Shape {
    int kernel, channels;
  };
  for (const Shape& shape : {Shape{3, 3}, Shape{5, 3}, Shape{2, 4}}) {
    for (int width = 1; width <= 53; ++width) {
      for (bool same : {true, false}) {
        if (!same && width < shape.kernel) continue;
        check(kernels(), {.kind = ConvKind::kFirst,
                          .height = 7,
                          .width = width,
                          .in_channels = shape.channels,
                          .out_channels = 24,
                          .kernel = shape.kernel,
                          .stride = 2,
                          .same = same,
                          .act = Act::kPrelu});
      }
    }
  }
}

TEST_P(FirstConv, EveryActivationKeepsUnusedChannelsZero) {
  for (Act act : {Act::kNone, Act::kRelu, Act::kRelu6, Act::kPrelu, Act::kHardSwish, Act::kLogistic}) {
    check(kernels(), {.kind = ConvKind::kFirst,
                      .height = 8,
                      .width = 30,
                      .in_channels = 3,
                      .out_channels = 18,
                      .kernel = 3,
                      .stride = 2,
                      .act = act});
  }
}

TEST_P(FirstConv, AnyKernelStrideDilationAndChannelCount) {
  for (int channels : {1, 2, 3, 4, 5}) {
    for (int kernel : {1, 2, 3, 4}) {
      for (int stride : {1, 2, 3}) {
        for (int dilation : {1, 2}) {
          check(kernels(), {.kind = ConvKind::kFirst,
                            .height = 9,
                            .width = 11,
                            .in_channels = channels,
                            .out_channels = 6,
                            .kernel = kernel,
                            .stride = stride,
                            .dilation = dilation});
        }
      }
    }
  }
}

TEST_P(TransposeConv, EveryKernelAndStride) {
  for (int kernel : {1, 2, 3, 4}) {
    for (int stride : {1, 2, 3}) {
      for (bool same : {true, false}) {
        if (same && kernel < stride) continue;  // SAME output beyond the kernels' reach is not a shape TFLite makes
        check(kernels(), {.kind = ConvKind::kTranspose,
                          .height = 4,
                          .width = 5,
                          .in_channels = 18,
                          .out_channels = 20,
                          .kernel = kernel,
                          .stride = stride,
                          .same = same,
                          .act = Act::kLogistic});
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, FirstConv, testing::ValuesIn(available_isas()), isa_of);
INSTANTIATE_TEST_SUITE_P(, TransposeConv, testing::ValuesIn(available_isas()), isa_of);

}  // namespace
}  // namespace saccade::cpu
