#include "engine/cpu/plan.h"

#include <cstdio>

namespace saccade::cpu {
namespace {

const char* place_text(Place place) {
  switch (place) {
    case Place::kArena:
      return "@";
    case Place::kInput:
      return "input ";
    case Place::kOutput:
      return "output ";
    case Place::kConstant:
      return "constant";
  }
  return "";
}

std::string describe(const Plan& plan, ValueId id) {
  if (id == kNoValue) return "-";
  const Value& value = plan.values[static_cast<size_t>(id)];
  const Buffer& buffer = plan.buffers[static_cast<size_t>(value.buffer)];
  std::string text = value.shape.to_string() + (value.is_map ? "map" + std::to_string(value.pad) : "");
  text += std::string(" ") + place_text(buffer.place);
  if (buffer.place == Place::kArena) text += std::to_string(buffer.offset + value.offset);
  if (buffer.place == Place::kOutput || buffer.place == Place::kInput) text += std::to_string(buffer.index);
  return text;
}

std::string strip_text(const ConvChain& chain) {
  if (chain.convs.size() == 1) return "";
  std::string text =
      " {" + std::to_string(chain.first_rows) + " of " + std::to_string(chain.convs.front().rows) + " rows, rings";
  for (int rows : chain.ring_rows) text += " " + std::to_string(rows);
  return text + "}";
}

struct Printer {
  const Plan& plan;
  std::string operator()(const ConvChain& chain) const {
    std::string text = strip_text(chain) + ": " + describe(plan, chain.convs.front().in);
    for (const PlannedConv& conv : chain.convs) {
      if (conv.residual != kNoValue) text += " + " + describe(plan, conv.residual);
    }
    return text + " -> " + describe(plan, chain.convs.back().out);
  }
  std::string operator()(const OpStep& op) const {
    std::string text = ":";
    for (ValueId id : op.inputs) text += " " + describe(plan, id);
    text += " ->";
    for (ValueId id : op.outputs) text += " " + describe(plan, id);
    return text;
  }
  template <typename InOut>
  std::string operator()(const InOut& step) const {
    return ": " + describe(plan, step.in) + " -> " + describe(plan, step.out);
  }
};

}  // namespace

void Plan::add_step(Work work, std::string text, int units, double flops) {
  steps.push_back(Step{std::move(work), std::move(text), units, flops});
}

std::string Plan::to_string() const {
  std::string text;
  for (size_t i = 0; i < steps.size(); ++i) {
    text += std::to_string(i) + " " + steps[i].text + std::visit(Printer{*this}, steps[i].work) + "\n";
  }
  return text + "arena " + std::to_string(arena_floats * sizeof(float)) + " bytes, scratch " +
         std::to_string(scratch_floats * sizeof(float)) + " bytes a thread, constants " +
         std::to_string(constant_bytes) + " bytes\n";
}

}  // namespace saccade::cpu
