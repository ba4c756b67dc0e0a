// What planning promises beyond right numbers: memory, fusion, text, errors.
#include "engine/cpu/plan.h"

#include <gtest/gtest.h>

#include "engine/cpu/chain_schedule.h"
#include "engine/cpu/isa.h"
#include "model/rewrite.h"
#include "support/model_builder.h"

namespace saccade::cpu {
namespace {

Plan plan_of(const Model& model, PlanOptions options = {}) {
  options.kernels = &kernels_for(available_isas().back());
  auto rewritten = rewrite(model, {});
  EXPECT_TRUE(rewritten.ok());
  auto plan = make_plan(*rewritten, options);
  EXPECT_TRUE(plan.ok()) << plan.error().to_string();
  return *std::move(plan);
}

// expand 1x1 -> depthwise 3x3 -> project 1x1, with the residual around them
Model inverted_residual() {
  const Shape narrow{1, 40, 40, 16}, wide{1, 40, 40, 96};
  ModelBuilder builder;
  const TensorId x = builder.conv(builder.input({1, 40, 40, 3}), narrow);
  const TensorId expanded = builder.op(OpKind::kRelu6, {builder.conv(x, wide)}, wide);
  DepthwiseConv2dParams depthwise;
  depthwise.kernel_h = depthwise.kernel_w = 3;
  depthwise.padding = {1, 1, 1, 1};
  const TensorId filtered = builder.op(OpKind::kRelu6, {builder.depthwise(expanded, wide, depthwise)}, wide);
  return builder.build({builder.add(builder.conv(filtered, narrow), x)});
}

TEST(Plan, AnInvertedResidualIsOneStepInStrips) {
  const Plan plan = plan_of(inverted_residual());

  ASSERT_EQ(plan.steps.size(), 2u) << plan.to_string();
  const auto& chain = std::get<ConvChain>(plan.steps[1].work);
  EXPECT_EQ(chain.convs.size(), 3u);
  EXPECT_LT(chain.first_rows, 40);
  EXPECT_LT(chain.ring_rows[0], 40);
}

// 96 x 96 x 16 floats leave the second-level cache, 48 x 48 x 16 do not. The first chain takes one block with it.
TEST(Plan, AChainGoesOnPastLargeMapsOnly) {
  for (const auto& [side, steps] : {std::pair{96, 1u}, std::pair{48, 3u}}) {
    const Shape shape{1, side, side, 16};
    DepthwiseConv2dParams depthwise;
    depthwise.kernel_h = depthwise.kernel_w = 3;
    depthwise.padding = {1, 1, 1, 1};
    Conv2dParams first;
    first.kernel_h = first.kernel_w = 3;
    first.padding = {1, 1, 1, 1};
    ModelBuilder builder;
    TensorId x = builder.conv(builder.input({1, side, side, 3}), shape, first);
    for (int block = 0; block < 3; ++block) {
      x = builder.add(builder.conv(builder.depthwise(x, shape, depthwise), shape), x);
    }

    EXPECT_EQ(plan_of(builder.build({x})).steps.size(), steps);
  }
}

// expand 1x1 -> depthwise -> project 1x1
Plan filter_plan(int rows, int kernel, int stride) {
  const int out_rows = (rows + stride - 1) / stride, pad = std::max((out_rows - 1) * stride + kernel - rows, 0);
  const Shape wide{1, rows, 40, 96};
  DepthwiseConv2dParams depthwise;
  depthwise.kernel_h = depthwise.kernel_w = kernel;
  depthwise.stride_h = stride;
  depthwise.padding = {pad / 2, pad - pad / 2, kernel / 2, kernel / 2};
  ModelBuilder builder;
  const TensorId expanded = builder.conv(builder.input({1, rows, 40, 16}), wide);
  const TensorId filtered = builder.depthwise(expanded, {1, out_rows, 40, 96}, depthwise);
  return plan_of(builder.build({builder.conv(filtered, {1, out_rows, 40, 16})}));
}

// Whichever rows a thread has: each row comes once, after all that it reads, while the rings still hold that.
void expect_sound(const ConvChain& chain, RowRange wanted) {
  SCOPED_TRACE("rows " + std::to_string(wanted.begin) + " to " + std::to_string(wanted.end));
  ChainSchedule schedule(chain, wanted);
  std::vector<RowRange> done(chain.convs.size());
  size_t conv = 0;
  RowRange rows;
  while (schedule.next(&conv, &rows)) {
    const bool started = !done[conv].empty();
    ASSERT_TRUE(!started || rows.begin == done[conv].end);
    done[conv] = {started ? done[conv].begin : rows.begin, rows.end};
    if (conv == 0) continue;
    const RowRange read = rows_read(chain.convs[conv].args, rows), before = done[conv - 1];
    ASSERT_LE(before.begin, std::max(read.begin, 0));
    ASSERT_GE(before.end, std::min(read.end, chain.convs[conv - 1].rows));
    ASSERT_LE(before.end - std::max(read.begin, 0), chain.ring_rows[conv - 1]);
  }
  EXPECT_EQ(done.back().begin, wanted.begin);
  EXPECT_EQ(done.back().end, wanted.end);
}

TEST(Plan, SchedulesReadWhatTheirRingsHold) {
  for (int kernel : {3, 5}) {
    for (int stride : {1, 2, 3}) {
      SCOPED_TRACE("kernel " + std::to_string(kernel) + ", stride " + std::to_string(stride));
      const Plan plan = filter_plan(43, kernel, stride);
      const auto& chain = std::get<ConvChain>(plan.steps.back().work);
      ASSERT_EQ(chain.convs.size(), 3u);
      for (int begin = 0; begin < chain.convs.back().rows; ++begin) {
        for (int end = begin + 1; end <= chain.convs.back().rows; ++end) expect_sound(chain, {begin, end});
      }
    }
  }
}

TEST(Plan, StripFusionNeedsLessMemoryThanLayerByLayer) {
  const Plan fused = plan_of(inverted_residual());
  const Plan apart = plan_of(inverted_residual(), {.fuse_strips = false});

  EXPECT_EQ(apart.steps.size(), 4u);
  EXPECT_LT(fused.arena_floats + fused.scratch_floats, apart.arena_floats / 2);
}

TEST(Plan, HeadsAreWrittenStraightIntoTheOutput) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 8, 8, 24});
  const TensorId fine = builder.op(OpKind::kReshape, {builder.conv(x, {1, 8, 8, 12})}, {1, 128, 6});
  const TensorId coarse = builder.op(OpKind::kReshape, {builder.conv(x, {1, 8, 8, 6})}, {1, 64, 6});
  const Model model =
      builder.build({builder.op(OpKind::kConcatenation, {fine, coarse}, {1, 192, 6}, ConcatenationParams{.axis = 1})});

  const Plan plan = plan_of(model);

  // The input, which is dense and has too many channels for a first convolution, is converted; nothing else is moved.
  ASSERT_EQ(plan.steps.size(), 3u) << plan.to_string();
  EXPECT_TRUE(std::holds_alternative<ConvertStep>(plan.steps[0].work));
  EXPECT_TRUE(std::holds_alternative<ConvChain>(plan.steps[1].work));
  EXPECT_TRUE(std::holds_alternative<ConvChain>(plan.steps[2].work));
}

