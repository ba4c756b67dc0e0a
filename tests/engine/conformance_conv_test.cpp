// The convolution family, its epilogues and its chains on every engine.
#include "conformance.h"

namespace saccade {
namespace {

INSTANTIATE_TEST_SUITE_P(Engines, Conformance, testing::ValuesIn(engine_cases()),
                         [](const auto& info) { return info.param.name; });

std::string trace(std::initializer_list<int> numbers) {
  std::string text;
  for (int number : numbers) text += std::to_string(number) + " ";
  return text;
}

Conv2dParams square_conv(int kernel, int stride, const Same& rows, const Same& columns) {
  Conv2dParams params;
  params.kernel_h = params.kernel_w = kernel;
  params.stride_h = params.stride_w = stride;
  params.padding = padding_of(rows, columns);
  return params;
}

DepthwiseConv2dParams square_depthwise(int kernel, int stride, const Same& rows, const Same& columns) {
  DepthwiseConv2dParams params;
  params.kernel_h = params.kernel_w = kernel;
  params.stride_h = params.stride_w = stride;
  params.padding = padding_of(rows, columns);
  return params;
}

// A square convolution with SAME padding.
TensorId same_conv(ModelBuilder& builder, TensorId x, const Shape& in, int outputs, int kernel, int stride) {
  const Same rows = same_padding(in[1], kernel, stride), columns = same_padding(in[2], kernel, stride);
  return builder.conv(x, {1, rows.extent, columns.extent, outputs}, square_conv(kernel, stride, rows, columns));
}

TensorId same_depthwise(ModelBuilder& builder, TensorId x, const Shape& in, int kernel, int stride) {
  const Same rows = same_padding(in[1], kernel, stride), columns = same_padding(in[2], kernel, stride);
  return builder.depthwise(x, {1, rows.extent, columns.extent, in[3]}, square_depthwise(kernel, stride, rows, columns));
}

TEST_P(Conformance, PointwiseOfAnyChannelsAndWidth) {
  for (int width : {1, 2, 3, 6, 7, 8, 12, 13, 14, 25}) {
    for (int channels : {1, 8, 15, 16, 17, 24, 33, 64, 80}) {
      SCOPED_TRACE(trace({width, channels}));
      ModelBuilder builder;
      const TensorId x = builder.input({1, 5, width, 18});
      const TensorId hidden = builder.conv(x, {1, 5, width, channels});
      expect_conforms(builder.build({builder.conv(hidden, {1, 5, width, 21})}));
    }
  }
}

TEST_P(Conformance, DenseConvolutionsOfAnyKernelAndStride) {
  for (int kernel : {2, 3, 4, 5}) {
    for (int stride : {1, 2, 3}) {
      SCOPED_TRACE(trace({kernel, stride}));
      const Shape in{1, 11, 13, 20};
      ModelBuilder builder;
      const TensorId x = builder.input(in);
      expect_conforms(builder.build({same_conv(builder, x, in, 34, kernel, stride)}));
    }
  }
}

TEST_P(Conformance, ConvolutionsOfUnequalSides) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 9, 7, 5});
  Conv2dParams params;
  params.kernel_h = 3, params.kernel_w = 2, params.stride_h = 1, params.stride_w = 2;
  params.padding = {.top = 2, .bottom = 1, .left = 0, .right = 3};
  expect_conforms(builder.build({builder.conv(x, {1, 10, 5, 17}, params)}));
}

TEST_P(Conformance, DilatedConvolutions) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 12, 15, 16});
  Conv2dParams params;
  params.kernel_h = params.kernel_w = 3, params.dilation_h = 2, params.dilation_w = 3;
  params.padding = {.top = 2, .bottom = 2, .left = 3, .right = 3};
  const TensorId hidden = builder.conv(x, {1, 12, 15, 24}, params);
  DepthwiseConv2dParams depthwise;
  depthwise.kernel_h = depthwise.kernel_w = 3, depthwise.dilation_h = depthwise.dilation_w = 2;
  depthwise.padding = {.top = 2, .bottom = 2, .left = 2, .right = 2};
  expect_conforms(builder.build({builder.depthwise(hidden, {1, 12, 15, 24}, depthwise)}));
}

