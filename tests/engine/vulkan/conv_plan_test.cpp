// Plans of the convolutions, without a device.
#include <gmock/gmock.h>

#include <cstring>

#include "engine/vulkan/ops/convolution.h"
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

// A depthwise convolution of 3x3, then a pointwise one.
struct Pair {
  explicit Pair(Shape in, int multiplier = 1) : shape(in), wide{1, in[1], in[2], in[3] * multiplier} {
    params.kernel_h = params.kernel_w = 3;
    params.multiplier = multiplier;
    params.padding = {1, 1, 1, 1};
    depthwise = builder.depthwise(builder.input(shape), wide, params);
    pointwise = builder.conv(depthwise, {1, in[1], in[2], 12});
  }
  Model model() const { return builder.build({pointwise}); }

  Shape shape, wide;
  DepthwiseConv2dParams params;
  ModelBuilder builder;
  TensorId depthwise, pointwise;
};

TEST(VulkanConvPlan, APointwiseConvolutionTakesTheDepthwiseOneInFrontOfIt) {
  const Model model = Pair({1, 6, 6, 24}).model();

  const Plan plan = plan_of(model);

  EXPECT_THAT(shaders_of(plan), ElementsAre(ShaderId::kDepthwisePointwise));
  EXPECT_EQ(plan.level_count, 1);
  EXPECT_EQ(plan.arena_bytes, 0u);
  EXPECT_THAT(shaders_of(plan_of(model, {.fuse = false})), ElementsAre(ShaderId::kDepthwise, ShaderId::kConv));
}

TEST(VulkanConvPlan, ADepthwiseConvolutionStaysApartWhereOthersReadIt) {
  Pair pair({1, 6, 6, 24});
  const TensorId again = pair.builder.op(OpKind::kRelu, {pair.depthwise}, pair.shape);

  EXPECT_EQ(plan_of(pair.builder.build({pair.pointwise, again})).dispatches.size(), 3u);
  EXPECT_EQ(plan_of(pair.builder.build({pair.pointwise, pair.depthwise})).dispatches.size(), 3u);
}

TEST(VulkanConvPlan, ADepthwiseConvolutionStaysApartWhereOneDispatchDoesNotPay) {
  const auto stays_apart = [](const Model& model, const PlanOptions& options) {
    return plan_of(model, options).dispatches.size() == 2;
  };
  EXPECT_TRUE(stays_apart(Pair({1, 6, 6, 24}).model(), {.portable = true}));
  EXPECT_TRUE(stays_apart(Pair({1, 6, 6, 24}, 2).model(), {}));
  EXPECT_TRUE(stays_apart(Pair({1, 6, 6, 2000}).model(), {}));
  EXPECT_FALSE(stays_apart(Pair({1, 6, 6, 1152}).model(), {}));
}

TEST(VulkanConvPlan, SharedMemoryIsNeverMoreThanTheDeviceHas) {
  for (const Shape& shape : {Shape{1, 1, 1, 4}, Shape{1, 6, 6, 128}, Shape{1, 7, 7, 1152}, Shape{1, 96, 96, 16}}) {
    for (int batch : {1, 40}) {
      const Model model = Pair(shape).model();
      for (const bool fuse : {true, false}) {
        for (const Dispatch& dispatch : plan_of(model, {.batch = batch, .fuse = fuse}).dispatches) {
          ConvolutionConstants constants;
          ASSERT_EQ(dispatch.constants.size() * 4, sizeof(constants));
          std::memcpy(static_cast<void*>(&constants), dispatch.constants.data(), sizeof(constants));
          const uint32_t sums = constants.splits > 1 ? constants.group * constants.pixels * constants.columns : 1;
          const bool hides = dispatch.shader == ShaderId::kDepthwisePointwise;
          EXPECT_LE((sums + (hides ? constants.hidden_quads : 0)) * 16, PlanOptions().shared_memory_bytes)
              << shape.to_string() << ' ' << dispatch.text;
          EXPECT_LE(constants.group, PlanOptions().group_invocations);
        }
      }
    }
  }
}

