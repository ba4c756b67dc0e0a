// Plans of the operators that are not convolutions, without a device.
#include <gmock/gmock.h>

#include "engine/vulkan/ops/plan_builder.h"
#include "shader_table.h"
#include "support/model_builder.h"

namespace saccade::vulkan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Plan plan_of(const Model& model, const PlanOptions& options = {}) {
  const auto plan = make_plan(model, options);
  EXPECT_TRUE(plan.ok()) << plan.error().to_string();
  return plan.ok() ? *plan : Plan();
}

std::vector<ShaderId> shaders_of(const Plan& plan) {
  std::vector<ShaderId> shaders;
  for (const Dispatch& dispatch : plan.dispatches) shaders.push_back(dispatch.shader);
  return shaders;
}

Layout layout_of(const Plan& plan, const std::string& name) {
  for (const PlannedValue& value : plan.values) {
    if (value.name == name) return value.layout;
  }
  ADD_FAILURE() << "no value " << name;
  return Layout::kDense;
}

TEST(VulkanOpsPlan, LargeWindowsAreSharedByAWorkGroupAndSmallOnesAreNot) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 64, 64, 8});
  const TensorId small = builder.op(OpKind::kAveragePool2d, {x}, {1, 32, 32, 8}, Pool2dParams{});
  const TensorId mean = builder.op(OpKind::kMean, {small}, {1, 8}, MeanParams{{1, 2}, false});

  const Plan plan = plan_of(builder.build({mean}), {.batch = 3});

  ASSERT_THAT(shaders_of(plan), ElementsAre(ShaderId::kPool, ShaderId::kPoolWide));
  EXPECT_THAT(plan.dispatches[0].groups, ElementsAre(3 * 32 * 32 * 2 / 64, 1, 1));
  EXPECT_EQ(plan.dispatches[0].iterations, 2 + 4);
  EXPECT_THAT(plan.dispatches[1].groups, ElementsAre(3 * 2, 1, 1));
  EXPECT_LT(plan.dispatches[1].iterations, 32);
}

TEST(VulkanOpsPlan, ALargerWorkGroupIsTakenWhereTheDeviceHasIt) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 64, 64, 8});
  const Model model = builder.build({builder.op(OpKind::kMean, {x}, {1, 8}, MeanParams{{1, 2}, false})});

  EXPECT_EQ(plan_of(model, {.group_invocations = 128}).dispatches[0].constants[0], 128);
  EXPECT_EQ(plan_of(model, {.group_invocations = 1024}).dispatches[0].constants[0], 256);
}

TEST(VulkanOpsPlan, GroupsBeyondOneAxisGoOnInTheNext) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 3000, 3000, 1});
  const Model model = builder.build({builder.op(OpKind::kRelu, {x}, {1, 3000, 3000, 1})});

  const Plan plan = plan_of(model);

  const auto [columns, rows, depth] = plan.dispatches[0].groups;
  EXPECT_EQ(columns, 65535);
  EXPECT_EQ(rows, 3);
  EXPECT_EQ(depth, 1);
  EXPECT_GE(size_t{columns} * rows * 64, size_t{3000} * 3000);
}

TEST(VulkanOpsPlan, WhatWouldLoopTooLongIsRefusedByName) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 4096, 4096, 1});
  const Model model = builder.build({builder.op(OpKind::kMean, {x}, {1, 1}, MeanParams{{1, 2}, false})});

  const auto plan = make_plan(model, {});

  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().code(), StatusCode::kUnimplemented);
  EXPECT_THAT(plan.error().to_string(), HasSubstr("'MEAN [1,1]' of model 'built'"));
}

