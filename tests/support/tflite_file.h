// .tflite files made by hand, for tests and fuzz seeds. The members are flatc's object API: a test may bend anything.
#pragma once

#include <flatbuffers/flexbuffers.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "tflite_generated.h"

namespace saccade {

class TfliteFile {
 public:
  TfliteFile() {
    model.version = 3;
    model.subgraphs.push_back(std::make_unique<tflite::SubGraphT>());
    model.buffers.push_back(std::make_unique<tflite::BufferT>());  // TFLite's buffer 0 is empty
  }

  tflite::SubGraphT& graph() { return *model.subgraphs[0]; }
  tflite::TensorT& tensor_at(int id) { return *graph().tensors[static_cast<size_t>(id)]; }
  tflite::OperatorT& op_at(int index) { return *graph().operators[static_cast<size_t>(index)]; }

  int tensor(std::vector<int> shape, tflite::TensorType type = tflite::TensorType::FLOAT32) {
    auto tensor = std::make_unique<tflite::TensorT>();
    tensor->shape = std::move(shape);
    tensor->type = type;
    tensor->name = "t" + std::to_string(graph().tensors.size());
    graph().tensors.push_back(std::move(tensor));
    return static_cast<int>(graph().tensors.size()) - 1;
  }
  int input(std::vector<int> shape) {
    const int id = tensor(std::move(shape));
    graph().inputs.push_back(id);
    return id;
  }

  template <typename T>
  int constant(std::vector<int> shape, tflite::TensorType type, const std::vector<T>& values) {
    const int id = tensor(std::move(shape), type);
    auto buffer = std::make_unique<tflite::BufferT>();
    buffer->data.resize(values.size() * sizeof(T));
    if (!values.empty()) std::memcpy(buffer->data.data(), values.data(), buffer->data.size());
    model.buffers.push_back(std::move(buffer));
    tensor_at(id).buffer = static_cast<uint32_t>(model.buffers.size()) - 1;
    return id;
  }
  int ints(const std::vector<int>& values) {
    return constant<int>({static_cast<int>(values.size())}, tflite::TensorType::INT32, values);
  }
  // Random float32 in [-1, 1).
  int floats(std::vector<int> shape) {
    std::vector<float> values(count(shape));
    for (float& value : values) value = static_cast<float>(random_()) / 2147483648.0f - 1;
    return constant(std::move(shape), tflite::TensorType::FLOAT32, values);
  }
  // Random float16 in +-[0.5, 1), behind the DEQUANTIZE that exporters put there.
  int halves(std::vector<int> shape) {
    std::vector<uint16_t> values(count(shape));
    for (uint16_t& value : values) value = random_half();
    return dequantize(constant(shape, tflite::TensorType::FLOAT16, values));
  }
  int dequantize(int halves_id) {
    return op(tflite::BuiltinOperator::DEQUANTIZE, {halves_id}, tensor_at(halves_id).shape);
  }
  // [O,1,1,I] with every other weight zero: float16, sparse in the last dimension, behind DENSIFY and DEQUANTIZE.
  int sparse_pointwise(int outputs, int inputs) {
    std::vector<uint16_t> values;
    auto sparsity = std::make_unique<tflite::SparsityParametersT>();
    sparsity->traversal_order = {0, 1, 2, 3};
    for (int extent : {outputs, 1, 1}) {
      sparsity->dim_metadata.push_back(std::make_unique<tflite::DimensionMetadataT>());
      sparsity->dim_metadata.back()->dense_size = extent;
    }
    tflite::Uint8VectorT segments, indices;
    segments.values.push_back(0);
    for (int o = 0; o < outputs; ++o) {
      for (int i = o % 2; i < inputs; i += 2) {
        indices.values.push_back(static_cast<uint8_t>(i));
        values.push_back(random_half());
      }
      segments.values.push_back(static_cast<uint8_t>(indices.values.size()));
    }
    sparsity->dim_metadata.push_back(std::make_unique<tflite::DimensionMetadataT>());
    sparsity->dim_metadata.back()->format = tflite::DimensionType::SPARSE_CSR;
    sparsity->dim_metadata.back()->array_segments.Set(std::move(segments));
    sparsity->dim_metadata.back()->array_indices.Set(std::move(indices));
    const int id = constant({outputs, 1, 1, inputs}, tflite::TensorType::FLOAT16, values);
    tensor_at(id).sparsity = std::move(sparsity);
    const int dense = op(tflite::BuiltinOperator::DENSIFY, {id}, {outputs, 1, 1, inputs});
    tensor_at(dense).type = tflite::TensorType::FLOAT16;
    return dequantize(dense);
  }

