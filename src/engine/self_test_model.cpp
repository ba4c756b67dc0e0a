#include "engine/self_test_model.h"

#include <cmath>
#include <cstring>
#include <random>

#include "base/check.h"
#include "model/check.h"

namespace saccade {
namespace {

// The distributions of the standard library differ from one to the next; this does not.
float uniform(std::mt19937& generator, float low, float high) {
  return low + (high - low) * static_cast<float>(generator() >> 8) * 0x1p-24f;
}

class Network {
 public:
  Network() { model_.name = "self-test"; }

  TensorId input(Shape shape) {
    model_.inputs.push_back(tensor(shape));
    return model_.inputs.front();
  }

  TensorId op(OpKind kind, std::vector<TensorId> inputs, Shape result, OpParams params = {}) {
    const TensorId id = tensor(result);
    const int index = static_cast<int>(model_.ops.size());
    model_.ops.push_back({kind, std::move(inputs), {id}, std::move(params), index});
    return id;
  }

  // Weights that keep the numbers about as large as they are.
  TensorId conv(TensorId x, Shape result, const Conv2dParams& params = {}) {
    const int inputs = model_.tensor(x).shape[3], taps = params.kernel_h * params.kernel_w * inputs;
    const TensorId weights = constant({result[3], params.kernel_h, params.kernel_w, inputs}, taps);
    return op(OpKind::kConv2d, {x, weights, constant({result[3]}, 3), kNoTensor, kNoTensor}, result, params);
  }
  TensorId depthwise(TensorId x, Shape result, const DepthwiseConv2dParams& params) {
    const TensorId weights =
        constant({1, params.kernel_h, params.kernel_w, result[3]}, params.kernel_h * params.kernel_w);
    return op(OpKind::kDepthwiseConv2d, {x, weights, constant({result[3]}, 3), kNoTensor, kNoTensor}, result, params);
  }
  TensorId transpose_conv(TensorId x, Shape result, const TransposeConvParams& params) {
    const int inputs = model_.tensor(x).shape[3];
    const TensorId weights = constant({result[3], params.kernel_h, params.kernel_w, inputs}, inputs);
    return op(OpKind::kTransposeConv, {x, weights, constant({result[3]}, 3), kNoTensor, kNoTensor}, result, params);
  }
  TensorId prelu(TensorId x) {
    const Shape shape = model_.tensor(x).shape;
    return op(OpKind::kPrelu, {x, constant({1, 1, shape[3]}, 3)}, shape);
  }
  TensorId fully_connected(TensorId x, int outputs) {
    const int inputs = model_.tensor(x).shape[1];
    return op(OpKind::kFullyConnected, {x, constant({outputs, inputs}, inputs), constant({outputs}, 3)}, {1, outputs},
              FullyConnectedParams{});
  }

  Model build(std::vector<TensorId> outputs) {
    model_.outputs = std::move(outputs);
    SACCADE_CHECK(check_model(model_).ok());
    return std::move(model_);
  }

 private:
  TensorId tensor(Shape shape) {
    TensorInfo info;
    info.name = "t" + std::to_string(model_.tensors.size());
    info.shape = shape;
    model_.tensors.push_back(info);
    return static_cast<TensorId>(model_.tensors.size() - 1);
  }

  // A sum of `terms` products with numbers of variance 1 has variance 1.
  TensorId constant(Shape shape, int terms) {
    const float limit = std::sqrt(3.0f / static_cast<float>(terms));
    auto bytes = std::make_shared<std::vector<std::byte>>(shape.element_count() * sizeof(float));
    for (size_t i = 0; i < shape.element_count(); ++i) {
      const float value = uniform(generator_, -limit, limit);
      std::memcpy(bytes->data() + i * sizeof(float), &value, sizeof value);
    }
    const TensorId id = tensor(shape);
    model_.tensor(id).data = *bytes;
    model_.storage.push_back(std::move(bytes));
    return id;
  }

