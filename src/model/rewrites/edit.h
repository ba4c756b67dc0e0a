// What the passes share: who writes and reads a tensor, and adding or removing parts of a Model.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/model.h"

namespace saccade {

inline constexpr size_t kNoOp = static_cast<size_t>(-1);

// Who writes and reads each tensor, as positions in Model::ops. A snapshot: stale once ops change.
class Uses {
 public:
  explicit Uses(const Model& model);
  size_t producer(TensorId id) const { return producer_[static_cast<size_t>(id)]; }  // kNoOp: input, constant, view
  std::span<const size_t> consumers(TensorId id) const { return consumers_[static_cast<size_t>(id)]; }
  bool is_output(TensorId id) const { return is_output_[static_cast<size_t>(id)]; }
  // Read by exactly one operator, once, and by nobody outside: its producer may change what it writes.
  bool has_single_use(TensorId id) const;

 private:
  std::vector<size_t> producer_;
  std::vector<std::vector<size_t>> consumers_;
  std::vector<bool> is_output_;
};

// A new float constant owned by the model.
TensorId add_constant(Model& model, const std::string& name, Shape shape, std::span<const float> values);
// A new tensor without values.
TensorId add_tensor(Model& model, const std::string& name, Shape shape);

std::span<const float> constant_floats(const Model& model, TensorId id);

// Removes the ops whose positions are marked, keeping the order of the others.
void remove_ops(Model& model, const std::vector<bool>& marked);

// The epilogue of one of the three convolutions, or nullptr.
Epilogue* epilogue_of(Op& op);
const Epilogue* epilogue_of(const Op& op);

}  // namespace saccade
