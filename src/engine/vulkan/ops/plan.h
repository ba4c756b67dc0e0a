// Plan: what a session submits for one batch, dispatch by dispatch. Plain data, made without any device and printable,
// so that counts and memory are tested where there is no GPU.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/vulkan/shaders/push.h"
#include "model/model.h"

namespace saccade::vulkan {

enum class ShaderId : uint8_t;  // generated: kConv for shaders/conv.comp

// As in shaders/tensor.glsl. Inputs, outputs, views, what they are views of, and places in a map (landmarks, matrices)
// are dense; all else is kQuads or, in half precision, kHalfQuads.
enum class Layout : uint32_t { kDense = 0, kQuads = 1, kHalfQuads = 2 };

enum class Place : uint8_t {
  kInput,      // the input tensor, dense [N,H,W,C]
  kArena,      // memory that tensors share over time
  kConstants,  // packed weights
  kOutput,     // all outputs in one buffer, read back in one copy
};

// A range that a dispatch reads or writes.
struct Binding {
  Place place = Place::kArena;
  int value = -1;  // of Plan::values; -1 for constants
  size_t offset_bytes = 0, size_bytes = 0;
  bool written = false;
};

struct Dispatch {
  ShaderId shader = {};
  std::vector<uint32_t> constants;  // specialisation constants; the first is the work-group's size
  std::vector<uint32_t> push;
  std::vector<Binding> bindings;
  std::array<uint32_t, 3> groups = {1, 1, 1};
  // Loop iterations of one invocation in all. llvmpipe of Mesa 22.3 ends loops silently after 65,534.
  uint32_t iterations = 0;
  int level = 0;
  double flops = 0;
  std::string text;  // "conv 1x1 32->64 prelu [1,48,48,64]"
};

// A tensor with memory of its own (not a view).
struct PlannedValue {
  std::string name;
  Place place = Place::kArena;
  Layout layout = Layout::kDense;
  size_t offset_bytes = 0, size_bytes = 0;  // of the whole batch
  int first_level = -1, last_level = -1;
};

struct PlannedOutput {
  Shape shape;  // with the batch
  size_t offset_bytes = 0;
};

struct PlanOptions {
  bool half = false;  // activations and weights in float16 (sums, inputs and outputs in float32)
  int batch = 1;
  bool alias_memory = true;          // false: every value keeps its own memory (tests)
  bool fuse = true;                  // false: every operator is a dispatch (tests)
  size_t alignment_bytes = 256;      // of ranges
  uint32_t group_invocations = 128;  // the most that a work-group may have
  uint32_t shared_memory_bytes = 16384;
  bool portable = false;  // tiles for a device that is a CPU
};

struct Plan {
  std::vector<PlannedValue> values;
  std::vector<Dispatch> dispatches;  // by level; a barrier stands before each new level
  std::vector<PlannedOutput> outputs;
  std::vector<std::byte> constants;
  Shape input_shape;  // with the batch
  size_t arena_bytes = 0, output_bytes = 0;
  int level_count = 0;

  std::string to_string() const;
};

// `model` is rewritten already. unimplemented when an operator or a shape is outside what the shaders do; the message
// names operator, index and model.
Result<Plan> make_plan(const Model& model, const PlanOptions& options);

}  // namespace saccade::vulkan