TEST_P(Conformance, FirstConvolutionsOnFewChannels) {
  for (int channels : {1, 2, 3, 4}) {
    for (int kernel : {1, 2, 3, 5}) {
      for (int stride : {1, 2}) {
        for (int side : {5, 24, 31}) {
          SCOPED_TRACE(trace({channels, kernel, stride, side}));
          const Shape in{1, side, side + 2, channels};
          ModelBuilder builder;
          const TensorId x = builder.input(in);
          const TensorId first = same_conv(builder, x, in, 16, kernel, stride);
          const int out = (side + stride - 1) / stride, out_w = (side + 2 + stride - 1) / stride;
          expect_conforms(builder.build({builder.conv(builder.prelu(first), {1, out, out_w, 8})}));
        }
      }
    }
  }
}

TEST_P(Conformance, DepthwiseOfAnyKernelStrideAndChannels) {
  for (int kernel : {1, 2, 3, 5, 7}) {
    for (int stride : {1, 2, 3}) {
      for (int channels : {1, 16, 40}) {
        SCOPED_TRACE(trace({kernel, stride, channels}));
        const Shape in{1, 10, 17, channels};
        ModelBuilder builder;
        const TensorId x = builder.input(in);
        expect_conforms(builder.build({same_depthwise(builder, x, in, kernel, stride)}));
      }
    }
  }
}

TEST_P(Conformance, DepthwiseOnMapsSmallerThanTheKernel) {
  for (int side : {1, 2, 3}) {
    SCOPED_TRACE(trace({side}));
    const Shape in{1, side, side, 24};
    ModelBuilder builder;
    const TensorId hidden = builder.conv(builder.input({1, side, side, 7}), in);
    expect_conforms(builder.build({builder.conv(same_depthwise(builder, hidden, in, 5, 1), {1, side, side, 9})}));
  }
}

TEST_P(Conformance, VectorsOfOddLength) {
  const Shape vector{1, 1, 1, 21};
  ModelBuilder builder;
  const TensorId x = builder.input(vector);
  const TensorId scaled = builder.depthwise(x, vector, DepthwiseConv2dParams{});
  const TensorId sum = builder.add(builder.conv(x, vector), x);
  const TensorId pooled = builder.op(OpKind::kAveragePool2d, {x}, vector, Pool2dParams{1, 1, 1, 1, {}, {}});
  expect_conforms(builder.build({builder.prelu(scaled), builder.prelu(sum), builder.prelu(pooled)}), 3);
}

TEST_P(Conformance, DepthwiseWithAMultiplier) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 6, 7, 5});
  DepthwiseConv2dParams params;
  params.kernel_h = params.kernel_w = 3, params.multiplier = 3;
  params.padding = {1, 1, 1, 1};
  expect_conforms(builder.build({builder.depthwise(x, {1, 6, 7, 15}, params)}));
}

TEST_P(Conformance, EveryActivationBehindEveryConvolution) {
  for (OpKind kind : {OpKind::kRelu, OpKind::kRelu6, OpKind::kHardSwish, OpKind::kLogistic, OpKind::kPrelu}) {
    SCOPED_TRACE(op_kind_name(kind));
    const Shape shape{1, 6, 9, 20};
    ModelBuilder builder;
    const auto activated = [&](TensorId x) {
      return kind == OpKind::kPrelu ? builder.prelu(x) : builder.op(kind, {x}, shape);
    };
    const TensorId first = activated(same_conv(builder, builder.input({1, 12, 18, 3}), {1, 12, 18, 3}, 20, 3, 2));
    const TensorId depthwise = activated(same_depthwise(builder, first, shape, 3, 1));
    const TensorId dense = activated(same_conv(builder, depthwise, shape, 20, 3, 1));
    expect_conforms(builder.build({activated(builder.conv(dense, shape)), depthwise}));
  }
}

TEST_P(Conformance, ResidualsOfTheSameShape) {
  for (int channels : {8, 16, 24, 40}) {
    SCOPED_TRACE(trace({channels}));
    const Shape shape{1, 9, 12, channels};
    ModelBuilder builder;
    const TensorId x = builder.prelu(same_conv(builder, builder.input({1, 18, 24, 3}), {1, 18, 24, 3}, channels, 3, 2));
    const TensorId sum = builder.add(builder.conv(same_depthwise(builder, x, shape, 3, 1), shape), x);
    expect_conforms(builder.build({builder.prelu(sum)}));
  }
}

