#include "engine/vulkan/ops/ops.h"
#include "engine/vulkan/shaders/resize_bilinear_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

// Source pixels a result pixel.
float grid_scale(uint32_t source, uint32_t result, bool align_corners) {
  if (align_corners && result > 1) return static_cast<float>(source - 1) / static_cast<float>(result - 1);
  return static_cast<float>(source) / static_cast<float>(result);
}

}  // namespace

Status plan_resize_bilinear(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<ResizeBilinearParams>(op.params);
  const Operand source = builder.read(op.inputs[0]), result = builder.write(op.outputs[0]);
  Dispatch dispatch;
  dispatch.shader = ShaderId::kResizeBilinear;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize, params.half_pixel_centers, source.layout_constant(), result.layout_constant()};
  dispatch.push =
      push_words(ResizeBilinearPush{.source = source.ref,
                                    .result = result.ref,
                                    .samples = builder.samples(),
                                    .scale_y = grid_scale(source.ref.height, result.ref.height, params.align_corners),
                                    .scale_x = grid_scale(source.ref.width, result.ref.width, params.align_corners)});
  dispatch.bindings = {source.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

}  // namespace saccade::vulkan
