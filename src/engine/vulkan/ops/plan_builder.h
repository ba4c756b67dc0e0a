// PlanBuilder: what the planners of the operators (one file each, table.cpp lists them) write their dispatches with.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/vulkan/ops/plan.h"

namespace saccade::vulkan {

// How a shader reaches a tensor.
struct Operand {
  Layout layout = Layout::kDense;
  TensorRef ref = {};
  Binding binding;
  uint32_t layout_constant() const { return static_cast<uint32_t>(layout); }
};

enum class ConstantType : uint8_t { kFloat, kHalf };

class PlanBuilder {
 public:
  // Borrows the model until finish().
  static Result<PlanBuilder> create(const Model& model, const PlanOptions& options);

  const Model& model() const { return *model_; }
  const PlanOptions& options() const { return options_; }
  uint32_t samples() const { return static_cast<uint32_t>(options_.batch); }
  std::string text_of(const Op& op) const;  // for Dispatch::text: "MAX_POOL_2D [1,4,4,24]"

  // For reading an activation; a constant tensor becomes a dense one among the constants, with sample_stride 0.
  Operand read(TensorId tensor);
  Operand write(TensorId tensor);
  // Packed numbers, aligned; the same call twice stores them twice. kHalf rounds to nearest even.
  Binding constants(std::span<const float> values, ConstantType type);
  // One range of several parts, each aligned to 16 bytes: bias, slopes and weights share a binding. Offsets in bytes.
  struct Part {
    std::span<const float> values;
    ConstantType type = ConstantType::kFloat;
  };
  Binding constants(std::span<const Part> parts, std::vector<size_t>* offsets_bytes);
  // For a binding that the shader declares and does not use.
  Binding unused();

  ConstantType weight_type() const { return options_.half ? ConstantType::kHalf : ConstantType::kFloat; }

  void add(Dispatch dispatch);
  // So many work-groups, or invocations in work-groups of the size that constants[0] says. They fill x first and go on
  // in y where x ends: shaders count with GROUP_INDEX and INVOCATION_INDEX of tensor.glsl.
  void add_groups(Dispatch dispatch, size_t count);
  void add_invocations(Dispatch dispatch, size_t count);
  // One invocation, or one work-group, for each quad of the result.
  void add_per_quad(Dispatch dispatch, const Operand& result);
  void add_group_per_quad(Dispatch dispatch, const Operand& result);

  // Sets levels from who reads what whom wrote, places values, orders dispatches.
  Result<Plan> finish() &&;

 private:
  PlanBuilder() = default;
  Status check_tensor(TensorId id) const;
  Status check_tensors() const;
  void find_roots();
  void make_values();
  int value_of(TensorId tensor) const;
  static void read_as_quads(Operand& operand);
  Operand constant_operand(TensorId tensor);
  Operand operand(TensorId tensor, bool written);
  size_t quads_in(const Operand& operand) const;  // of all samples
  void set_levels();
  void place_values();
  Status check_limits() const;

  const Model* model_ = nullptr;
  PlanOptions options_;
  Plan plan_;
  std::vector<int> values_;           // of each tensor without a view
  std::vector<TensorId> roots_;       // the tensor whose memory a tensor lies in
  std::vector<size_t> root_offsets_;  // elements
  std::vector<bool> dense_;           // of roots
  std::map<TensorId, Binding> constant_bindings_;
};

// The words of a push constant struct.
template <typename Push>
std::vector<uint32_t> push_words(const Push& push) {
  static_assert(sizeof(Push) % 4 == 0 && sizeof(Push) <= 128, "Vulkan promises 128 bytes of push constants");
  const auto* words = reinterpret_cast<const uint32_t*>(&push);
  return {words, words + sizeof(Push) / 4};
}

// The operators' planners. `op` is one of the model's.
using OpPlanner = Status (*)(PlanBuilder& builder, const Op& op);
OpPlanner planner_of(OpKind kind);  // null: the shaders do not have it

}  // namespace saccade::vulkan