TEST_P(Conformance, ResidualsPooledAndWithFewerChannels) {
  for (int side : {12, 13}) {
    SCOPED_TRACE(trace({side}));
    const int half = (side + 1) / 2;
    const Shape in{1, side, side, 16}, out{1, half, half, 40};
    ModelBuilder builder;
    const TensorId x = same_conv(builder, builder.input({1, side, side, 6}), {1, side, side, 6}, 16, 1, 1);
    const TensorId narrow = builder.conv(same_depthwise(builder, x, in, 3, 2), out);
    Pool2dParams pool;
    pool.padding = {.top = 0, .bottom = side % 2, .left = 0, .right = side % 2};
    const TensorId pooled = builder.op(OpKind::kMaxPool2d, {x}, {1, half, half, 16}, pool);
    PadParams pad;
    pad.before = {0, 0, 0, 0}, pad.after = {0, 0, 0, 24};
    const TensorId padded = builder.op(OpKind::kPad, {pooled}, out, pad);
    expect_conforms(builder.build({builder.prelu(builder.add(padded, narrow))}));
  }
}

TEST_P(Conformance, ResidualsUpsampledBilinearly) {
  for (bool half_pixel : {false, true}) {
    const Shape low{1, 5, 7, 24}, high{1, 10, 14, 24};
    ModelBuilder builder;
    const TensorId x = builder.input({1, 10, 14, 9});
    const TensorId small = same_conv(builder, x, {1, 10, 14, 9}, 24, 3, 2);
    const TensorId resized =
        builder.op(OpKind::kResizeBilinear, {small}, high, ResizeBilinearParams{.half_pixel_centers = half_pixel});
    expect_conforms(builder.build({builder.add(builder.conv(x, high), resized, Activation::kRelu)}));
  }
}

TEST_P(Conformance, ConvolutionsThenDepthToSpace) {
  for (int channels : {1, 6, 16}) {
    SCOPED_TRACE(trace({channels}));
    ModelBuilder builder;
    const TensorId x = builder.conv(builder.input({1, 5, 6, 3}), {1, 5, 6, 20});
    const TensorId wide = builder.conv(x, {1, 5, 6, 4 * channels});
    const TensorId expanded =
        builder.op(OpKind::kDepthToSpace, {wide}, {1, 10, 12, channels}, DepthToSpaceParams{.block_size = 2});
    expect_conforms(builder.build({builder.conv(expanded, {1, 10, 12, 5}), expanded}));
  }
}

TEST_P(Conformance, ResidualsThenDepthToSpace) {
  for (int channels : {1, 6, 16}) {
    for (int residual_channels : {4 * channels, 3 * channels}) {
      SCOPED_TRACE(trace({channels, residual_channels}));
      const Shape wide{1, 5, 6, 4 * channels};
      ModelBuilder builder;
      const TensorId x = builder.conv(builder.input({1, 5, 6, 3}), {1, 5, 6, 20});
      TensorId residual = builder.conv(x, {1, 5, 6, residual_channels});
      if (residual_channels != wide[3]) {
        residual =
            builder.op(OpKind::kPad, {residual}, wide, PadParams{{0, 0, 0, 0}, {0, 0, 0, wide[3] - residual_channels}});
      }
      const TensorId sum = builder.add(builder.conv(x, wide), residual, Activation::kRelu);
      const Shape result{1, 10, 12, channels};
      expect_conforms(builder.build({builder.op(OpKind::kDepthToSpace, {sum}, result, DepthToSpaceParams{2})}), 2);
    }
  }
}

// What engines may compute in one go.
TEST_P(Conformance, DepthwiseThenPointwiseOfAnySize) {
  for (const Shape& in : {Shape{1, 1, 1, 3}, Shape{1, 3, 2, 96}, Shape{1, 6, 7, 42}, Shape{1, 17, 9, 5},
                          Shape{1, 24, 25, 16}, Shape{1, 48, 50, 7}, Shape{1, 4, 4, 680}}) {
    for (int outputs : {1, 18, 130}) {
      for (int stride : {1, 2}) {
        SCOPED_TRACE(in.to_string() + trace({outputs, stride}));
        ModelBuilder builder;
        const TensorId depthwise = same_depthwise(builder, builder.input(in), in, outputs == 18 ? 5 : 3, stride);
        const Shape out{1, (in[1] + stride - 1) / stride, (in[2] + stride - 1) / stride, outputs};
        expect_conforms(builder.build({builder.prelu(builder.conv(builder.prelu(depthwise), out))}), 2);
      }
    }
  }
}