  // An operator with one result, which is returned.
  int op(tflite::BuiltinOperator code, std::vector<int> inputs, std::vector<int> result) {
    return add(code, "", 1, std::move(inputs), std::move(result));
  }
  template <typename Options>
  int op(tflite::BuiltinOperator code, std::vector<int> inputs, std::vector<int> result, Options options) {
    const int id = op(code, std::move(inputs), std::move(result));
    graph().operators.back()->builtin_options.Set(std::move(options));
    return id;
  }
  int custom(const std::string& name, int version, std::vector<int> inputs, std::vector<int> result,
             std::vector<uint8_t> options) {
    const int id = add(tflite::BuiltinOperator::CUSTOM, name, version, std::move(inputs), std::move(result));
    graph().operators.back()->custom_options = std::move(options);
    return id;
  }

  // Stride 1 and SAME unless changed afterwards.
  int conv(int x, int weights, int bias, std::vector<int> result) {
    tflite::Conv2DOptionsT options;
    options.stride_h = options.stride_w = 1;
    return op(tflite::BuiltinOperator::CONV_2D, {x, weights, bias}, std::move(result), options);
  }

  std::vector<std::byte> finish(std::vector<int> outputs) {
    graph().outputs = std::move(outputs);
    return pack();
  }
  std::vector<std::byte> pack() const {
    flatbuffers::FlatBufferBuilder builder;
    tflite::FinishModelBuffer(builder, tflite::Model::Pack(builder, &model));
    const auto* data = reinterpret_cast<const std::byte*>(builder.GetBufferPointer());
    return {data, data + builder.GetSize()};
  }

  // TFLite's C structs, as custom options carry them.
  static std::vector<uint8_t> struct_bytes(const std::vector<int32_t>& fields) {
    std::vector<uint8_t> bytes(fields.size() * sizeof(int32_t));
    std::memcpy(bytes.data(), fields.data(), bytes.size());
    return bytes;
  }

  tflite::ModelT model;

 private:
  static size_t count(const std::vector<int>& shape) {
    size_t result = 1;
    for (int extent : shape) result *= static_cast<size_t>(extent);
    return result;
  }

  uint16_t random_half() { return static_cast<uint16_t>(0x3800 | (random_() & 0x83FF)); }

  int add(tflite::BuiltinOperator code, const std::string& name, int version, std::vector<int> inputs,
          std::vector<int> result) {
    auto operator_code = std::make_unique<tflite::OperatorCodeT>();
    operator_code->builtin_code = code;
    operator_code->deprecated_builtin_code = static_cast<int8_t>(std::min(127, static_cast<int>(code)));
    operator_code->custom_code = name;
    operator_code->version = version;
    model.operator_codes.push_back(std::move(operator_code));
    auto made = std::make_unique<tflite::OperatorT>();
    made->opcode_index = static_cast<uint32_t>(model.operator_codes.size()) - 1;
    made->inputs = std::move(inputs);
    const int id = tensor(std::move(result));
    made->outputs = {id};
    graph().operators.push_back(std::move(made));
    return id;
  }

