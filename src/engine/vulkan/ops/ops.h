// The planners of the operators: one file each. Each adds the dispatches of one operator.
#pragma once

#include <vector>

#include "engine/vulkan/ops/plan_builder.h"

namespace saccade::vulkan {

inline constexpr uint32_t kGroupSize = 64;

// A constant vector with zeros up to a multiple of four. One value stands for all `channels`.
std::vector<float> padded_to_quads(const Model& model, TensorId constant, int channels);

Status plan_activation(PlanBuilder& builder, const Op& op);  // RELU, RELU6, HARD_SWISH, LOGISTIC
Status plan_argmax_pool(PlanBuilder& builder, const Op& op);
Status plan_concatenation(PlanBuilder& builder, const Op& op);
Status plan_conv(PlanBuilder& builder, const Op& op);  // CONV_2D
Status plan_depth_to_space(PlanBuilder& builder, const Op& op);
Status plan_depthwise_conv(PlanBuilder& builder, const Op& op);
Status plan_elementwise(PlanBuilder& builder, const Op& op);  // ADD, SUB, MUL, PRELU
Status plan_fully_connected(PlanBuilder& builder, const Op& op);
Status plan_landmarks_to_matrix(PlanBuilder& builder, const Op& op);
Status plan_mean(PlanBuilder& builder, const Op& op);
Status plan_pad(PlanBuilder& builder, const Op& op);
Status plan_pool(PlanBuilder& builder, const Op& op);  // MAX_POOL_2D, AVERAGE_POOL_2D
Status plan_reshape(PlanBuilder& builder, const Op& op);
Status plan_resize_bilinear(PlanBuilder& builder, const Op& op);
Status plan_strided_slice(PlanBuilder& builder, const Op& op);
Status plan_transform_landmarks(PlanBuilder& builder, const Op& op);
Status plan_transform_tensor(PlanBuilder& builder, const Op& op);
Status plan_transpose_conv(PlanBuilder& builder, const Op& op);
Status plan_unpool(PlanBuilder& builder, const Op& op);

}  // namespace saccade::vulkan
