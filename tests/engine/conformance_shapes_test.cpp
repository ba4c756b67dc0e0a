// The operators that are not convolutions on odd shapes: channels that fill no whole quad or block, maps of one pixel,
// windows and parts of every size. A tensor in the middle of a model is laid out as the engine likes; channel means of
// it see what the engine leaves where no channel is.
#include <string>

#include "conformance.h"

namespace saccade {
namespace {

using ConformanceShapes = Conformance;
INSTANTIATE_TEST_SUITE_P(Engines, ConformanceShapes, testing::ValuesIn(engine_cases()),
                         [](const auto& info) { return info.param.name; });

constexpr int kChannels[] = {1, 2, 3, 4, 5, 6, 16, 18, 24, 28, 42, 96};

// What only this test makes a model of: the operator in the middle, its result as it is and averaged over channels.
class Middle {
 public:
  explicit Middle(const Shape& shape) : shape_(shape) { x_ = stored(builder.input(shape), shape); }

  TensorId x() const { return x_; }
  // The same values in memory of their own.
  TensorId stored(TensorId x, const Shape& shape) {
    return builder.op(OpKind::kMul, {x, builder.constant({1}, 1, 1)}, shape, ElementwiseParams{});
  }
  void check(TensorId result) {
    const Shape shape = builder.unchecked({}).tensor(result).shape;
    outputs.push_back(stored(result, shape));
    if (shape.rank() != 4) return;
    outputs.push_back(builder.op(OpKind::kMean, {result}, {1, shape[1], shape[2]}, MeanParams{{3}, false}));
  }
  TensorId op(OpKind kind, std::vector<TensorId> inputs, const Shape& shape, OpParams params) {
    const TensorId result = builder.op(kind, std::move(inputs), shape, std::move(params));
    check(result);
    return result;
  }

  ModelBuilder builder;
  std::vector<TensorId> outputs;