TEST(VulkanConvPlan, AResidualAndAnActivationCostNoDispatch) {
  const Shape shape{1, 8, 8, 16};
  ModelBuilder builder;
  const TensorId x = builder.input(shape);
  Conv2dParams params;
  params.epilogue = {.activation = Activation::kPrelu, .residual = Residual::kSame};
  const TensorId weights = builder.constant({16, 1, 1, 16});
  const TensorId out = builder.op(OpKind::kConv2d, {x, weights, kNoTensor, builder.constant({16}), x}, shape, params);

  const Plan plan = plan_of(builder.build({out}), {.half = true});

  ASSERT_EQ(plan.dispatches.size(), 1u);
  EXPECT_EQ(plan.dispatches[0].text, "conv 1x1 16->16 +same prelu");
  EXPECT_EQ(plan.dispatches[0].flops, 2.0 * 8 * 8 * 16 * 16);
}

TEST(VulkanConvPlan, GroupsBeyondOneAxisGoOnInTheNext) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 512, 512, 4});
  const Model model = builder.build({builder.conv(x, {1, 512, 512, 32})});

  const Dispatch dispatch = plan_of(model, {.batch = 64}).dispatches.at(0);

  EXPECT_EQ(dispatch.groups[0], 65535u);
  EXPECT_GT(dispatch.groups[1], 1u);
}

Model long_sum(int inputs) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, inputs});
  return builder.build({builder.op(OpKind::kFullyConnected, {x, builder.constant({1, inputs}), kNoTensor}, {1, 1},
                                   {FullyConnectedParams{}})});
}

TEST(VulkanConvPlan, LongSumsAreSharedSoThatNoLoopIsTooLong) {
  for (const bool portable : {false, true}) {
    const Dispatch dispatch = plan_of(long_sum(500000), {.portable = portable}).dispatches.at(0);
    EXPECT_LE(dispatch.iterations, 32000u);
  }
}

TEST(VulkanConvPlan, ASumThatIsTooLongIsRefusedByName) {
  const auto plan = make_plan(long_sum(1 << 20), {});
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().code(), StatusCode::kUnimplemented);
  EXPECT_THAT(plan.error().message(), HasSubstr("fully connected 1x1 1048576->1"));
}

TEST(VulkanConvPlan, DepthToSpacePadsEachPlaceToQuads) {
  const Columns columns = {.channels = 6, .places = 4};
  EXPECT_EQ(columns.quads(), 8);
  EXPECT_EQ(columns.position(5), 5u);
  EXPECT_EQ(columns.position(6), 8u);
  EXPECT_EQ(columns.position(23), 29u);
}

TEST(VulkanConvPlan, AMatrixLiesInRowsOfQuadsAndHalvesInPairsOfRows) {
  const std::vector<float> weights = {1, 2, 3, 4, 5, 6};  // 2 outputs, 3 inputs
  const Columns columns = {.channels = 2, .places = 1};
  EXPECT_THAT(pack_matrix(weights, 1, 3, columns, false), ElementsAre(1, 4, 0, 0, 2, 5, 0, 0, 3, 6, 0, 0, 0, 0, 0, 0));
  const std::vector<float> wide = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};  // 5 outputs, 2 inputs
  EXPECT_THAT(pack_matrix(wide, 1, 2, {.channels = 5, .places = 1}, true),
              ElementsAre(1, 3, 5, 7, 2, 4, 6, 8,   // quad 0 of the first pair of rows
                          9, 0, 0, 0, 10, 0, 0, 0,  // quad 1
                          0, 0, 0, 0, 0, 0, 0, 0,   // the second pair is padding
                          0, 0, 0, 0, 0, 0, 0, 0));
}

}  // namespace
}  // namespace saccade::vulkan