TEST(VulkanOpsPlan, PositionsThatFloat16CannotHoldAreRefused) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 100, 100, 4});
  const Shape small{1, 1, 1, 4};
  const TensorId maxima = builder.tensor(small), positions = builder.tensor(small);
  builder.add({.kind = OpKind::kMaxPoolingWithArgmax2d,
               .inputs = {x},
               .outputs = {maxima, positions},
               .params = Pool2dParams{100, 100, 100, 100, {}, {}}});
  const TensorId sum = builder.add(maxima, positions);
  const Model model = builder.build({sum});

  EXPECT_TRUE(make_plan(model, {}).ok());
  const auto plan = make_plan(model, {.half = true});
  ASSERT_FALSE(plan.ok());
  EXPECT_THAT(plan.error().to_string(), HasSubstr("run it with precision fp32"));
}

// Parts in the middle of the model, one after the other on the channel axis.
Model concatenation_of(const std::vector<int>& parts) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 4, 4, 16});
  std::vector<TensorId> tensors;
  int channels = 0;
  for (int part : parts) {
    tensors.push_back(
        builder.op(OpKind::kStridedSlice, {x}, {1, 4, 4, part}, StridedSliceParams{{0, 0, 0, 0}, {1, 1, 1, 1}}));
    channels += part;
  }
  return builder.build({builder.op(OpKind::kConcatenation, tensors, {1, 4, 4, channels}, ConcatenationParams{3, {}})});
}

TEST(VulkanOpsPlan, UpToThreePartsAreJoinedByOneDispatch) {
  for (const auto& [parts, dispatches] : {std::pair{std::vector<int>{5, 3}, 1},
                                          {{1, 1, 1}, 1},
                                          {{4, 4, 4, 4}, 2},
                                          {{1, 1, 1, 1, 1}, 2},
                                          {{1, 1, 1, 1, 1, 1}, 3},
                                          {{2, 2, 2, 2, 2, 2}, 2}}) {
    const Plan plan = plan_of(concatenation_of(parts));
    EXPECT_EQ(plan.dispatches.size(), parts.size() + static_cast<size_t>(dispatches)) << parts.size() << " parts";
  }
}

// A map of [1,4,4,6] in the middle of a model.
struct Picture {
  ModelBuilder builder;
  Shape shape{1, 4, 4, 6}, large{1, 8, 8, 6};
  TensorId input = builder.input(shape);
  TensorId x = builder.op(OpKind::kRelu, {input}, shape);
  TensorId other = builder.op(OpKind::kResizeBilinear, {x}, large, ResizeBilinearParams{});
  TensorId resized = builder.op(OpKind::kResizeBilinear, {x}, large, ResizeBilinearParams{});
};

TEST(VulkanOpsPlan, ASumBehindAResizeAndItsActivationIsPartOfIt) {
  Picture picture;
  const TensorId sum = picture.builder.add(picture.other, picture.builder.prelu(picture.resized));
  const Model model = picture.builder.build({sum, picture.other});

  const Plan plan = plan_of(model);

  EXPECT_THAT(shaders_of(plan),
              ElementsAre(ShaderId::kActivation, ShaderId::kResizeBilinear, ShaderId::kResizeBilinear));
  EXPECT_EQ(plan.dispatches[2].text, "RESIZE_BILINEAR, PRELU, ADD [1,8,8,6]");
  EXPECT_EQ(plan_of(model, {.fuse = false}).dispatches.size(), 5);
}

TEST(VulkanOpsPlan, AResizeThatOthersReadStaysApart) {
  Picture picture;
  const TensorId sum = picture.builder.add(picture.other, picture.resized);
  const Plan plan = plan_of(picture.builder.build({sum, picture.resized, picture.other}));

  EXPECT_THAT(shaders_of(plan), ElementsAre(ShaderId::kActivation, ShaderId::kResizeBilinear, ShaderId::kResizeBilinear,
                                            ShaderId::kElementwise));
}

TEST(VulkanOpsPlan, TwoElementwiseOperatorsAreOneDispatchAndThreeAreTwo) {
  Picture picture;
  ModelBuilder& builder = picture.builder;
  const TensorId product = builder.op(OpKind::kMul, {picture.x, picture.x}, picture.shape, ElementwiseParams{});
  const TensorId sum = builder.add(picture.x, product);
  EXPECT_EQ(plan_of(builder.build({sum})).dispatches.size(), 2 + 2);  // and two resizes

  const TensorId difference = builder.op(OpKind::kSub, {sum, picture.x}, picture.shape, ElementwiseParams{});
  EXPECT_EQ(plan_of(builder.build({difference})).dispatches.size(), 2 + 3);
}

