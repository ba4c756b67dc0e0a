#include <algorithm>
#include <array>

#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/concatenation_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr size_t kMostParts = 3;  // of one dispatch: with the result, the four buffers that every device can bind
enum Axis : uint32_t { kHeight = 0, kWidth = 1, kChannels = 2 };

uint32_t extent_along(const TensorRef& ref, uint32_t axis) {
  return axis == kHeight ? ref.height : axis == kWidth ? ref.width : ref.channels;
}

// Parts [first, first + written) of the operator; the dispatch may read one part more, for the pair that straddles.
struct Run {
  size_t first = 0, written = 0;
  uint32_t begin = 0, end = 0;  // along the axis
};

// As many parts as one dispatch can write.
Run next_run(const std::vector<Operand>& parts, uint32_t axis, size_t first, uint32_t begin) {
  Run run{first, 0, begin, begin};
  while (run.written < kMostParts && first + run.written < parts.size()) {
    run.end += extent_along(parts[first + run.written++].ref, axis);
  }
  const bool last = first + run.written == parts.size();
  if (axis != kChannels || last || run.end % 2 == 0) return run;
  --run.written;
  run.end -= extent_along(parts[first + run.written].ref, axis);
  return run;
}

// What the run writes. Pairs begin in it; the last ones are the padding.
void set_region(const TensorRef& result, uint32_t axis, const Run& run, ConcatenationPush* push) {
  push->begin = run.begin;
  push->first_row = axis == kHeight ? run.begin : 0;
  push->rows = axis == kHeight ? run.end - run.begin : result.height;
  push->first_column = axis == kWidth ? run.begin : 0;
  push->columns = axis == kWidth ? run.end - run.begin : result.width;
  const uint32_t all_pairs = (result.channels + 3) / 4 * 2;
  const bool to_the_end = axis != kChannels || run.end == result.channels;
  push->first_pair = axis == kChannels ? (run.begin + 1) / 2 : 0;
  push->pairs = (to_the_end ? all_pairs : (run.end + 1) / 2) - push->first_pair;
}

void add_run(PlanBuilder& builder, const Op& op, const std::vector<Operand>& parts, uint32_t axis, const Run& run) {
  const Operand result = builder.write(op.outputs[0]);
  std::array<Operand, kMostParts> read;
  for (size_t i = 0; i < kMostParts; ++i) {
    const bool present = run.first + i < parts.size();
    if (present) read[i] = parts[run.first + i];
    if (!present) read[i].binding = builder.unused();
  }
  ConcatenationPush push = {};
  push.first = read[0].ref, push.second = read[1].ref, push.third = read[2].ref, push.result = result.ref;
  push.samples = builder.samples();
  set_region(result.ref, axis, run, &push);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kConcatenation;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize,
                        axis,
                        static_cast<uint32_t>(std::get<ConcatenationParams>(op.params).activation),
                        read[0].layout_constant(),
                        read[1].layout_constant(),
                        read[2].layout_constant(),
                        result.layout_constant()};
  dispatch.push = push_words(push);
  dispatch.bindings = {read[0].binding, read[1].binding, read[2].binding, result.binding};
  builder.add_invocations(std::move(dispatch), size_t{push.samples} * push.rows * push.columns * push.pairs);
}

}  // namespace

Status plan_concatenation(PlanBuilder& builder, const Op& op) {
  const int rank = builder.model().tensor(op.outputs[0]).shape.rank();
  const auto axis = static_cast<uint32_t>(3 - (rank - std::get<ConcatenationParams>(op.params).axis));
  std::vector<Operand> parts;
  for (TensorId part : op.inputs) parts.push_back(builder.read(part));
  uint32_t begin = 0;
  for (size_t first = 0; first < parts.size();) {
    const Run run = next_run(parts, axis, first, begin);
    add_run(builder, op, parts, axis, run);
    first += run.written;
    begin = run.end;
  }
  return ok_status();
}

}  // namespace saccade::vulkan
