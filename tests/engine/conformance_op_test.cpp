// The operators that are not convolutions, outputs in every position, and what is refused, on every engine.
#include "conformance.h"

namespace saccade {
namespace {

using ConformanceOps = Conformance;
INSTANTIATE_TEST_SUITE_P(Engines, ConformanceOps, testing::ValuesIn(engine_cases()),
                         [](const auto& info) { return info.param.name; });

// A picture that the engine keeps as it likes: not an input, not an output.
TensorId hidden_picture(ModelBuilder& builder, const Shape& shape) {
  return builder.conv(builder.input({1, shape[1], shape[2], 5}), shape);
}

TEST_P(ConformanceOps, ElementwiseWithEveryBroadcast) {
  const Shape shape{1, 6, 7, 21};
  for (OpKind kind : {OpKind::kAdd, OpKind::kSub, OpKind::kMul}) {
    for (const Shape& other : {shape, Shape{1, 1, 1, 21}, Shape{21}, Shape{1}, Shape{1, 6, 7, 1}, Shape{1, 1, 7, 21},
                               Shape{1, 6, 1, 21}, Shape{7, 1}}) {
      for (bool constant_first : {false, true}) {
        SCOPED_TRACE(std::string(op_kind_name(kind)) + " " + other.to_string());
        ModelBuilder builder;
        const TensorId x = hidden_picture(builder, shape);
        const TensorId constant = builder.constant(other);
        const std::vector<TensorId> operands =
            constant_first ? std::vector<TensorId>{constant, x} : std::vector<TensorId>{x, constant};
        const TensorId out = builder.op(kind, operands, shape, ElementwiseParams{Activation::kRelu6});
        expect_conforms(builder.build({builder.conv(out, {1, 6, 7, 3}), out}));
      }
    }
  }
}

TEST_P(ConformanceOps, ElementwiseOfTwoComputedTensors) {
  const Shape shape{1, 6, 7, 40};
  ModelBuilder builder;
  const TensorId x = hidden_picture(builder, shape);
  const TensorId mean = builder.op(OpKind::kMean, {x}, {1, 1, 1, 40}, MeanParams{.axes = {1, 2}, .keep_dims = true});
  const TensorId gate = builder.op(OpKind::kLogistic, {builder.conv(mean, {1, 1, 1, 40})}, {1, 1, 1, 40});
  const TensorId gated = builder.op(OpKind::kMul, {x, gate}, shape, ElementwiseParams{});
  const TensorId difference = builder.op(OpKind::kSub, {gated, x}, shape, ElementwiseParams{});
  expect_conforms(builder.build({difference}), 2);
}

TEST_P(ConformanceOps, ActivationsAlone) {
  const Shape shape{1, 5, 6, 19};
  for (OpKind kind : {OpKind::kRelu, OpKind::kRelu6, OpKind::kHardSwish, OpKind::kLogistic, OpKind::kPrelu}) {
    SCOPED_TRACE(op_kind_name(kind));
    ModelBuilder builder;
    const TensorId x = hidden_picture(builder, shape);
    const TensorId pooled = builder.op(OpKind::kMaxPool2d, {x}, {1, 2, 3, 19}, Pool2dParams{});
    const Shape small{1, 2, 3, 19};
    const TensorId out = kind == OpKind::kPrelu ? builder.prelu(pooled) : builder.op(kind, {pooled}, small);
    expect_conforms(builder.build({builder.conv(out, small), out}));
  }
}

TEST_P(ConformanceOps, PoolsOfAnyWindow) {
  struct Case {
    int filter, stride, height, width;
    Padding padding;
  };
  for (const Case& c : {Case{2, 2, 4, 5, {}}, Case{3, 2, 4, 5, {0, 1, 0, 1}}, Case{3, 1, 9, 10, {1, 1, 1, 1}},
                        Case{2, 1, 8, 9, {}}, Case{9, 9, 1, 1, {0, 0, 0, 0}}}) {
    for (OpKind kind : {OpKind::kMaxPool2d, OpKind::kAveragePool2d}) {
      SCOPED_TRACE(std::string(op_kind_name(kind)) + " " + std::to_string(c.filter) + " " + std::to_string(c.stride));
      Pool2dParams params{c.filter, c.filter, c.stride, c.stride, c.padding, Activation::kRelu};
      if (c.filter == 9) params.filter_w = params.stride_w = 10;
      ModelBuilder builder;
      const TensorId x = hidden_picture(builder, {1, 9, 10, 35});
      const TensorId out = builder.op(kind, {x}, {1, c.height, c.width, 35}, params);
      expect_conforms(builder.build({builder.conv(out, {1, c.height, c.width, 8}), out}));
    }
  }
}

TEST_P(ConformanceOps, MeansOverAnyAxes) {
  struct Case {
    std::vector<int> axes;
    Shape kept, dropped;
  };
  for (const Case& c : {Case{{1, 2}, {1, 1, 1, 18}, {1, 18}}, Case{{2}, {1, 6, 1, 18}, {1, 6, 18}},
                        Case{{3}, {1, 6, 7, 1}, {1, 6, 7}}, Case{{1, 2, 3}, {1, 1, 1, 1}, {1}}}) {
    for (bool keep : {false, true}) {
      SCOPED_TRACE(c.kept.to_string());
      ModelBuilder builder;
      const TensorId x = hidden_picture(builder, {1, 6, 7, 18});
      const TensorId out = builder.op(OpKind::kMean, {x}, keep ? c.kept : c.dropped, MeanParams{c.axes, keep});
      expect_conforms(builder.build({out}), 2);
    }
  }
}

TEST_P(ConformanceOps, MaximaWithPositionsAndBack) {
  ModelBuilder builder;
  const TensorId x = hidden_picture(builder, {1, 8, 12, 20});
  const TensorId maxima = builder.tensor({1, 4, 6, 20}), positions = builder.tensor({1, 4, 6, 20});
  builder.add({.kind = OpKind::kMaxPoolingWithArgmax2d,
               .inputs = {x},
               .outputs = {maxima, positions},
               .params = Pool2dParams{}});
  const TensorId narrow = builder.conv(maxima, {1, 4, 6, 20});
  const TensorId back = builder.op(OpKind::kMaxUnpooling2d, {narrow, positions}, {1, 8, 12, 20}, Pool2dParams{});
  expect_conforms(builder.build({builder.conv(back, {1, 8, 12, 4}), maxima, positions}));
}

TEST_P(ConformanceOps, PadsOnEveryAxis) {
  struct Case {
    std::vector<int> before, after;
    Shape out;
  };
  for (const Case& c :
       {Case{{0, 1, 2, 0}, {0, 3, 0, 0}, {1, 9, 8, 18}}, Case{{0, 0, 0, 0}, {0, 0, 0, 14}, {1, 5, 6, 32}},
        Case{{0, 1, 1, 7}, {0, 1, 1, 9}, {1, 7, 8, 34}}}) {
    SCOPED_TRACE(c.out.to_string());
    ModelBuilder builder;
    const TensorId x = hidden_picture(builder, {1, 5, 6, 18});
    const TensorId out = builder.op(OpKind::kPad, {x}, c.out, PadParams{c.before, c.after});
    expect_conforms(builder.build({builder.conv(out, {1, c.out[1], c.out[2], 5}), out}));
  }
}

TEST_P(ConformanceOps, SlicesWithStrides) {
  ModelBuilder builder;
  const TensorId x = hidden_picture(builder, {1, 9, 8, 40});
  const TensorId front =
      builder.op(OpKind::kStridedSlice, {x}, {1, 9, 8, 20}, StridedSliceParams{{0, 0, 0, 0}, {1, 1, 1, 1}});
  const TensorId some =
      builder.op(OpKind::kStridedSlice, {x}, {1, 4, 3, 12}, StridedSliceParams{{0, 1, 2, 3}, {1, 2, 2, 3}});
  expect_conforms(builder.build({builder.conv(front, {1, 9, 8, 3}), some}));
}

TEST_P(ConformanceOps, ConcatenationsOnEveryAxis) {
  for (int axis : {1, 2, 3}) {
    SCOPED_TRACE(axis);
    const Shape a{1, 4, 6, 20};
    Shape b = a, out = a;
    b[axis] = 3;
    out[axis] += 3;
    ModelBuilder builder;
    const TensorId input = builder.input(a);
    const TensorId first = builder.conv(input, a);
    const TensorId second =
        axis == 3 ? builder.conv(input, b)
                  : builder.op(OpKind::kStridedSlice, {first}, b, StridedSliceParams{{0, 0, 0, 0}, {1, 1, 1, 1}});
    const TensorId joined = builder.op(OpKind::kConcatenation, {first, second}, out, ConcatenationParams{.axis = axis});
    expect_conforms(builder.build({builder.conv(joined, {1, out[1], out[2], 6}), joined}));
  }
}

TEST_P(ConformanceOps, HeadsJoinedAsAnchors) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 8, 8, 24});
  const TensorId fine = builder.op(OpKind::kReshape, {builder.conv(x, {1, 8, 8, 12})}, {1, 128, 6});
  const TensorId pooled = builder.op(OpKind::kMaxPool2d, {x}, {1, 4, 4, 24}, Pool2dParams{});
  const TensorId coarse = builder.op(OpKind::kReshape, {builder.conv(pooled, {1, 4, 4, 18})}, {1, 48, 6});
  const TensorId all = builder.op(OpKind::kConcatenation, {fine, coarse}, {1, 176, 6}, ConcatenationParams{.axis = 1});
  expect_conforms(builder.build({all}), 3);
}