  Model model_;
  std::mt19937 generator_{1};
};

constexpr Padding kSame3 = {1, 1, 1, 1};

}  // namespace

Model self_test_model() {
  Network net;
  const TensorId picture = net.input({1, 16, 16, 3});
  const TensorId first = net.prelu(net.conv(
      picture, {1, 8, 8, 16}, {.kernel_h = 3, .kernel_w = 3, .stride_h = 2, .stride_w = 2, .padding = {0, 1, 0, 1}}));
  // A block as in the face nets: depthwise, pointwise, residual.
  const TensorId depthwise = net.depthwise(first, {1, 8, 8, 16}, {.kernel_h = 3, .kernel_w = 3, .padding = kSame3});
  const TensorId block =
      net.prelu(net.op(OpKind::kAdd, {net.conv(depthwise, {1, 8, 8, 16}), first}, {1, 8, 8, 16}, ElementwiseParams{}));
  // Half the size and more channels: the residual is pooled and padded.
  const TensorId coarse = net.depthwise(
      block, {1, 4, 4, 16}, {.kernel_h = 5, .kernel_w = 5, .stride_h = 2, .stride_w = 2, .padding = {1, 2, 1, 2}});
  const TensorId pooled = net.op(OpKind::kMaxPool2d, {block}, {1, 4, 4, 16}, Pool2dParams{});
  const TensorId padded = net.op(OpKind::kPad, {pooled}, {1, 4, 4, 24}, PadParams{{0, 0, 0, 0}, {0, 0, 0, 8}});
  const TensorId small =
      net.op(OpKind::kRelu,
             {net.op(OpKind::kAdd, {net.conv(coarse, {1, 4, 4, 24}), padded}, {1, 4, 4, 24}, ElementwiseParams{})},
             {1, 4, 4, 24});
  // A detector's heads on two grids, joined.
  const TensorId fine_head = net.op(OpKind::kReshape, {net.conv(block, {1, 8, 8, 6})}, {1, 128, 3});
  const TensorId coarse_head = net.op(OpKind::kReshape, {net.conv(small, {1, 4, 4, 9})}, {1, 48, 3});
  const TensorId head =
      net.op(OpKind::kConcatenation, {fine_head, coarse_head}, {1, 176, 3}, ConcatenationParams{.axis = 1});
  const TensorId landmarks = net.fully_connected(net.op(OpKind::kReshape, {small}, {1, 384}), 21);
  // A mask: up by bilinear resizing and by a transposed convolution.
  const TensorId up =
      net.op(OpKind::kResizeBilinear, {small}, {1, 8, 8, 24}, ResizeBilinearParams{.half_pixel_centers = true});
  const TensorId mask = net.op(OpKind::kLogistic, {net.transpose_conv(up, {1, 16, 16, 2}, {})}, {1, 16, 16, 2});
  const TensorId mean = net.op(OpKind::kMean, {small}, {1, 1, 1, 24}, MeanParams{.axes = {1, 2}, .keep_dims = true});
  const TensorId gate = net.op(OpKind::kLogistic, {net.conv(mean, {1, 1, 1, 24})}, {1, 1, 1, 24});
  const TensorId gated = net.op(OpKind::kMul, {small, gate}, {1, 4, 4, 24}, ElementwiseParams{});
  return net.build({head, landmarks, mask, gated});
}

Tensor self_test_input(int batch) {
  const Shape shape = {batch, 16, 16, 3};
  std::mt19937 generator(2);
  std::vector<float> values(shape.element_count());
  for (float& value : values) value = uniform(generator, -1, 1);
  return Tensor::from_floats(shape, values);
}

Image self_test_image() {
  constexpr int kWidth = 40, kHeight = 30;
  std::vector<uint8_t> pixels;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      for (const int value : {6 * x, 8 * y, 3 * (x + y)}) pixels.push_back(static_cast<uint8_t>(value));
    }
  }
  Result<Image> image = Image::copy(PixelFormat::kRgb8, kWidth, kHeight, {pixels.data(), 3 * kWidth});
  SACCADE_CHECK(image.ok());
  return *std::move(image);
}

}  // namespace saccade
