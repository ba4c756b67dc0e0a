#include "model/tflite_tensor.h"

#include <cctype>
#include <cstring>

namespace saccade {
namespace {

constexpr size_t kConstantAlignment = 16;

Result<DType> convert_dtype(tflite::TensorType type) {
  switch (type) {
    case tflite::TensorType::FLOAT32:
      return DType::kFloat32;
    case tflite::TensorType::FLOAT16:
      return DType::kFloat16;
    case tflite::TensorType::INT32:
      return DType::kInt32;
    case tflite::TensorType::INT64:
      return DType::kInt64;
    case tflite::TensorType::INT8:
      return DType::kInt8;
    case tflite::TensorType::UINT8:
      return DType::kUint8;
    case tflite::TensorType::BOOL:
      return DType::kBool;
    default:
      break;
  }
  const char* name = tflite::EnumNameTensorType(type);
  return unimplemented("its type " + (*name ? std::string(name) : std::to_string(static_cast<int>(type))) +
                       " is not supported");
}

Result<Shape> convert_shape(const flatbuffers::Vector<int32_t>* dims) {
  if (dims == nullptr) return Shape{};
  const Result<Shape> shape = Shape::create(std::span(dims->data(), dims->size()));
  if (!shape.ok()) return data_loss(shape.error().message());
  return shape;
}

// Names stand in messages: no control characters, no megabytes.
std::string convert_name(const flatbuffers::String* source) {
  std::string name = source ? source->str().substr(0, 256) : std::string();
  for (char& c : name) {
    if (!std::isprint(static_cast<unsigned char>(c))) c = '?';
  }
  return name;
}

// Only float models run; a sound quantisation is told apart from a damaged one.
Status check_quantization(const tflite::QuantizationParameters* quantization, const Shape& shape) {
  if (quantization == nullptr || quantization->scale() == nullptr || quantization->scale()->size() == 0)
    return ok_status();
  const size_t scales = quantization->scale()->size();
  const size_t zero_points = quantization->zero_point() ? quantization->zero_point()->size() : 0;
  const int axis = quantization->quantized_dimension();
  const bool per_axis = axis >= 0 && axis < shape.rank() && static_cast<size_t>(shape[axis]) == scales;
  if ((scales != 1 && !per_axis) || (zero_points != 0 && zero_points != scales)) {
    return data_loss("its quantisation does not fit its shape " + shape.to_string());
  }
  return unimplemented("it is quantised; only float models are supported");
}

// Keeps `bytes` alive with the model and returns where they are.
std::span<const std::byte> keep(Model& model, std::vector<std::byte> bytes) {
  model.storage.push_back(std::make_shared<const std::vector<std::byte>>(std::move(bytes)));
  return *model.storage.back();
}

Result<std::span<const std::byte>> convert_constant(const tflite::Tensor& source, const TensorInfo& tensor,
                                                    std::span<const std::byte> buffer, Model& model,
                                                    size_t& dense_budget_bytes) {
  const size_t bytes = tensor.shape.element_count() * dtype_bytes(tensor.dtype);
  const bool aligned = reinterpret_cast<uintptr_t>(buffer.data()) % kConstantAlignment == 0;
  const bool sparse = source.sparsity() != nullptr;
  if (!sparse && buffer.size() != bytes) {
    return data_loss("its shape " + tensor.shape.to_string() + " needs " + std::to_string(bytes) +
                     " bytes, its buffer has " + std::to_string(buffer.size()));
  }
  if (!sparse && aligned) return buffer;
  if (bytes > dense_budget_bytes) return data_loss("its sparse constants expand beyond 256 MiB");
  dense_budget_bytes -= bytes;
  if (!sparse) return keep(model, std::vector<std::byte>(buffer.begin(), buffer.end()));
  return keep(model, SACCADE_TRY(expand_sparse(*source.sparsity(), tensor.shape, dtype_bytes(tensor.dtype), buffer)));
}

}  // namespace

Result<TensorInfo> convert_tensor(const tflite::Tensor& source, std::span<const std::byte> buffer, Model& model,
                                  size_t& dense_budget_bytes) {
  TensorInfo tensor;
  tensor.name = convert_name(source.name());
  const std::string context = "'" + tensor.name + "'";
  const Result<DType> dtype = convert_dtype(source.type());
  if (!dtype.ok()) return dtype.error().with_context(context);
  tensor.dtype = *dtype;
  const Result<Shape> shape = convert_shape(source.shape());
  if (!shape.ok()) return shape.error().with_context(context);
  tensor.shape = *shape;
  const Status quantization = check_quantization(source.quantization(), tensor.shape);
  if (!quantization.ok()) return quantization.with_context(context);
  if (source.is_variable()) return unimplemented(context + ": it keeps its value between runs");
  if (buffer.empty()) return tensor;
  const auto data = convert_constant(source, tensor, buffer, model, dense_budget_bytes);
  if (!data.ok()) return data.error().with_context(context);
  tensor.data = *data;
  return tensor;
}

}  // namespace saccade