TEST(VulkanOpsPlan, AMeanTakesUpToTwoLayersAlong) {
  ModelBuilder builder;
  const Shape shape{1, 16, 16, 24}, vector{1, 1, 1, 24};
  const TensorId x = builder.input(shape);
  const TensorId mean = builder.op(OpKind::kMean, {x}, vector, MeanParams{{1, 2}, true});
  const TensorId first = builder.conv(mean, {1, 1, 1, 6}), second = builder.conv(first, vector);
  const Model two = builder.build({second}), read_twice = builder.build({second, mean});
  const Model three = builder.build({builder.conv(second, vector)});

  const Plan plan = plan_of(two, {.batch = 5});

  ASSERT_THAT(shaders_of(plan), ElementsAre(ShaderId::kSqueeze));
  EXPECT_THAT(plan.dispatches[0].groups, ElementsAre(5, 1, 1));
  EXPECT_EQ(plan_of(three).dispatches.size(), 2);
  EXPECT_EQ(plan_of(read_twice).dispatches.size(), 3);
}

TEST(VulkanOpsPlan, AMeanOfMoreChannelsThanAGroupCanHoldStaysApart) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 4, 4, 600});
  const TensorId mean = builder.op(OpKind::kMean, {x}, {1, 1, 1, 600}, MeanParams{{1, 2}, true});
  const Model model = builder.build({builder.conv(mean, {1, 1, 1, 8})});

  EXPECT_EQ(plan_of(model, {.group_invocations = 128}).dispatches.size(), 2);
  EXPECT_EQ(plan_of(model, {.group_invocations = 256}).dispatches.size(), 1);
}

TEST(VulkanOpsPlan, PlacesInAMapStayInFloat32) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 8, 8, 6});
  const TensorId map = builder.op(OpKind::kRelu, {x}, {1, 8, 8, 6});
  const TensorId pooled = builder.op(OpKind::kMaxPool2d, {map}, {1, 1, 1, 6}, Pool2dParams{8, 8, 8, 8, {}, {}});
  const TensorId raw = builder.op(OpKind::kReshape, {pooled}, {1, 2, 3});
  const TensorId landmarks = builder.op(OpKind::kMul, {raw, builder.constant({1})}, {1, 2, 3}, ElementwiseParams{});
  Landmarks2TransformMatrixParams region;
  region.right_rotation_idx = 1, region.output_height = region.output_width = 4;
  region.subset_idxs = {0, 1};
  const TensorId whole = builder.op(OpKind::kLandmarks2TransformMatrix, {landmarks}, {1, 4, 4}, region);
  const TensorId matrix =
      builder.op(OpKind::kMul, {whole, builder.constant({1, 4, 4})}, {1, 4, 4}, ElementwiseParams{});
  const TensorId crop =
      builder.op(OpKind::kTransformTensorBilinear, {map, matrix}, {1, 4, 4, 6}, TransformTensorBilinearParams{4, 4});
  const Model model = builder.build({builder.op(OpKind::kRelu, {crop}, {1, 4, 4, 6})});

  const Plan plan = plan_of(model, {.half = true});

  for (TensorId place : {raw, landmarks, whole, matrix})
    EXPECT_EQ(layout_of(plan, model.tensor(place).name), Layout::kDense);
  EXPECT_EQ(layout_of(plan, model.tensor(map).name), Layout::kHalfQuads);
  EXPECT_EQ(layout_of(plan, model.tensor(crop).name), Layout::kHalfQuads);
}

TEST(VulkanOpsPlan, EveryShaderReadsAndWritesAtMostFourBuffers) {
  for (const ShaderCode& shader : shader_table()) EXPECT_LE(shader.binding_count, 4) << shader.name;
}

}  // namespace
}  // namespace saccade::vulkan
