#include <cmath>

#include "engine/vulkan/ops/sharing.h"
#include "engine/vulkan/shaders/landmarks_to_matrix_push.h"
#include "shader_table.h"

namespace saccade::vulkan {

Status plan_landmarks_to_matrix(PlanBuilder& builder, const Op& op) {
  const auto& params = std::get<Landmarks2TransformMatrixParams>(op.params);
  const Operand source = builder.read(op.inputs[0]), result = builder.write(op.outputs[0]);
  const std::vector<float> subset(params.subset_idxs.begin(), params.subset_idxs.end());
  Dispatch dispatch;
  dispatch.shader = ShaderId::kLandmarksToMatrix;
  dispatch.text = builder.text_of(op);
  dispatch.constants = {kGroupSize, source.layout_constant(), result.layout_constant()};
  dispatch.push = push_words(
      LandmarksToMatrixPush{.source = source.ref,
                            .result = result.ref,
                            .samples = builder.samples(),
                            .subset_count = static_cast<uint32_t>(subset.size()),
                            .left_rotation = static_cast<uint32_t>(params.left_rotation_idx),
                            .right_rotation = static_cast<uint32_t>(params.right_rotation_idx),
                            .target_cos = static_cast<float>(std::cos(double{params.target_rotation_radians})),
                            .target_sin = static_cast<float>(std::sin(double{params.target_rotation_radians})),
                            .scale_x = params.scale_x,
                            .scale_y = params.scale_y,
                            .output_width = static_cast<float>(params.output_width),
                            .output_height = static_cast<float>(params.output_height)});
  dispatch.bindings = {source.binding, builder.constants(subset, ConstantType::kFloat), result.binding};
  dispatch.iterations = shared_iterations(kGroupSize, subset.size());
  builder.add_groups(std::move(dispatch), builder.samples());
  return ok_status();
}

}  // namespace saccade::vulkan
