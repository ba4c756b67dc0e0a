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
  // Uninitialised, 64-byte aligned, kept by the plan.
  float* allocate(size_t floats);
  const float* channels(const TensorInfo* values, int count);  // padded to the block; zeros for null

 private:
  Plan* plan_;
};

// The shapes, weights and epilogue of one op of the family; in, out and residual are left to the caller.
Result<PlannedConv> plan_conv(const Model& model, const Op& op, bool dense_in, const PlanOptions& options,
                              Packer& packer);

// A FULLY_CONNECTED, or a convolution whose kernel covers its whole input, as a matrix times a vector. Nothing where
// a convolution kernel does better: few outputs, or an input that does not lie in one piece.
std::optional<FullyConnectedStep> plan_fully_connected(const Model& model, const Op& op, const Values& values,
                                                       Packer& packer);
// A FULLY_CONNECTED as a 1x1 convolution of one pixel.
PlannedConv plan_fully_connected_conv(const Model& model, const Op& op, const PlanOptions& options, Packer& packer);

}  // namespace saccade::cpu