TEST_P(ConformanceOps, ReshapesBetweenConvolutions) {
  ModelBuilder builder;
  const TensorId x = hidden_picture(builder, {1, 4, 6, 20});
  const TensorId wide = builder.op(OpKind::kReshape, {x}, {1, 8, 10, 6});
  const TensorId flat = builder.op(OpKind::kReshape, {builder.conv(wide, {1, 8, 10, 3})}, {1, 240});
  expect_conforms(builder.build({flat, builder.op(OpKind::kReshape, {flat}, {1, 2, 120})}), 2);
}

TEST_P(ConformanceOps, DepthToSpaceAlone) {
  for (int block : {2, 3}) {
    ModelBuilder builder;
    const TensorId pooled =
        builder.op(OpKind::kMaxPool2d, {hidden_picture(builder, {1, 8, 6, 36})}, {1, 4, 3, 36}, Pool2dParams{});
    const Shape out{1, 4 * block, 3 * block, 36 / (block * block)};
    const TensorId expanded = builder.op(OpKind::kDepthToSpace, {pooled}, out, DepthToSpaceParams{.block_size = block});
    expect_conforms(builder.build({builder.conv(expanded, {1, out[1], out[2], 2}), expanded}));
  }
}

TEST_P(ConformanceOps, ResizesOnEveryGrid) {
  for (const auto& [align, half] : {std::pair{false, false}, {true, false}, {false, true}}) {
    for (const auto& [height, width] : {std::pair{10, 14}, {7, 5}, {3, 4}, {5, 7}, {1, 1}, {15, 21}}) {
      SCOPED_TRACE(std::to_string(height) + "x" + std::to_string(width));
      ModelBuilder builder;
      const TensorId pooled =
          builder.op(OpKind::kMaxPool2d, {hidden_picture(builder, {1, 10, 14, 22})}, {1, 5, 7, 22}, Pool2dParams{});
      const Shape out{1, height, width, 22};
      const TensorId resized = builder.op(OpKind::kResizeBilinear, {pooled}, out, ResizeBilinearParams{align, half});
      expect_conforms(builder.build({builder.conv(resized, {1, height, width, 30}), resized}));
    }
  }
}