  std::mt19937 random_{1};
};

// One model with every operator of the vocabulary, a few kilobytes long: what hostile tests cut, bend and mutate.
inline TfliteFile every_operator() {
  using tflite::BuiltinOperator;
  TfliteFile f;
  const int x = f.input({1, 16, 16, 3});
  // A block of each convolution: 16x16x3 -> 8x8x8.
  int y = f.op(BuiltinOperator::PAD, {x, f.ints({0, 0, 1, 1, 1, 1, 0, 0})}, {1, 18, 18, 3});
  tflite::Conv2DOptionsT first;
  first.padding = tflite::Padding::VALID;
  first.stride_h = first.stride_w = 2;
  y = f.op(BuiltinOperator::CONV_2D, {y, f.halves({8, 3, 3, 3}), f.halves({8})}, {1, 8, 8, 8}, first);
  y = f.op(BuiltinOperator::PRELU, {y, f.halves({1, 1, 8})}, {1, 8, 8, 8});
  tflite::DepthwiseConv2DOptionsT depthwise;
  depthwise.stride_h = depthwise.stride_w = depthwise.depth_multiplier = 1;
  int z = f.op(BuiltinOperator::DEPTHWISE_CONV_2D, {y, f.halves({1, 3, 3, 8}), f.halves({8})}, {1, 8, 8, 8}, depthwise);
  z = f.conv(z, f.sparse_pointwise(8, 8), f.halves({8}), {1, 8, 8, 8});
  z = f.op(BuiltinOperator::ADD, {z, y}, {1, 8, 8, 8}, tflite::AddOptionsT{});
  z = f.op(BuiltinOperator::RELU, {z}, {1, 8, 8, 8});
  // Halved with a pooled, channel-padded residual: 4x4x12.
  tflite::Pool2DOptionsT pool;
  pool.stride_h = pool.stride_w = pool.filter_height = pool.filter_width = 2;
  int small = f.op(BuiltinOperator::MAX_POOL_2D, {z}, {1, 4, 4, 8}, pool);
  small = f.op(BuiltinOperator::PAD, {small, f.ints({0, 0, 0, 0, 0, 0, 0, 4})}, {1, 4, 4, 12});
  depthwise.stride_h = depthwise.stride_w = 2;
  int w = f.op(BuiltinOperator::DEPTHWISE_CONV_2D, {z, f.halves({1, 3, 3, 8}), f.halves({8})}, {1, 4, 4, 8}, depthwise);
  w = f.conv(w, f.halves({12, 1, 1, 8}), f.halves({12}), {1, 4, 4, 12});
  w = f.op(BuiltinOperator::ADD, {small, w}, {1, 4, 4, 12}, tflite::AddOptionsT{});
  w = f.op(BuiltinOperator::HARD_SWISH, {w}, {1, 4, 4, 12});
  // Squeeze and excite, then up again.
  tflite::Pool2DOptionsT whole;
  whole.padding = tflite::Padding::VALID;
  whole.stride_h = whole.stride_w = whole.filter_height = whole.filter_width = 4;
  int gate = f.op(BuiltinOperator::AVERAGE_POOL_2D, {w}, {1, 1, 1, 12}, whole);
  gate = f.op(BuiltinOperator::LOGISTIC, {gate}, {1, 1, 1, 12});
  w = f.op(BuiltinOperator::MUL, {w, gate}, {1, 4, 4, 12}, tflite::MulOptionsT{});
  tflite::ResizeBilinearOptionsT half_pixel;
  half_pixel.half_pixel_centers = true;
  int up = f.op(BuiltinOperator::RESIZE_BILINEAR, {w, f.ints({8, 8})}, {1, 8, 8, 12}, half_pixel);
  up = f.conv(up, f.halves({8, 1, 1, 12}), f.halves({8}), {1, 8, 8, 8});
  up = f.op(BuiltinOperator::SUB, {up, z}, {1, 8, 8, 8}, tflite::SubOptionsT{});
  up = f.op(BuiltinOperator::RELU6, {up}, {1, 8, 8, 8});
  // Pooling with indices and back; both transposed convolutions; depth to space.
  const std::vector<uint8_t> window = TfliteFile::struct_bytes({1, 2, 2, 2, 2, 0, 0, 0});
  int pooled = f.custom("MaxPoolingWithArgmax2D", 1, {up}, {1, 4, 4, 8}, window);
  const int indices = f.tensor({1, 4, 4, 8});
  f.graph().operators.back()->outputs.push_back(indices);
  const int unpooled = f.custom("MaxUnpooling2D", 1, {pooled, indices}, {1, 8, 8, 8}, window);
  tflite::TransposeConvOptionsT twice;
  twice.stride_h = twice.stride_w = 2;
  const int transposed = f.op(BuiltinOperator::TRANSPOSE_CONV,
                              {f.ints({1, 16, 16, 4}), f.floats({4, 3, 3, 8}), unpooled}, {1, 16, 16, 4}, twice);
  const int mask = f.custom("Convolution2DTransposeBias", 1, {transposed, f.floats({1, 2, 2, 4}), f.floats({1})},
                            {1, 32, 32, 1}, TfliteFile::struct_bytes({1, 2, 2}));
  tflite::DepthToSpaceOptionsT by_two;
  by_two.block_size = 2;
  const int spread = f.op(BuiltinOperator::DEPTH_TO_SPACE, {unpooled}, {1, 16, 16, 2}, by_two);
  // Heads: joined anchors, pooled features, attention.
  const int head = f.op(BuiltinOperator::RESHAPE, {spread, f.ints({1, 256, 2})}, {1, 256, 2});
  const int other =
      f.op(BuiltinOperator::RESHAPE, {f.conv(w, f.floats({2, 1, 1, 12}), f.floats({2}), {1, 4, 4, 2})}, {1, 16, 2});
  tflite::ConcatenationOptionsT rows;
  rows.axis = 1;
  const int anchors = f.op(BuiltinOperator::CONCATENATION, {head, other}, {1, 272, 2}, rows);
  const int mean = f.op(BuiltinOperator::MEAN, {w, f.ints({1, 2})}, {1, 12}, tflite::ReducerOptionsT{});
  int points = f.op(BuiltinOperator::FULLY_CONNECTED, {mean, f.floats({12, 12}), f.floats({12})}, {1, 12},
                    tflite::FullyConnectedOptionsT{});
  points = f.op(BuiltinOperator::STRIDED_SLICE, {points, f.ints({0, 0}), f.ints({1, 12}), f.ints({1, 2})}, {1, 6},
                tflite::StridedSliceOptionsT{});
  points = f.op(BuiltinOperator::RESHAPE, {points}, {1, 2, 3});
  flexbuffers::Builder crop;
  crop.Map([&] {
    crop.Int("left_rotation_idx", 0);
    crop.Int("right_rotation_idx", 1);
    crop.Int("output_height", 4);
    crop.Int("output_width", 4);
    crop.Float("target_rotation_radians", 0.5f);
    crop.Float("scale_x", 1.5f);
    crop.Float("scale_y", 1.5f);
    crop.TypedVector("subset_idxs", [&] { crop.Int(0), crop.Int(1); });
  });
  crop.Finish();
  const int matrix = f.custom("Landmarks2TransformMatrix", 2, {points}, {1, 4, 4}, crop.GetBuffer());
  flexbuffers::Builder size;
  size.Map([&] {
    size.Int("output_height", 4);
    size.Int("output_width", 4);
  });
  size.Finish();
  const int cropped = f.custom("TransformTensorBilinear", 2, {up, matrix}, {1, 4, 4, 8}, size.GetBuffer());
  const int moved = f.custom("TransformLandmarks", 2, {points, matrix}, {1, 2, 3}, {});
  f.graph().outputs = {mask, anchors, cropped, moved};
  return f;
}

}  // namespace saccade
