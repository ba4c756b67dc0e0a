// Choosing and packing the kernels of the convolution family for a plan.
#pragma once

#include <optional>

#include "engine/cpu/plan.h"
#include "engine/cpu/values.h"

namespace saccade::cpu {

// Packs weights into memory that the plan keeps.
class Packer {
 public:
  explicit Packer(Plan& plan) : plan_(&plan) {}
  // Uninitialised, 64-byte aligned.
  float* allocate(size_t floats);
  // Input `index` of the op, one value a channel, padded to the block; zeros where the op has none.
  const float* channels(const Model& model, const Op& op, size_t index, int count);

 private:
  Plan* plan_;
};

// CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV, or FULLY_CONNECTED as a 1x1 convolution of one pixel: shapes, weights and
// epilogue; in, out and residual are left to the caller. `dense_in`: the input is not a map (CONV_2D only).
Result<PlannedConv> plan_conv(const Model& model, const Op& op, bool dense_in, const PlanOptions& options,
                              Packer& packer);

// A FULLY_CONNECTED, or a convolution whose kernel covers its whole input, as a matrix times a vector. Nothing where
// a convolution kernel does better: few outputs, or an input that does not lie in one piece.
std::optional<FullyConnectedStep> plan_fully_connected(const Model& model, const Op& op, const Values& values,
                                                       Packer& packer);

const float* constant_floats(const TensorInfo& tensor);
Act act_of(Activation activation);

}  // namespace saccade::cpu