TEST_P(ConformanceOps, AttentionRegions) {
  ModelBuilder builder;
  const TensorId picture = hidden_picture(builder, {1, 12, 10, 20});
  const TensorId mean = builder.op(OpKind::kMean, {picture}, {1, 20}, MeanParams{{1, 2}, false});
  const TensorId weights = builder.constant({12, 20}, -3, 3);
  const TensorId flat = builder.op(OpKind::kFullyConnected, {mean, weights, builder.constant({12}, 2, 9)}, {1, 12},
                                   FullyConnectedParams{});
  const TensorId landmarks = builder.op(OpKind::kReshape, {flat}, {1, 4, 3});
  Landmarks2TransformMatrixParams region;
  region.left_rotation_idx = 1, region.right_rotation_idx = 3;
  region.output_height = 6, region.output_width = 8;
  region.scale_x = 1.5f, region.scale_y = 1.25f;
  region.subset_idxs = {0, 1, 2, 3};
  const TensorId matrix = builder.op(OpKind::kLandmarks2TransformMatrix, {landmarks}, {1, 4, 4}, region);
  const TensorId crop = builder.op(OpKind::kTransformTensorBilinear, {picture, matrix}, {1, 6, 8, 20},
                                   TransformTensorBilinearParams{6, 8});
  const TensorId points = builder.op(OpKind::kReshape, {builder.conv(crop, {1, 6, 8, 2})}, {1, 48, 2});
  const TensorId moved = builder.op(OpKind::kTransformLandmarks, {points, matrix}, {1, 48, 2});
  expect_conforms(builder.build({matrix, moved}));
  expect_conforms(builder.build({landmarks}), 2);
}