TEST_P(Conformance, DepthwiseThenPointwiseOfEveryEnding) {
  const Shape in{1, 8, 6, 20}, small{1, 4, 3, 32};
  Conv2dParams blocks;
  blocks.depth_to_space = 2;
  ModelBuilder builder;
  const TensorId x = builder.input(in);
  const TensorId first = builder.op(OpKind::kLogistic, {same_depthwise(builder, x, in, 3, 1)}, in);
  const TensorId same = builder.add(builder.conv(first, in), x, Activation::kRelu6);
  const TensorId second = builder.op(OpKind::kHardSwish, {same_depthwise(builder, same, in, 5, 2)}, {1, 4, 3, 20});
  const TensorId pooled = builder.op(OpKind::kMaxPool2d, {same}, {1, 4, 3, 20}, Pool2dParams{});
  const TensorId padded = builder.op(OpKind::kPad, {pooled}, small, PadParams{{0, 0, 0, 0}, {0, 0, 0, 12}});
  const TensorId low = builder.add(builder.conv(second, small), padded);
  const TensorId shuffled = builder.conv(same_depthwise(builder, low, small, 3, 1), {1, 8, 6, 6}, blocks);
  const TensorId resized =
      builder.op(OpKind::kResizeBilinear, {low}, {1, 8, 6, 32}, ResizeBilinearParams{.half_pixel_centers = true});
  const TensorId high = builder.conv(same_depthwise(builder, same, in, 3, 1), {1, 8, 6, 32});
  // The last depthwise convolution is read twice.
  const TensorId shared = same_depthwise(builder, shuffled, {1, 8, 6, 6}, 3, 1);
  const TensorId twice = builder.add(builder.conv(shared, {1, 8, 6, 6}), shared);
  expect_conforms(builder.build({builder.prelu(builder.add(high, resized)), twice}), 3);
}

// Beyond the 65,534 loop iterations after which some drivers stop without a word.
TEST_P(Conformance, SumsOfVeryManyTerms) {
  constexpr int kInputs = 300000;
  ModelBuilder builder;
  const TensorId x = builder.input({1, kInputs});
  const TensorId weights = builder.constant({3, kInputs});
  expect_conforms(builder.build(
      {builder.op(OpKind::kFullyConnected, {x, weights, builder.constant({3})}, {1, 3}, FullyConnectedParams{})}));
}

TEST_P(Conformance, TransposedConvolutionsOfUnequalSides) {
  TransposeConvParams params;
  params.kernel_h = 5, params.kernel_w = 2, params.stride_h = 3, params.stride_w = 2;
  params.padding = {.top = 1, .bottom = 2, .left = 0, .right = 1};
  ModelBuilder builder;
  const TensorId x = builder.input({1, 4, 5, 7});
  expect_conforms(builder.build({builder.prelu(builder.transpose_conv(x, {1, 11, 9, 6}, params))}), 2);
}

TEST_P(Conformance, TransposedConvolutions) {
  for (int kernel : {2, 3, 4}) {
    for (int stride : {1, 2}) {
      SCOPED_TRACE(trace({kernel, stride}));
      TransposeConvParams params;
      params.kernel_h = params.kernel_w = kernel;
      params.stride_h = params.stride_w = stride;
      const int crop = kernel > stride ? 1 : 0;
      params.padding = {.top = 0, .bottom = crop, .left = crop, .right = 0};
      const int height = (7 - 1) * stride + kernel - crop, width = (5 - 1) * stride + kernel - crop;
      ModelBuilder builder;
      const TensorId x = builder.conv(builder.input({1, 7, 5, 6}), {1, 7, 5, 20});
      const TensorId out = builder.transpose_conv(x, {1, height, width, 3}, params);
      expect_conforms(builder.build({builder.op(OpKind::kLogistic, {out}, {1, height, width, 3})}));
    }
  }
}

