#include "tensor/tensor.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include "base/check.h"

namespace saccade {
namespace {

constexpr std::align_val_t kAlignment{64};

class HostStorage final : public TensorStorage {
 public:
  explicit HostStorage(size_t bytes) : data_(static_cast<std::byte*>(::operator new(bytes, kAlignment))) {}
  ~HostStorage() override { ::operator delete(data_, kAlignment); }
  HostStorage(const HostStorage&) = delete;
  HostStorage& operator=(const HostStorage&) = delete;

  Result<const std::byte*> host() const override { return static_cast<const std::byte*>(data_); }
  std::byte* data() { return data_; }

 private:
  std::byte* data_;
};

}  // namespace

size_t dtype_bytes(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
    case DType::kInt32:
      return 4;
    case DType::kInt64:
      return 8;
    case DType::kFloat16:
      return 2;
    case DType::kInt8:
    case DType::kUint8:
    case DType::kBool:
      return 1;
  }
  return 0;
}

const char* dtype_name(DType dtype) {
  switch (dtype) {
    case DType::kFloat32:
      return "float32";
    case DType::kFloat16:
      return "float16";
    case DType::kInt32:
      return "int32";
    case DType::kInt64:
      return "int64";
    case DType::kInt8:
      return "int8";
    case DType::kUint8:
      return "uint8";
    case DType::kBool:
      return "bool";
  }
  return "unknown";
}

Shape::Shape(std::initializer_list<int> dims) : rank_(static_cast<int>(dims.size())) {
  SACCADE_CHECK(dims.size() <= kMaxRank);
  std::copy(dims.begin(), dims.end(), dims_.begin());
}

Result<Shape> Shape::create(std::span<const int> dims) {
  if (dims.size() > kMaxRank) {
    return invalid_argument("a shape of " + std::to_string(dims.size()) + " dimensions; at most 5 are supported");
  }
  Shape shape;
  shape.rank_ = static_cast<int>(dims.size());
  int64_t count = 1;
  for (size_t axis = 0; axis < dims.size(); ++axis) {
    if (dims[axis] < 1) {
      return invalid_argument("dimension " + std::to_string(axis) + " of a shape is " + std::to_string(dims[axis]) +
                              "; it must be at least 1");
    }
    count *= dims[axis];
    if (count > std::numeric_limits<int32_t>::max()) return invalid_argument("a shape of more than 2^31 - 1 elements");
    shape.dims_[axis] = dims[axis];
  }
  return shape;
}

size_t Shape::element_count() const {
  size_t count = 1;
  for (int extent : dims()) count *= static_cast<size_t>(extent);
  return count;
}

std::string Shape::to_string() const {
  std::string text = "[";
  for (int axis = 0; axis < rank_; ++axis) {
    if (axis > 0) text += ',';
    text += std::to_string((*this)[axis]);
  }
  return text + ']';
}

Tensor Tensor::make_host(DType dtype, Shape shape, std::byte** data) {
  auto storage = std::make_shared<HostStorage>(shape.element_count() * dtype_bytes(dtype));
  *data = storage->data();
  return {dtype, shape, std::move(storage)};
}

Tensor Tensor::from_floats(Shape shape, std::span<const float> values) {
  SACCADE_CHECK(values.size() == shape.element_count());
  std::byte* data = nullptr;
  Tensor tensor = make_host(DType::kFloat32, shape, &data);
  std::memcpy(data, values.data(), values.size_bytes());
  return tensor;
}

Result<const std::byte*> Tensor::host() const {
  if (empty()) return failed_precondition("an empty tensor has no values");
  return storage_->host();
}

Result<std::span<const float>> Tensor::floats() const {
  if (dtype_ != DType::kFloat32) {
    return failed_precondition(std::string("the tensor holds ") + dtype_name(dtype_) + ", not float32");
  }
  const std::byte* data = SACCADE_TRY(host());
  return std::span<const float>(reinterpret_cast<const float*>(data), element_count());
}

}  // namespace saccade
