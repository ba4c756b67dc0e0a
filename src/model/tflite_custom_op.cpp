// MediaPipe's custom operators. The three attention operators carry their options as a flexbuffers map; the three
// convolution-like ones carry the bytes of TFLite's C structs, little-endian 32-bit integers:
//   Convolution2DTransposeBias               padding, stride_w, stride_h
//   MaxPoolingWithArgmax2D, MaxUnpooling2D   padding, stride_w, stride_h, filter_w, filter_h, activation, (two unused)
// with padding 1 = SAME, 2 = VALID.
#include <flatbuffers/flexbuffers.h>

#include <array>
#include <cstring>

#include "model/tflite_op.h"

namespace saccade {
namespace {

constexpr int kSame = 1, kValid = 2;

struct CustomKind {
  const char* name;
  OpKind kind;
  int version;
};
constexpr CustomKind kCustomKinds[] = {
    {"Convolution2DTransposeBias", OpKind::kConvolution2dTransposeBias, 1},
    {"MaxPoolingWithArgmax2D", OpKind::kMaxPoolingWithArgmax2d, 1},
    {"MaxUnpooling2D", OpKind::kMaxUnpooling2d, 1},
    {"Landmarks2TransformMatrix", OpKind::kLandmarks2TransformMatrix, 2},
    {"TransformTensorBilinear", OpKind::kTransformTensorBilinear, 2},
    {"TransformLandmarks", OpKind::kTransformLandmarks, 2},
};

template <size_t kCount>
Result<std::array<int32_t, kCount>> struct_ints(const tflite::Operator& source) {
  std::array<int32_t, kCount> values;
  const auto* bytes = source.custom_options();
  if (bytes == nullptr || bytes->size() < sizeof(values)) return data_loss("its options are cut off");
  std::memcpy(values.data(), bytes->data(), sizeof(values));
  return values;
}

Result<OpParams> convert_transpose_bias(const Model& model, const Op& op, const tflite::Operator& source) {
  const auto [padding, stride_w, stride_h] = SACCADE_TRY(struct_ints<3>(source));
  if (padding != kSame && padding != kValid) return data_loss("its padding is neither SAME nor VALID");
  if (op.inputs.size() < 2 || op.inputs[1] == kNoTensor) return data_loss("lacks its weights");
  const Shape& x = model.tensor(op.inputs[kConvX]).shape;
  const Shape& weights = model.tensor(op.inputs[kConvWeights]).shape;
  const Shape& result = model.tensor(op.outputs[0]).shape;
  if (x.rank() != 4 || weights.rank() != 4 || result.rank() != 4) return data_loss("its tensors are not of rank 4");
  TransposeConvParams p{.kernel_h = weights[1],
                        .kernel_w = weights[2],
                        .stride_h = stride_h,
                        .stride_w = stride_w,
                        .padding = {},
                        .epilogue = {}};
  SACCADE_TRY(crop_transposed(x[1], p.kernel_h, stride_h, result[1], p.padding.top, p.padding.bottom));
  SACCADE_TRY(crop_transposed(x[2], p.kernel_w, stride_w, result[2], p.padding.left, p.padding.right));
  return OpParams(p);
}

Result<OpParams> convert_window(const Model& model, const Op& op, const tflite::Operator& source) {
  const auto [padding, stride_w, stride_h, filter_w, filter_h, activation] = SACCADE_TRY(struct_ints<6>(source));
  if (padding != kSame && padding != kValid) return data_loss("its padding is neither SAME nor VALID");
  if (stride_w < 1 || stride_h < 1 || filter_w < 1 || filter_h < 1) return data_loss("its window is empty");
  if (activation != 0) return unimplemented("its fused activation " + std::to_string(activation) + " is unknown");
  const Shape& x = model.tensor(op.inputs[0]).shape;
  const Shape& result = model.tensor(op.outputs[0]).shape;
  if (x.rank() != 4 || result.rank() != 4) return data_loss("its tensors are not of rank 4");
  Pool2dParams p{.filter_h = filter_h, .filter_w = filter_w, .stride_h = stride_h, .stride_w = stride_w, .padding = {}};
  if (op.kind == OpKind::kMaxUnpooling2d) {
    SACCADE_TRY(crop_transposed(x[1], filter_h, stride_h, result[1], p.padding.top, p.padding.bottom));
    SACCADE_TRY(crop_transposed(x[2], filter_w, stride_w, result[2], p.padding.left, p.padding.right));
  } else if (padding == kSame) {
    pad_same(x[1], filter_h, stride_h, 1, p.padding.top, p.padding.bottom);
    pad_same(x[2], filter_w, stride_w, 1, p.padding.left, p.padding.right);
  }
  return OpParams(p);
}

// The options map of an operator, verified. flexbuffers reads without checks and wants natural alignment, so it gets an
// aligned copy. Its verifier lets keys run past the end; comparing one with a key of ours then stops in the zeros
// behind.
class OptionsMap {
 public:
  Status open(const tflite::Operator& source) {
    const auto* bytes = source.custom_options();
    if (bytes == nullptr || bytes->size() < 3) return data_loss("lacks its options");
    const size_t size = bytes->size();
    bytes_.assign(size + kLongestKey, 0);
    std::memcpy(bytes_.data(), bytes->data(), size);
    const size_t root_width = bytes_[size - 1];  // the last byte; the type and the root itself lie before it
    const bool aligned = (root_width == 1 || root_width == 2 || root_width == 4 || root_width == 8) &&
                         size >= 2 + root_width && (size - 2) % root_width == 0;
    std::vector<uint8_t> reuse_tracker;
    if (!aligned || !flexbuffers::VerifyBuffer(bytes_.data(), size, &reuse_tracker)) {
      return data_loss("its options are damaged");
    }
    root_ = flexbuffers::GetRoot(bytes_.data(), size);
    return root_.IsMap() ? ok_status() : data_loss("its options are no map");
  }