TEST_P(Conformance, ChainsOfManyStrips) {
  for (int kernel : {3, 5}) {
    for (int stride : {1, 2}) {
      SCOPED_TRACE(trace({kernel, stride}));
      const Shape in{1, 37, 41, 24}, wide{1, 37, 41, 112};
      ModelBuilder builder;
      const TensorId x = same_conv(builder, builder.input({1, 37, 41, 3}), {1, 37, 41, 3}, 24, 3, 1);
      const TensorId expanded = builder.op(OpKind::kRelu6, {builder.conv(x, wide)}, wide);
      const TensorId depthwise = same_depthwise(builder, expanded, wide, kernel, stride);
      const int height = (37 + stride - 1) / stride, width = (41 + stride - 1) / stride;
      const TensorId projected = builder.conv(depthwise, {1, height, width, 24});
      expect_conforms(builder.build({stride == 1 ? builder.add(projected, x) : projected}));
    }
  }
}

// Maps above half a megabyte: the convolutions between them run as one chain, whose residuals come from its own rings.
TEST_P(Conformance, LongChainsOverLargeMaps) {
  for (int height : {67, 90}) {
    for (int kernel : {3, 5}) {
      SCOPED_TRACE(trace({height, kernel}));
      constexpr int kWidth = 128, kChannels = 18;
      const Shape in{1, height, kWidth, kChannels};
      ModelBuilder builder;
      TensorId x = same_conv(builder, builder.input({1, height, kWidth, 3}), {1, height, kWidth, 3}, kChannels, 3, 1);
      for (int block = 0; block < 2; ++block) {
        const TensorId narrow = builder.conv(same_depthwise(builder, x, in, kernel, 1), {1, height, kWidth, 5});
        const TensorId wide = same_depthwise(builder, builder.prelu(narrow), {1, height, kWidth, 5}, 3, 1);
        x = builder.add(builder.conv(wide, in), x, Activation::kRelu6);
      }
      const int half = (height + 1) / 2;
      const Shape out{1, half, kWidth / 2, kChannels};
      const TensorId small = builder.conv(same_depthwise(builder, x, in, kernel, 2), out);
      Pool2dParams pool;
      pool.padding.bottom = height % 2;
      expect_conforms(builder.build({builder.add(builder.op(OpKind::kMaxPool2d, {x}, out, pool), small)}));
    }
  }
}

TEST_P(Conformance, FullyConnectedOfAnySize) {
  for (int outputs : {1, 18, 63, 64, 129, 300}) {
    for (int inputs : {1, 15, 64, 1155}) {
      SCOPED_TRACE(trace({outputs, inputs}));
      ModelBuilder builder;
      const TensorId x = builder.input({1, inputs});
      const TensorId weights = builder.constant({outputs, inputs});
      const TensorId out = builder.op(OpKind::kFullyConnected, {x, weights, builder.constant({outputs})}, {1, outputs},
                                      FullyConnectedParams{.activation = Activation::kRelu});
      expect_conforms(builder.build({builder.op(OpKind::kLogistic, {out}, {1, outputs}), out}));
    }
  }
}

TEST_P(Conformance, ConvolutionsThatCoverTheirInput) {
  for (int outputs : {1, 70, 200}) {
    for (int channels : {16, 20, 48}) {
      SCOPED_TRACE(trace({outputs, channels}));
      ModelBuilder builder;
      const TensorId x = builder.conv(builder.input({1, 3, 4, 7}), {1, 3, 4, channels});
      Conv2dParams params;
      params.kernel_h = 3, params.kernel_w = 4, params.stride_h = 3, params.stride_w = 4;
      const TensorId out = builder.conv(x, {1, 1, 1, outputs}, params);
      expect_conforms(builder.build({builder.conv(out, {1, 1, 1, 5}), out}));
    }
  }
}

TEST_P(Conformance, BatchesOfTwoAndThree) {
  const Shape shape{1, 8, 10, 32};
  ModelBuilder builder;
  const TensorId x = same_conv(builder, builder.input({1, 16, 20, 3}), {1, 16, 20, 3}, 32, 3, 2);
  const TensorId out = builder.prelu(builder.add(builder.conv(same_depthwise(builder, x, shape, 3, 1), shape), x));
  const TensorId head = builder.op(OpKind::kReshape, {builder.conv(out, {1, 8, 10, 2})}, {1, 160, 1});
  const Model model = builder.build({out, head});

  expect_conforms(model, 2);
  expect_conforms(model, 3, {1});
}

}  // namespace
}  // namespace saccade