 private:
  Shape shape_;
  TensorId x_ = kNoTensor;
};

TEST_P(ConformanceShapes, PoolsAndMeans) {
  for (int channels : kChannels) {
    SCOPED_TRACE(channels);
    const Shape shape{1, 9, 11, channels};
    Middle middle(shape);
    for (OpKind kind : {OpKind::kMaxPool2d, OpKind::kAveragePool2d}) {
      middle.op(kind, {middle.x()}, {1, 5, 6, channels}, Pool2dParams{3, 3, 2, 2, {1, 1, 1, 1}, {}});
      middle.op(kind, {middle.x()}, {1, 2, 3, channels}, Pool2dParams{8, 9, 1, 1, {}, Activation::kLogistic});
      middle.op(kind, {middle.x()}, {1, 1, 1, channels}, Pool2dParams{9, 11, 1, 1, {}, {}});
    }
    for (const auto& [axes, kept] : {std::pair{std::vector<int>{1}, Shape{1, 1, 11, channels}},
                                     {{2}, {1, 9, 1, channels}},
                                     {{1, 2}, {1, 1, 1, channels}},
                                     {{1, 3}, {1, 1, 11, 1}},
                                     {{2, 3}, {1, 9, 1, 1}},
                                     {{1, 2, 3}, {1, 1, 1, 1}}}) {
      middle.op(OpKind::kMean, {middle.x()}, kept, MeanParams{axes, true});
    }
    expect_conforms(middle.builder.build(middle.outputs), 2);
  }
}

TEST_P(ConformanceShapes, MeansOfLargeMaps) {
  for (const Shape& shape : {Shape{1, 150, 133, 3}, Shape{1, 64, 64, 18}, Shape{1, 1, 301, 5}}) {
    SCOPED_TRACE(shape.to_string());
    Middle middle(shape);
    middle.op(OpKind::kMean, {middle.x()}, {1, 1, 1, shape[3]}, MeanParams{{1, 2}, true});
    middle.op(OpKind::kMean, {middle.x()}, {1}, MeanParams{{1, 2, 3}, false});
    middle.op(OpKind::kMaxPool2d, {middle.x()}, {1, 1, 1, shape[3]},
              Pool2dParams{shape[1], shape[2], 1, 1, {}, Activation::kRelu});
    expect_conforms(middle.builder.build(middle.outputs));
  }
}

TEST_P(ConformanceShapes, ElementwiseAndActivations) {
  for (int channels : kChannels) {
    for (const Shape& shape : {Shape{1, 1, 1, channels}, Shape{1, 5, 7, channels}}) {
      SCOPED_TRACE(shape.to_string());
      Middle middle(shape);
      const TensorId row = middle.op(OpKind::kMean, {middle.x()}, {1, 1, shape[2], channels}, MeanParams{{1}, true});
      const TensorId gray = middle.op(OpKind::kMean, {middle.x()}, {1, shape[1], shape[2], 1}, MeanParams{{3}, true});
      middle.op(OpKind::kSub, {row, middle.x()}, shape, ElementwiseParams{Activation::kLogistic});
      middle.op(OpKind::kAdd, {middle.x(), gray}, shape, ElementwiseParams{Activation::kHardSwish});
      const Shape outer{1, shape[1], shape[2], channels};
      middle.op(OpKind::kMul, {row, gray}, outer, ElementwiseParams{});
      middle.op(OpKind::kPrelu, {middle.x(), middle.builder.constant({1, 1, channels})}, shape, {});
      for (OpKind kind : {OpKind::kRelu, OpKind::kRelu6, OpKind::kHardSwish, OpKind::kLogistic}) {
        middle.op(kind, {gray}, {1, shape[1], shape[2], 1}, {});
        middle.op(kind, {middle.x()}, shape, {});
      }
      expect_conforms(middle.builder.build(middle.outputs), 2);
    }
  }
}

TEST_P(ConformanceShapes, PadsAndSlices) {
  for (int channels : kChannels) {
    SCOPED_TRACE(channels);
    Middle middle({1, 5, 7, channels});
    for (const auto& [before, after] : {std::pair{1, 2}, {4, 0}, {8, 3}, {0, 5}}) {
      middle.op(OpKind::kPad, {middle.x()}, {1, 6, 10, channels + before + after},
                PadParams{{0, 1, 0, before}, {0, 0, 3, after}});
    }
    const int half = channels / 2;
    middle.op(OpKind::kStridedSlice, {middle.x()}, {1, 3, 3, channels - half},
              StridedSliceParams{{0, 0, 0, half}, {1, 2, 3, 1}});
    middle.op(OpKind::kStridedSlice, {middle.x()}, {1, 4, 7, (channels + 2) / 3},
              StridedSliceParams{{0, 1, 0, 0}, {1, 1, 1, 3}});
    if (channels > 4) {
      middle.op(OpKind::kStridedSlice, {middle.x()}, {1, 5, 7, channels - 4},
                StridedSliceParams{{0, 0, 0, 4}, {1, 1, 1, 1}});
    }
    expect_conforms(middle.builder.build(middle.outputs), 2);
  }
}

TEST_P(ConformanceShapes, ReshapesAndDepthToSpace) {
  for (int channels : kChannels) {
    SCOPED_TRACE(channels);
    const Shape shape{1, 5, 7, channels};
    Middle middle(shape);
    for (const Shape& other : {Shape{1, 7, 5, channels}, Shape{1, channels, 5, 7}, Shape{1, 1, 7, 5 * channels},
                               Shape{1, 35, channels, 1}}) {
      middle.op(OpKind::kReshape, {middle.x()}, other, {});
    }
    for (int block : {2, 3, 4}) {
      if (channels % (block * block) != 0) continue;
      middle.op(OpKind::kDepthToSpace, {middle.x()}, {1, 5 * block, 7 * block, channels / (block * block)},
                DepthToSpaceParams{block});
    }
    expect_conforms(middle.builder.build(middle.outputs), 2);
  }
}

TEST_P(ConformanceShapes, ConcatenationsOfManyParts) {
  // Parts of one channel meet in a quad, odd ones straddle, and more come than one pass can read.
  for (const std::vector<int>& parts : std::vector<std::vector<int>>{{1, 1},
                                                                     {3, 5},
                                                                     {4, 8},
                                                                     {1, 2, 3},
                                                                     {1, 1, 1, 1},
                                                                     {5, 1, 1, 1, 7},
                                                                     {2, 3, 4, 5, 6, 7, 8},
                                                                     {1, 1, 1, 1, 1, 1, 1, 1, 1}}) {
    for (int axis : {1, 2, 3}) {
      for (Activation activation : {Activation::kNone, Activation::kLogistic}) {
        SCOPED_TRACE("axis " + std::to_string(axis) + ", " + std::to_string(parts.size()) + " parts");
        Shape longest{1, 9, 9, 9}, joined{1, 2, 3, 5};
        joined[axis] = 0;
        Middle middle(longest);
        std::vector<TensorId> tensors;
        for (int part : parts) {
          Shape shape = joined;
          shape[axis] = part;
          std::vector<int> begin(4, 0);
          begin[3] = static_cast<int>(tensors.size()) % 2;
          begin[2] = static_cast<int>(tensors.size()) % 2;
          tensors.push_back(
              middle.op(OpKind::kStridedSlice, {middle.x()}, shape, StridedSliceParams{begin, {1, 1, 1, 1}}));
          joined[axis] += part;
        }
        middle.op(OpKind::kConcatenation, tensors, joined, ConcatenationParams{axis, activation});
        expect_conforms(middle.builder.build(middle.outputs), 2);
      }
    }
  }
}

TEST_P(ConformanceShapes, ResizesAndMaximaWithPositions) {
  for (int channels : kChannels) {
    SCOPED_TRACE(channels);
    Middle middle({1, 6, 8, channels});
    for (const auto& [align, half] : {std::pair{false, false}, {true, false}, {false, true}}) {
      middle.op(OpKind::kResizeBilinear, {middle.x()}, {1, 12, 16, channels}, ResizeBilinearParams{align, half});
      middle.op(OpKind::kResizeBilinear, {middle.x()}, {1, 5, 11, channels}, ResizeBilinearParams{align, half});
    }
    const Shape small{1, 3, 4, channels};
    const TensorId maxima = middle.builder.tensor(small), positions = middle.builder.tensor(small);
    middle.builder.add({.kind = OpKind::kMaxPoolingWithArgmax2d,
                        .inputs = {middle.x()},
                        .outputs = {maxima, positions},
                        .params = Pool2dParams{}});
    middle.check(maxima);
    middle.check(positions);
    middle.op(OpKind::kMaxUnpooling2d, {maxima, positions}, {1, 6, 8, channels}, Pool2dParams{});
    expect_conforms(middle.builder.build(middle.outputs), 2);
  }
}

// What an engine may compute in one go.
TEST_P(ConformanceShapes, ResizesThatActivationsAndSumsFollow) {
  for (int channels : {1, 5, 24}) {
    for (bool resized_first : {false, true}) {
      SCOPED_TRACE(channels);
      Middle middle({1, 4, 6, channels});
      ModelBuilder& builder = middle.builder;
      const Shape large{1, 8, 9, channels};
      const TensorId other =
          builder.op(OpKind::kResizeBilinear, {middle.x()}, large, ResizeBilinearParams{true, false});
      middle.check(other);  // read twice: it stays
      const auto resize = [&] {
        return builder.op(OpKind::kResizeBilinear, {middle.x()}, large, ResizeBilinearParams{false, true});
      };
      const auto sum = [&](TensorId x, Activation activation) {
        const auto operands = resized_first ? std::vector<TensorId>{x, other} : std::vector<TensorId>{other, x};
        middle.op(OpKind::kAdd, operands, large, ElementwiseParams{activation});
      };
      sum(resize(), Activation::kNone);
      sum(resize(), Activation::kHardSwish);
      sum(builder.prelu(resize()), Activation::kRelu);
      middle.op(OpKind::kLogistic, {resize()}, large, {});
      middle.op(OpKind::kSub, {other, resize()}, large, ElementwiseParams{});
      middle.op(OpKind::kAdd, {resize(), builder.constant({1, 1, 9, 1})}, large, ElementwiseParams{});
      expect_conforms(builder.build(middle.outputs), 2);
    }
  }
}

TEST_P(ConformanceShapes, PairsOfElementwiseOperators) {
  for (int channels : {1, 5, 24}) {
    SCOPED_TRACE(channels);
    const Shape shape{1, 3, 5, channels}, row{1, 1, 5, channels};
    Middle middle(shape);
    ModelBuilder& builder = middle.builder;
    const TensorId x = middle.x();
    const TensorId gate = middle.op(OpKind::kMean, {x}, {1, 1, 1, channels}, MeanParams{{1, 2}, true});
    const auto product = [&] {
      return builder.op(OpKind::kMul, {x, gate}, shape, ElementwiseParams{Activation::kRelu6});
    };
    middle.op(OpKind::kAdd, {product(), x}, shape, ElementwiseParams{Activation::kLogistic});
    middle.op(OpKind::kAdd, {gate, product()}, shape, ElementwiseParams{});
    middle.op(OpKind::kSub, {product(), builder.constant({5, 1})}, shape, ElementwiseParams{});
    middle.op(OpKind::kSub, {x, product()}, shape, ElementwiseParams{});
    middle.op(OpKind::kPrelu, {product(), builder.constant({1, 1, channels})}, shape, {});
    middle.op(OpKind::kMul, {builder.prelu(x), x}, shape, ElementwiseParams{});
    const TensorId narrow = builder.op(OpKind::kAdd, {gate, builder.constant(row)}, row, ElementwiseParams{});
    middle.op(OpKind::kMul, {narrow, x}, shape, ElementwiseParams{});  // grows
    const TensorId first = builder.op(OpKind::kSub, {x, gate}, shape, ElementwiseParams{});
    const TensorId second = builder.op(OpKind::kMul, {first, x}, shape, ElementwiseParams{});
    middle.op(OpKind::kAdd, {second, gate}, shape, ElementwiseParams{});  // three
    expect_conforms(builder.build(middle.outputs), 2);
  }
}

TEST_P(ConformanceShapes, DenseLayersOnTheMeanOfAMap) {
  for (int channels : kChannels) {
    SCOPED_TRACE(channels);
    Middle middle({1, 9, 7, channels});
    ModelBuilder& builder = middle.builder;
    const auto mean = [&](bool pool) {
      const Shape shape{1, 1, 1, channels};
      return pool ? builder.op(OpKind::kAveragePool2d, {middle.x()}, shape, Pool2dParams{9, 7, 1, 1, {}, {}})
                  : builder.op(OpKind::kMean, {middle.x()}, shape, MeanParams{{1, 2}, true});
    };
    const auto layer = [&](TensorId x, int outputs, Activation activation) {
      Conv2dParams params;
      params.epilogue.activation = activation;
      return builder.conv(x, {1, 1, 1, outputs}, params);
    };
    const int few = (channels + 3) / 4;
    middle.check(layer(mean(true), channels, Activation::kLogistic));
    middle.check(layer(layer(mean(true), few, Activation::kRelu), channels, Activation::kLogistic));
    middle.check(layer(layer(mean(false), 5 * channels, Activation::kHardSwish), 3, Activation::kNone));
    const TensorId second = layer(layer(mean(false), few, Activation::kNone), 7, Activation::kRelu6);
    middle.check(layer(second, 6, Activation::kNone));
    middle.check(layer(builder.prelu(layer(mean(true), 6, Activation::kNone)), 4, Activation::kNone));
    const TensorId gate = layer(layer(mean(true), few, Activation::kRelu), channels, Activation::kLogistic);
    middle.op(OpKind::kMul, {middle.x(), gate}, {1, 9, 7, channels}, ElementwiseParams{});
    expect_conforms(builder.build(middle.outputs), 3);
  }
}

TEST_P(ConformanceShapes, AttentionOfEachSample) {
  // Landmarks are positions of maxima: each sample has a matrix of its own, and every precision holds whole numbers.
  for (int channels : {1, 3, 18, 24}) {
    SCOPED_TRACE(channels);
    ModelBuilder builder;
    const Shape map{1, 16, 15, channels};
    const TensorId input = builder.input(map);
    const Shape windows{1, 3, 5, channels};
    const TensorId maxima = builder.tensor(windows), positions = builder.tensor(windows);
    builder.add({.kind = OpKind::kMaxPoolingWithArgmax2d,
                 .inputs = {input},
                 .outputs = {maxima, positions},
                 .params = Pool2dParams{5, 3, 5, 3, {}, {}}});
    const TensorId first =
        builder.op(OpKind::kStridedSlice, {positions}, {1, 3, 5, 1}, StridedSliceParams{{0, 0, 0, 0}, {1, 1, 1, 1}});
    const TensorId landmarks = builder.op(OpKind::kReshape, {first}, {1, 5, 3});
    Landmarks2TransformMatrixParams region;
    region.left_rotation_idx = 4, region.right_rotation_idx = 1;
    region.output_height = 7, region.output_width = 9;
    region.target_rotation_radians = 0.5f;
    region.subset_idxs = {0, 1, 2, 4};
    const TensorId matrix = builder.op(OpKind::kLandmarks2TransformMatrix, {landmarks}, {1, 4, 4}, region);
    const TensorId crop = builder.op(OpKind::kTransformTensorBilinear, {input, matrix}, {1, 7, 9, channels},
                                     TransformTensorBilinearParams{7, 9});
    const TensorId points = builder.op(OpKind::kReshape, {crop}, {1, 21 * channels, 3});
    const TensorId moved = builder.op(OpKind::kTransformLandmarks, {points, matrix}, {1, 21 * channels, 3});
    expect_conforms(builder.build({matrix, crop, moved}), 3);
  }
}

}  // namespace
}  // namespace saccade