TEST(Plan, TellsWhatItDoes) {
  const std::string text = plan_of(inverted_residual()).to_string();

  EXPECT_NE(text.find("depthwise 3x3 96->96 relu6 | conv 1x1 96->16 +same"), std::string::npos) << text;
  EXPECT_NE(text.find("[1,40,40,16]"), std::string::npos) << text;
  EXPECT_NE(text.find("arena "), std::string::npos) << text;
}

Status plan_error(const Model& model) {
  PlanOptions options;
  options.kernels = &kernels_for(Isa::kScalar);
  const auto plan = make_plan(model, options);
  return plan.ok() ? ok_status() : plan.error();
}

TEST(Plan, AModelOfTwoInputsIsRefusedByName) {
  ModelBuilder builder;
  const TensorId a = builder.input({1, 4, 4, 8}), b = builder.input({1, 4, 4, 8});

  const Status error = plan_error(builder.build({builder.add(a, b)}));

  EXPECT_EQ(error.code(), StatusCode::kUnimplemented);
  EXPECT_NE(error.message().find("'built'"), std::string::npos) << error.message();
}

TEST(Plan, AModelThatWantsAllMemoryIsRefused) {
  const Shape in{1, 2000, 2000, 16};
  DepthwiseConv2dParams wide;  // 60,000 pixels of zeros on both sides of every row
  wide.kernel_h = 1, wide.kernel_w = 60001, wide.stride_w = 4000;
  wide.padding = {0, 0, 60000, 60000};
  ModelBuilder builder;
  const TensorId x = builder.conv(builder.input({1, 2000, 2000, 3}), in);

  // Two readers: no strips.
  const Status error = plan_error(
      builder.build({builder.depthwise(x, {1, 2000, 16, 16}, wide), builder.depthwise(x, {1, 2000, 16, 16}, wide)}));

  EXPECT_EQ(error.code(), StatusCode::kResourceExhausted) << error.to_string();
  EXPECT_NE(error.message().find("'built'"), std::string::npos) << error.message();
}

TEST(Plan, IntegersAreRefusedByName) {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 4, 4, 8});
  Model model = builder.unchecked({builder.op(OpKind::kRelu, {x}, {1, 4, 4, 8})});
  model.tensors[1].dtype = DType::kInt8;

  const Status error = plan_error(model);

  EXPECT_EQ(error.code(), StatusCode::kUnimplemented);
  EXPECT_NE(error.message().find("'t1'"), std::string::npos) << error.message();
}

TEST(Plan, ComputedWeightsAreRefusedByOperator) {
  for (int outputs : {2, 128}) {
    ModelBuilder builder;
    const TensorId x = builder.input({1, 1, 1, 4 * outputs});
    const TensorId weights = builder.op(OpKind::kReshape, {x}, {outputs, 1, 1, 4});
    const TensorId vector =
        builder.op(OpKind::kStridedSlice, {x}, {1, 1, 1, 4}, StridedSliceParams{{0, 0, 0, 0}, {1, 1, 1, 1}});
    const TensorId out = builder.op(OpKind::kConv2d, {vector, weights, kNoTensor, kNoTensor, kNoTensor},
                                    {1, 1, 1, outputs}, Conv2dParams{});
    Model model = builder.unchecked({out});
    model.tensor(weights).shape = {1, 1, outputs, 4};  // four axes with a batch of 1, as the engine takes them

    const Status error = plan_error(model);

    EXPECT_EQ(error.code(), StatusCode::kUnimplemented);
    EXPECT_NE(error.message().find("CONV_2D"), std::string::npos) << error.message();
  }
}

}  // namespace
}  // namespace saccade::cpu