TEST_P(ConformanceOps, OutputsInEveryPosition) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 6, 8, 4});
  const TensorId first = builder.conv(x, {1, 6, 8, 20});
  const TensorId second = builder.conv(first, {1, 6, 8, 20});
  const TensorId view = builder.op(OpKind::kReshape, {second}, {1, 48, 20});
  const TensorId again = builder.op(OpKind::kReshape, {second}, {1, 960});
  // An intermediate, the same numbers in three shapes, and the input itself.
  const Model model = builder.build({first, view, second, again, x});

  expect_conforms(model);
  expect_conforms(model, 2, {3, 1});
  expect_conforms(model, 1, {0, 0, 2});
}

TEST_P(ConformanceOps, AWrongInputIsRefusedAndTheSessionLivesOn) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 6, 8, 4});
  const Model model = builder.build({builder.conv(x, {1, 6, 8, 5})});
  auto session = engine_->prepare(model, {});
  ASSERT_TRUE(session.ok());

  std::byte* data = nullptr;
  for (const Tensor& wrong : {Tensor::from_floats({1, 8, 6, 4}, std::vector<float>(192)),
                              Tensor::from_floats({6, 8, 4}, std::vector<float>(192)),
                              Tensor::make_host(DType::kInt32, {1, 6, 8, 4}, &data), Tensor()}) {
    const auto results = (*session)->run(wrong);
    ASSERT_FALSE(results.ok());
    EXPECT_EQ(results.error().code(), StatusCode::kInvalidArgument) << results.error().to_string();
  }
  EXPECT_TRUE((*session)->run(Tensor::from_floats({1, 6, 8, 4}, std::vector<float>(192))).ok());
}

TEST_P(ConformanceOps, AnOutputThatDoesNotExistIsRefused) {
  ModelBuilder builder;
  const Model model = builder.build({builder.conv(builder.input({1, 6, 8, 4}), {1, 6, 8, 5})});

  for (int wanted : {1, -1}) {
    const auto session = engine_->prepare(model, {.wanted_outputs = {wanted}});
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().code(), StatusCode::kInvalidArgument);
  }
}

TEST_P(ConformanceOps, RunsAreBitIdentical) {
  const Shape shape{1, 24, 24, 48};
  ModelBuilder builder;
  const TensorId x = builder.conv(builder.input({1, 24, 24, 3}), shape);
  DepthwiseConv2dParams depthwise;
  depthwise.kernel_h = depthwise.kernel_w = 3;
  depthwise.padding = {1, 1, 1, 1};
  const Model model = builder.build({builder.add(builder.conv(builder.depthwise(x, shape, depthwise), shape), x)});
  auto session = engine_->prepare(model, {});
  ASSERT_TRUE(session.ok());
  const reference::Array input = reference::random_array({1, 24, 24, 3}, 7);
  const Tensor tensor = Tensor::from_floats(input.shape, std::vector<float>(input.values.begin(), input.values.end()));

  const auto first = (*session)->run(tensor);
  const auto second = (*session)->run(tensor);

  const auto a = *(*first)[0].floats(), b = *(*second)[0].floats();
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
  EXPECT_NE(a.data(), b.data());  // the first result is still held
}

}  // namespace
}  // namespace saccade
