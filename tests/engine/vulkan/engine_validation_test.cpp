// The engine under the validation layer: it finds nothing in what we do, and a barrier that is left out at once.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/vulkan/ops/vulkan_session.h"
#include "support/model_builder.h"
#include "test_engine.h"

namespace saccade::vulkan {
namespace {

// Convolutions of several kinds, a residual, a head, values that share memory over time, all in a chain: every level
// reads what the one before wrote.
Model chained_model() {
  ModelBuilder builder;
  Conv2dParams first;
  first.kernel_h = first.kernel_w = 3, first.stride_h = first.stride_w = 2;
  first.padding = {0, 1, 0, 1};
  DepthwiseConv2dParams depthwise;
  depthwise.kernel_h = depthwise.kernel_w = 3;
  depthwise.padding = {1, 1, 1, 1};
  const Shape shape{1, 12, 12, 8};
  const TensorId x = builder.prelu(builder.conv(builder.input({1, 24, 24, 3}), shape, first));
  const TensorId sum = builder.add(builder.conv(builder.depthwise(x, shape, depthwise), shape), x);
  const TensorId pooled = builder.op(OpKind::kMaxPool2d, {sum}, {1, 6, 6, 8}, Pool2dParams{});
  const TensorId mean = builder.op(OpKind::kMean, {pooled}, {1, 8}, MeanParams{{1, 2}, false});
  return builder.build({mean, builder.op(OpKind::kLogistic, {pooled}, {1, 6, 6, 8})});
}

class EngineUnderValidation : public testing::TestWithParam<bool> {
 protected:
  // False where there is no layer or no device.
  bool open(Validation validation) {
    const auto instance = Instance::create({.loader = {}, .validation = validation});
    if (!instance.ok()) {
      why_ = instance.error().message();
      return false;
    }
    instance_ = *instance;
    return true;
  }
  std::shared_ptr<VulkanEngine> engine(const VulkanEngineOptions& options) {
    const auto device = Device::create(instance_, instance_->devices().front(), {.force_staging = GetParam()});
    EXPECT_TRUE(device.ok()) << device.error().to_string();
    return *VulkanEngine::create(*device, options);
  }
  // Every operation on masks and pictures, each on what the one before made.
  static Status segmented(VulkanEngine& engine, const Image& image, const Tensor& tensor) {
    const Image small = SACCADE_TRY(engine.tensor_to_mask(tensor, {MaskActivation::kSigmoid, 3, {20, 20}}));
    const PixelMap map = {0.3, 0.1, -2, -0.1, 0.4, 1};
    const Image mask = SACCADE_TRY(engine.warp_mask(small, map, {image.width(), image.height()}, Border::kZero));
    const Image smooth = SACCADE_TRY(engine.smooth_mask(mask, mask, 0.7f));
    const Image blurred = SACCADE_TRY(engine.blur(image, 9));
    SACCADE_TRY(SACCADE_TRY(engine.blend(image, blurred, smooth)).host());
    SACCADE_TRY(mask.host());
    return ok_status();
  }
  // Two frames of one image each, and what went wrong.
  static Status frames(VulkanEngine& engine, Session& session) {
    const Roi roi{.center_x = 32, .center_y = 24, .width = 30, .height = 30, .rotation = 0.3f};
    for (uint8_t shade : {7, 77}) {
      const std::vector<uint8_t> pixels(64 * 48 * 3, shade);
      const Image image = SACCADE_TRY(Image::copy(PixelFormat::kRgb8, 64, 48, {pixels.data(), 64 * 3}));
      const Tensor crop = SACCADE_TRY(engine.warp_to_tensor(image, {&roi, 1}, {.width = 24, .height = 24}));
      const std::vector<Tensor> first = SACCADE_TRY(session.run(crop)), second = SACCADE_TRY(session.run(crop));
      SACCADE_TRY(segmented(engine, image, first[1]));
      for (const Tensor& tensor : {first[0], first[1], second[0], crop}) SACCADE_TRY(tensor.host());
    }
    return ok_status();
  }
  bool found(const std::string& words) const {
    const std::vector<std::string> messages = instance_->validation_messages();
    return std::any_of(messages.begin(), messages.end(),
                       [&](const std::string& message) { return message.find(words) != std::string::npos; });
  }

  std::shared_ptr<const Instance> instance_;
  std::string why_;
};

TEST_P(EngineUnderValidation, NoKindOfValidationFindsAnything) {
  for (const Validation validation : {Validation::kCore, Validation::kSynchronisation, Validation::kGpuAssisted}) {
    SCOPED_TRACE(static_cast<int>(validation));
    if (!open(validation)) GTEST_SKIP() << "skipped: " << why_;
    for (const Precision precision : {Precision::kFloat32, Precision::kFloat16}) {
      const auto engine = this->engine({});
      const auto session = *engine->prepare(chained_model(), {.wanted_outputs = {}, .precision = precision});
      const Status status = frames(*engine, *session);
      EXPECT_TRUE(status.ok()) << status.to_string();
    }
    for (const std::string& message : instance_->validation_messages()) ADD_FAILURE() << message;
  }
}

// lavapipe computes one dispatch after the other and gives the right numbers without any barrier: only this sees it.
TEST_P(EngineUnderValidation, ADroppedBarrierIsFound) {
  if (!open(Validation::kSynchronisation)) GTEST_SKIP() << "skipped: " << why_;
  const auto whole = engine({});
  const auto made = *whole->prepare(chained_model(), {});
  const int levels = (*dynamic_cast<VulkanSession&>(*made).plan(1))->level_count;
  ASSERT_GE(levels, 4);
  for (int level = 1; level < levels; ++level) {
    ASSERT_TRUE(open(Validation::kSynchronisation));
    const auto engine = this->engine({.dropped_barrier = level});
    const auto session = *engine->prepare(chained_model(), {});
    EXPECT_TRUE(frames(*engine, *session).ok());
    EXPECT_TRUE(found("SYNC-HAZARD")) << "without the barrier before level " << level;
  }
}

INSTANTIATE_TEST_SUITE_P(Memory, EngineUnderValidation, testing::Bool(),
                         [](const auto& info) { return info.param ? "staging" : "unified"; });

}  // namespace
}  // namespace saccade::vulkan
