#include "engine/vulkan/ops/gather.h"

#include "shader_table.h"

namespace saccade::vulkan {
namespace {

// Whether every quad of the result is a quad of the source or zero.
bool moves_whole_quads(const GatherMap& map, const TensorRef& source, const TensorRef& result) {
  switch (map.map) {
    case kReshape:
      return source.channels % 4 == 0 && result.channels % 4 == 0;
    case kDepthToSpace:
      return result.channels % 4 == 0;
    default:
      return map.begin[2] % 4 == 0 && map.stride[2] == 1;
  }
}

}  // namespace

void add_gather(PlanBuilder& builder, const Op& op, const GatherMap& map) {
  const Operand source = builder.read(op.inputs[0]), result = builder.write(op.outputs[0]);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kGather;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize, map.map, moves_whole_quads(map, source.ref, result.ref), source.layout_constant(),
                        result.layout_constant()};
  dispatch.push = push_words(GatherPush{.source = source.ref,
                                        .result = result.ref,
                                        .samples = builder.samples(),
                                        .block = map.block,
                                        .begin_y = map.begin[0],
                                        .begin_x = map.begin[1],
                                        .begin_c = map.begin[2],
                                        .stride_y = map.stride[0],
                                        .stride_x = map.stride[1],
                                        .stride_c = map.stride[2]});
  dispatch.bindings = {source.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
}

}  // namespace saccade::vulkan