  Result<double> number(const char* key) const {
    const flexbuffers::Reference value = root_.AsMap()[key];
    if (!value.IsNumeric()) return data_loss(std::string("its option ") + key + " is no number");
    return value.AsDouble();
  }

  Result<int> integer(const char* key) const {
    const double value = SACCADE_TRY(number(key));
    if (!(value >= 0 && value <= 1e6)) return data_loss(std::string("its option ") + key + " is out of range");
    return static_cast<int>(value);
  }

  Result<std::vector<int>> integers(const char* key) const {
    const flexbuffers::Reference value = root_.AsMap()[key];
    if (value.GetType() != flexbuffers::FBT_VECTOR_INT && value.GetType() != flexbuffers::FBT_VECTOR_UINT) {
      return data_loss(std::string("its option ") + key + " is no list of integers");
    }
    const flexbuffers::TypedVector elements = value.AsTypedVector();
    std::vector<int> result;
    for (size_t i = 0; i < elements.size(); ++i) result.push_back(elements[i].AsInt32());
    return result;
  }

 private:
  static constexpr size_t kLongestKey = 64;

  std::vector<uint8_t> bytes_;
  flexbuffers::Reference root_;
};

Result<OpParams> convert_landmarks_to_matrix(const tflite::Operator& source) {
  OptionsMap map;
  SACCADE_TRY(map.open(source));
  Landmarks2TransformMatrixParams p;
  p.left_rotation_idx = SACCADE_TRY(map.integer("left_rotation_idx"));
  p.right_rotation_idx = SACCADE_TRY(map.integer("right_rotation_idx"));
  p.output_height = SACCADE_TRY(map.integer("output_height"));
  p.output_width = SACCADE_TRY(map.integer("output_width"));
  p.target_rotation_radians = static_cast<float>(SACCADE_TRY(map.number("target_rotation_radians")));
  p.scale_x = static_cast<float>(SACCADE_TRY(map.number("scale_x")));
  p.scale_y = static_cast<float>(SACCADE_TRY(map.number("scale_y")));
  p.subset_idxs = SACCADE_TRY(map.integers("subset_idxs"));
  return OpParams(std::move(p));
}

Result<OpParams> convert_transform_tensor(const tflite::Operator& source) {
  OptionsMap map;
  SACCADE_TRY(map.open(source));
  TransformTensorBilinearParams p;
  p.output_height = SACCADE_TRY(map.integer("output_height"));
  p.output_width = SACCADE_TRY(map.integer("output_width"));
  return OpParams(p);
}

}  // namespace

Result<OpKind> custom_op_kind(const tflite::OperatorCode& code) {
  const std::string name = code.custom_code() ? code.custom_code()->str() : std::string();
  for (const CustomKind& entry : kCustomKinds) {
    if (name != entry.name) continue;
    if (code.version() == entry.version) return entry.kind;
    return unimplemented("version " + std::to_string(code.version()) + " of an operator known in version " +
                         std::to_string(entry.version));
  }
  return unimplemented("not an operator that Saccade knows");
}

Result<OpParams> convert_custom_op(const Model& model, Op& op, const tflite::Operator& source) {
  switch (op.kind) {
    case OpKind::kConvolution2dTransposeBias: {
      OpParams params = SACCADE_TRY(convert_transpose_bias(model, op, source));
      op.inputs.resize(5, kNoTensor);
      return params;
    }
    case OpKind::kMaxPoolingWithArgmax2d:
    case OpKind::kMaxUnpooling2d:
      return convert_window(model, op, source);
    case OpKind::kLandmarks2TransformMatrix:
      return convert_landmarks_to_matrix(source);
    case OpKind::kTransformTensorBilinear:
      return convert_transform_tensor(source);
    case OpKind::kTransformLandmarks:
      return OpParams();
    default:
      return internal_error("has no conversion");
  }
}

}  // namespace saccade
