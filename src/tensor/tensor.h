// Tensor: a dense array of numbers that lives on some device. Layout is row-major in shape order ([N,H,W,C]).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>

#include "saccade/status.h"

namespace saccade {

enum class DType : uint8_t { kFloat32, kFloat16, kInt32, kInt64, kInt8, kUint8, kBool };

size_t dtype_bytes(DType dtype);
const char* dtype_name(DType dtype);

// Up to five dimensions, each at least 1 (a 0-rank shape is a scalar). Value type without heap.
class Shape {
 public:
  static constexpr int kMaxRank = 5;
  Shape() = default;
  Shape(std::initializer_list<int> dims);
  // invalid_argument when the rank is above five, a dimension is below 1, or the product exceeds 2^31 - 1.
  static Result<Shape> create(std::span<const int> dims);

  int rank() const { return rank_; }
  int operator[](int axis) const { return dims_[axis]; }
  int& operator[](int axis) { return dims_[axis]; }
  size_t element_count() const;
  std::span<const int> dims() const { return {dims_.data(), static_cast<size_t>(rank_)}; }
  std::string to_string() const;  // "[1,192,192,3]"
  bool operator==(const Shape&) const = default;

 private:
  std::array<int, kMaxRank> dims_{};
  int rank_ = 0;
};

// What a device keeps behind a Tensor. Immutable once published; thread-safe.
class TensorStorage {
 public:
  virtual ~TensorStorage() = default;
  // The bytes on the host, valid while the storage lives. The first call runs what is pending and waits.
  virtual Result<const std::byte*> host() const = 0;
};

// Value type; copies share the numbers.
class Tensor {
 public:
  Tensor() = default;
  Tensor(DType dtype, Shape shape, std::shared_ptr<const TensorStorage> storage)
      : storage_(std::move(storage)), shape_(shape), dtype_(dtype) {}
  // Uninitialised host memory, 64-byte aligned, writable through `data` until the tensor is handed on.
  static Tensor make_host(DType dtype, Shape shape, std::byte** data);
  static Tensor from_floats(Shape shape, std::span<const float> values);

  bool empty() const { return storage_ == nullptr; }
  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  size_t element_count() const { return shape_.element_count(); }
  const std::shared_ptr<const TensorStorage>& storage() const { return storage_; }

  // The values on the host. failed_precondition when empty or not float32.
  Result<std::span<const float>> floats() const;
  Result<const std::byte*> host() const;

 private:
  std::shared_ptr<const TensorStorage> storage_;
  Shape shape_;
  DType dtype_ = DType::kFloat32;
};

}  // namespace saccade
