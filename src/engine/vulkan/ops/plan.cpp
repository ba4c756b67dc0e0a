#include "engine/vulkan/ops/plan.h"

#include "shader_table.h"

namespace saccade::vulkan {
namespace {

std::string range_text(const Plan& plan, const Binding& binding) {
  static constexpr const char* kPlaces[] = {"input", "@", "constant", "output"};
  std::string text = binding.written ? "> " : "";
  text += kPlaces[static_cast<size_t>(binding.place)];
  if (binding.place == Place::kConstants) return text;
  const PlannedValue& value = plan.values[static_cast<size_t>(binding.value)];
  static constexpr const char* kLayouts[] = {"dense", "quads", "half"};
  return text + std::to_string(binding.offset_bytes) + "+" + std::to_string(binding.size_bytes) + " " +
         kLayouts[static_cast<size_t>(value.layout)];
}

}  // namespace

std::string Plan::to_string() const {
  std::string text;
  for (const Dispatch& dispatch : dispatches) {
    text += std::to_string(dispatch.level) + " " + shader_table()[static_cast<size_t>(dispatch.shader)].name + " " +
            dispatch.text + " {" + std::to_string(dispatch.groups[0]) + "," + std::to_string(dispatch.groups[1]) + "," +
            std::to_string(dispatch.groups[2]) + "}:";
    for (const Binding& binding : dispatch.bindings) text += " " + range_text(*this, binding);
    text += "\n";
  }
  return text + std::to_string(dispatches.size()) + " dispatches in " + std::to_string(level_count) +
         " levels, arena " + std::to_string(arena_bytes) + " bytes, outputs " + std::to_string(output_bytes) +
         " bytes, constants " + std::to_string(constants.size()) + " bytes\n";
}

}  // namespace saccade::vulkan
