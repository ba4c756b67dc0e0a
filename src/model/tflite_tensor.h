// Tensors and constants of a .tflite file. Used by tflite.cpp only.
#pragma once

#include "model/model.h"
#include "tflite_generated.h"  // made by flatc from tflite.fbs

namespace saccade {

// Bytes of constants that a file may expand to by sparse storage; more is damage, not a model.
inline constexpr size_t kMaxDenseBytes = size_t{256} << 20;

// Name, type and shape of a tensor; its constant lies in `buffer` (may be empty) inside the file's bytes, or in a
// buffer added to `model.storage` where the file's is sparse or unaligned. `dense_budget_bytes` shrinks by what is
// added.
Result<TensorInfo> convert_tensor(const tflite::Tensor& source, std::span<const std::byte> buffer, Model& model,
                                  size_t& dense_budget_bytes);

// The row-major values of a sparse constant: TFLite's traversal order, block map, and dense or compressed-row levels.
// data_loss when an index leaves the shape or the values do not match the indices.
Result<std::vector<std::byte>> expand_sparse(const tflite::SparsityParameters& sparsity, const Shape& shape,
                                             size_t element_bytes, std::span<const std::byte> values);

}  // namespace saccade
