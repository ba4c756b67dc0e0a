// TFLite's sparse constants. A tensor of rank n with b blocked dimensions is stored as a tree of n + b levels, visited
// in traversal order: the first n levels count blocks (or single positions) along a dimension, the last b positions
// inside a block of the dimension that block_map names. A dense level has all its children; a sparse one lists, per
// parent, the children present (array_segments delimits each parent's slice of array_indices). The values are the
// leaves in order.
#include <cstring>

#include "model/tflite_tensor.h"

namespace saccade {
namespace {

constexpr size_t kMaxLevels = 2 * Shape::kMaxRank;

// The three integer widths that TFLite stores indices in, as one.
class Indices {
 public:
  static Result<Indices> create(tflite::SparseIndexVector type, const void* table) {
    Indices indices;
    if (table == nullptr) return data_loss("a sparse level lacks its indices");
    if (type == tflite::SparseIndexVector::Int32Vector) {
      indices.wide_ = static_cast<const tflite::Int32Vector*>(table)->values();
    } else if (type == tflite::SparseIndexVector::Uint16Vector) {
      indices.half_ = static_cast<const tflite::Uint16Vector*>(table)->values();
    } else if (type == tflite::SparseIndexVector::Uint8Vector) {
      indices.byte_ = static_cast<const tflite::Uint8Vector*>(table)->values();
    }
    if (!indices.wide_ && !indices.half_ && !indices.byte_) return data_loss("a sparse level lacks its indices");
    return indices;
  }
  size_t size() const { return wide_ ? wide_->size() : half_ ? half_->size() : byte_->size(); }
  int64_t operator[](size_t i) const {
    const auto at = static_cast<flatbuffers::uoffset_t>(i);
    return wide_ ? wide_->Get(at) : half_ ? half_->Get(at) : byte_->Get(at);
  }

 private:
  const flatbuffers::Vector<int32_t>* wide_ = nullptr;
  const flatbuffers::Vector<uint16_t>* half_ = nullptr;
  const flatbuffers::Vector<uint8_t>* byte_ = nullptr;
};

struct Level {
  int64_t extent = 0;                        // children of a dense parent; the bound of a sparse parent's indices
  size_t element_stride = 0;                 // elements of the dense tensor between two children
  std::optional<Indices> segments, indices;  // sparse levels only
};

class Expander {
 public:
  Expander(std::span<const std::byte> values, size_t element_bytes, std::vector<std::byte>& dense)
      : values_(values), dense_(dense), element_bytes_(element_bytes) {}

  Status plan(const tflite::SparsityParameters& sparsity, const Shape& shape);
  // Fills the subtree of the `position`-th node of a level; its elements start at `element`.
  Status expand(size_t level, size_t position, size_t element);
  bool used_all_values() const { return value_ == values_.size() / element_bytes_; }

 private:
  Status plan_blocks(const tflite::SparsityParameters& sparsity, const Shape& shape,
                     const std::vector<size_t>& dimension_of_level);

