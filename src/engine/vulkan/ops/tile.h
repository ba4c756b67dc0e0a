// How much one invocation and one group compute.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/vulkan/ops/plan.h"

namespace saccade::vulkan {

// A matrix product: pixels x steps times steps x quads, in quads.
struct MatrixSize {
  size_t pixels = 1, quads = 1, steps = 1;
};

struct Tile {
  uint32_t group = 64;                           // invocations
  uint32_t pixels = 1, columns = 1, splits = 1;  // shaders/matrix.glsl
  size_t group_count(const MatrixSize& size) const;
};
Tile matrix_tile(const PlanOptions& options, const MatrixSize& size);

// A depthwise convolution: pixels that an invocation computes.
uint32_t depthwise_outputs(const PlanOptions& options, size_t pixels, size_t quads);

// depthwise_pointwise.comp
struct FusedTile {
  Tile tile;
  uint32_t group_pixels = 1, group_columns = 1, hidden_quads = 1;  // hidden_quads: in shared memory
  size_t hidden_rounds(const MatrixSize& size) const;              // of a group over its hidden channels
  size_t group_count(const MatrixSize& size) const;
  uint32_t iterations(const MatrixSize& size, uint32_t taps) const;
};
// `size` is the pointwise convolution's, `taps` the depthwise one's. Nothing when the hidden channels do not fit or two
// dispatches do better.
std::optional<FusedTile> fused_tile(const PlanOptions& options, const MatrixSize& size, uint32_t taps);

}  // namespace saccade::vulkan