  std::span<const std::byte> values_;
  std::vector<std::byte>& dense_;
  size_t element_bytes_;
  size_t value_ = 0;  // next leaf
  std::vector<Level> levels_;
};

// Which dimension a level walks: traversal_order names dimensions 0..n-1 for the outer levels and n + i for the i-th
// blocked dimension's inside.
Result<std::vector<size_t>> dimensions_of_levels(const tflite::SparsityParameters& sparsity, size_t rank,
                                                 size_t blocks) {
  const auto* order = sparsity.traversal_order();
  const size_t count = rank + blocks;
  if (order == nullptr || order->size() != count || count > kMaxLevels)
    return data_loss("its sparsity has a wrong rank");
  std::vector<bool> seen(count, false);
  std::vector<size_t> result;
  for (size_t i = 0; i < count; ++i) {
    const int entry = order->Get(static_cast<flatbuffers::uoffset_t>(i));
    const bool inside = entry >= static_cast<int>(rank);
    if (entry < 0 || entry >= static_cast<int>(count) || seen[static_cast<size_t>(entry)] || inside != (i >= rank)) {
      return data_loss("its sparsity has a wrong traversal order");
    }
    seen[static_cast<size_t>(entry)] = true;
    result.push_back(static_cast<size_t>(entry));
  }
  return result;
}

Status Expander::plan(const tflite::SparsityParameters& sparsity, const Shape& shape) {
  const auto rank = static_cast<size_t>(shape.rank());
  const size_t blocks = sparsity.block_map() ? sparsity.block_map()->size() : 0;
  const auto order = SACCADE_TRY(dimensions_of_levels(sparsity, rank, blocks));
  const auto* metadata = sparsity.dim_metadata();
  if (metadata == nullptr || metadata->size() != order.size()) return data_loss("its sparsity has a wrong rank");
  for (flatbuffers::uoffset_t i = 0; i < metadata->size(); ++i) {
    const tflite::DimensionMetadata* source = metadata->Get(i);
    if (source == nullptr) return data_loss("its sparsity lacks a level");
    Level level;
    if (source->format() == tflite::DimensionType::DENSE) {
      level.extent = source->dense_size();
    } else {
      level.segments = SACCADE_TRY(Indices::create(source->array_segments_type(), source->array_segments()));
      level.indices = SACCADE_TRY(Indices::create(source->array_indices_type(), source->array_indices()));
    }
    levels_.push_back(level);
  }
  return plan_blocks(sparsity, shape, order);
}

Status Expander::plan_blocks(const tflite::SparsityParameters& sparsity, const Shape& shape,
                             const std::vector<size_t>& dimension_of_level) {
  const auto rank = static_cast<size_t>(shape.rank());
  std::vector<size_t> stride(rank, 1);
  for (size_t axis = rank; axis-- > 1;)
    stride[axis - 1] = stride[axis] * static_cast<size_t>(shape[static_cast<int>(axis)]);
  std::vector<int64_t> block(rank, 1);
  for (size_t i = rank; i < levels_.size(); ++i) {
    const size_t entry = dimension_of_level[i] - rank;
    const int axis = sparsity.block_map()->Get(static_cast<flatbuffers::uoffset_t>(entry));
    if (axis < 0 || axis >= shape.rank() || block[static_cast<size_t>(axis)] != 1 || levels_[i].indices ||
        levels_[i].extent < 1 || shape[axis] % levels_[i].extent != 0) {
      return data_loss("its sparsity has a wrong block");
    }
    block[static_cast<size_t>(axis)] = levels_[i].extent;
    levels_[i].element_stride = stride[static_cast<size_t>(axis)];
  }
  for (size_t i = 0; i < rank; ++i) {
    const size_t axis = dimension_of_level[i];
    const int64_t extent = shape[static_cast<int>(axis)] / block[axis];
    if (!levels_[i].indices && levels_[i].extent != extent) return data_loss("its sparsity has a wrong extent");
    levels_[i].extent = extent;
    levels_[i].element_stride = stride[axis] * static_cast<size_t>(block[axis]);
  }
  return ok_status();
}

Status Expander::expand(size_t level_index, size_t position, size_t element) {
  if (level_index == levels_.size()) {
    if ((value_ + 1) * element_bytes_ > values_.size()) return data_loss("its sparse values are cut off");
    std::memcpy(&dense_[element * element_bytes_], &values_[value_ * element_bytes_], element_bytes_);
    ++value_;
    return ok_status();
  }
  const Level& level = levels_[level_index];
  if (!level.indices) {
    for (int64_t i = 0; i < level.extent; ++i) {
      SACCADE_TRY(expand(level_index + 1, position * static_cast<size_t>(level.extent) + static_cast<size_t>(i),
                         element + static_cast<size_t>(i) * level.element_stride));
    }
    return ok_status();
  }
  if (position + 1 >= level.segments->size()) return data_loss("its sparse segments are cut off");
  const int64_t begin = (*level.segments)[position], end = (*level.segments)[position + 1];
  if (begin < 0 || end < begin || end > static_cast<int64_t>(level.indices->size())) {
    return data_loss("its sparse segments are out of order");
  }
  int64_t previous = -1;
  for (int64_t i = begin; i < end; ++i) {
    const int64_t index = (*level.indices)[static_cast<size_t>(i)];
    if (index <= previous || index >= level.extent) return data_loss("a sparse index is outside its shape");
    previous = index;
    SACCADE_TRY(
        expand(level_index + 1, static_cast<size_t>(i), element + static_cast<size_t>(index) * level.element_stride));
  }
  return ok_status();
}

}  // namespace

Result<std::vector<std::byte>> expand_sparse(const tflite::SparsityParameters& sparsity, const Shape& shape,
                                             size_t element_bytes, std::span<const std::byte> values) {
  std::vector<std::byte> dense(shape.element_count() * element_bytes);
  if (values.size() % element_bytes != 0) return data_loss("its sparse values are cut off");
  Expander expander(values, element_bytes, dense);
  SACCADE_TRY(expander.plan(sparsity, shape));
  SACCADE_TRY(expander.expand(0, 0, 0));
  if (!expander.used_all_values()) return data_loss("it has more sparse values than indices");
  return dense;
}

}  // namespace saccade
