// The engine on a device that is lost, or whose calls fail: what was asked for fails once, clearly; then all works
// again.
#include <gtest/gtest.h>

#include "engine/vulkan/faulty_api.h"
#include "support/model_builder.h"
#include "test_engine.h"

namespace saccade::vulkan {
namespace {

Model small_model() {
  ModelBuilder builder;
  const TensorId x = builder.prelu(builder.input({1, 24, 24, 3}));
  return builder.build({builder.op(OpKind::kMean, {x}, {1, 3}, MeanParams{{1, 2}, false})});
}

Image picture() {
  const std::vector<uint8_t> pixels(64 * 48 * 3, 77);
  return *Image::copy(PixelFormat::kRgb8, 64, 48, {pixels.data(), 64 * 3});
}

class EngineWithFaults : public testing::Test {
 protected:
  void SetUp() override {
    faulty_ = std::make_unique<FaultyApi>();
    if (!faulty_->ok() || !make().ok()) GTEST_SKIP() << "skipped: no Vulkan device";
  }
  void TearDown() override {
    drop();
    ASSERT_NE(faulty_, nullptr);
    EXPECT_EQ(faulty_->alive(), "");
  }
  void drop() {
    session_.reset();
    engine_.reset();
  }
  // With copies, so that every kind of call takes part.
  Status make() {
    drop();
    const auto instance = SACCADE_TRY(Instance::create(faulty_->api(), {}));
    const auto device = SACCADE_TRY(
        Device::create(instance, instance->devices().front(), {.force_staging = true, .fake_incoherent = true}));
    engine_ = SACCADE_TRY(VulkanEngine::create(device, {.poison_memory = true}));
    return ok_status();
  }
  Status prepare() {
    session_ = SACCADE_TRY(engine_->prepare(small_model(), {.wanted_outputs = {}, .precision = Precision::kFloat32}));
    return ok_status();
  }
  // Not read.
  Result<Tensor> start(const Image& image) {
    const Roi roi{.center_x = 32, .center_y = 24, .width = 30, .height = 30, .rotation = 0.3f};
    const Tensor crop = SACCADE_TRY(engine_->warp_to_tensor(image, {&roi, 1}, {.width = 24, .height = 24}));
    return SACCADE_TRY(session_->run(crop))[0];
  }
  Result<std::vector<float>> frame(const Image& image) {
    const Tensor result = SACCADE_TRY(start(image));
    const std::span<const float> values = SACCADE_TRY(result.floats());
    return std::vector<float>(values.begin(), values.end());
  }

  std::unique_ptr<FaultyApi> faulty_;
  std::shared_ptr<VulkanEngine> engine_;
  std::unique_ptr<Session> session_;
};

TEST_F(EngineWithFaults, AfterALossAllThatWasPendingFailsAndTheNextRunIsRight) {
  for (const char* call : {"vkQueueSubmit", "vkGetFenceStatus", "vkWaitForFences"}) {
    SCOPED_TRACE(call);
    ASSERT_TRUE(make().ok());
    ASSERT_TRUE(prepare().ok());
    const Image image = picture();
    const std::vector<float> want = *frame(image);
    const Tensor kept = *start(image);
    ASSERT_TRUE(kept.floats().ok());

    faulty_->clear();
    faulty_->answer(call, 0, 1, VK_ERROR_DEVICE_LOST);
    const auto first = start(image), second = start(image);
    const auto first_values = first->floats(), second_values = second->floats();
    if (faulty_->failed().empty()) continue;  // the wait needed no such call

    EXPECT_EQ(first_values.error().code(), StatusCode::kUnavailable);
    EXPECT_EQ(second_values.error().code(), StatusCode::kUnavailable);
    EXPECT_EQ(first->floats().error().code(), StatusCode::kUnavailable) << "still";
    EXPECT_TRUE(kept.floats().ok()) << "was read before";
    const auto next = frame(image);
    ASSERT_TRUE(next.ok()) << next.error().to_string();
    EXPECT_EQ(*next, want);
    EXPECT_EQ(*frame(picture()), want);
  }
}

TEST_F(EngineWithFaults, AnInputThatWasLostFailsTheRunAndOneThatWasReadIsUploaded) {
  ASSERT_TRUE(prepare().ok());
  const Image image = picture();
  const Roi roi{.center_x = 32, .center_y = 24, .width = 30, .height = 30};
  const WarpSpec spec{.width = 24, .height = 24};
  const Tensor read = *engine_->warp_to_tensor(image, {&roi, 1}, spec);
  ASSERT_TRUE(read.floats().ok());
  const Tensor lost = *engine_->warp_to_tensor(image, {&roi, 1}, spec);
  faulty_->clear();
  faulty_->answer("vkQueueSubmit", 0, 1, VK_ERROR_DEVICE_LOST);
  ASSERT_FALSE(frame(image).ok());

  EXPECT_EQ(session_->run(lost).error().code(), StatusCode::kUnavailable);
  const auto again = session_->run(read);
  ASSERT_TRUE(again.ok()) << again.error().to_string();
  EXPECT_TRUE((*again)[0].floats().ok());
}

TEST_F(EngineWithFaults, ASecondLossWithinAMinuteIsAnErrorThatStays) {
  ASSERT_TRUE(prepare().ok());
  const Image image = picture();
  for (int loss = 0; loss < 2; ++loss) {
    ASSERT_TRUE(frame(image).ok());
    faulty_->clear();
    faulty_->answer("vkQueueSubmit", 0, 1, VK_ERROR_DEVICE_LOST);
    EXPECT_EQ(frame(image).error().code(), StatusCode::kUnavailable);
  }
  for (int again = 0; again < 2; ++again) {
    const Status status = frame(image).error();
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_NE(status.message().find("twice within a minute"), std::string::npos) << status.message();
  }
  EXPECT_EQ(prepare().code(), StatusCode::kUnavailable);
}

// Submissions go out by themselves when much is pending, anywhere between what carries an image there and what reads
// it.
TEST_F(EngineWithFaults, NothingIsComputedFromWhatWasNotSubmitted) {
  for (int failing = 0; failing < 3; ++failing) {
    ASSERT_TRUE(make().ok());
    faulty_->clear();
    faulty_->answer("vkQueueSubmit", failing, 1, VK_ERROR_OUT_OF_HOST_MEMORY);
    ASSERT_TRUE(prepare().ok());
    std::vector<Result<Tensor>> results;
    for (int run = 0; run < 70; ++run) results.push_back(start(picture()));
    int right = 0, failed = 0;
    for (const Result<Tensor>& result : results) {
      const auto values = result.ok() ? result->floats() : Result<std::span<const float>>(result.error());
      if (!values.ok()) {
        EXPECT_EQ(values.error().code(), StatusCode::kResourceExhausted) << values.error().to_string();
        ++failed;
        continue;
      }
      ASSERT_EQ(std::vector<float>(values->begin(), values->end()), *frame(picture()));
      ++right;
    }
    EXPECT_EQ(faulty_->failed(), "vkQueueSubmit");
    EXPECT_GT(right, 0);
    EXPECT_GT(failed, 0);
  }
}

// Whatever fails once, the caller hears of it or it does not matter; nothing is left behind, no later result is wrong.
TEST_F(EngineWithFaults, EveryCallMayFailOnce) {
  const Image image = picture();
  ASSERT_TRUE(prepare().ok());
  const std::vector<float> want = *frame(image);
  drop();
  faulty_->clear();
  const auto life = [&]() -> Status {
    SACCADE_TRY(make());
    SACCADE_TRY(prepare());
    if (SACCADE_TRY(frame(image)) != want) return internal_error("wrong numbers");
    return ok_status();
  };
  ASSERT_TRUE(life().ok());
  const int calls = faulty_->calls();
  EXPECT_GT(calls, 60);
  for (const VkResult result : {VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_DEVICE_MEMORY}) {
    for (int call = 0; call < calls; ++call) {
      drop();
      faulty_->clear();
      faulty_->fail_call(call, result);
      const Status status = life();
      SCOPED_TRACE("call " + std::to_string(call) + ", " + faulty_->failed() + ": " + status.to_string());
      EXPECT_NE(status.code(), StatusCode::kInternal);
      if (engine_ && !status.ok()) {
        if (!session_) {
          EXPECT_TRUE(prepare().ok());
        }
        const auto next = frame(image);
        ASSERT_TRUE(next.ok()) << next.error().to_string();
        EXPECT_EQ(*next, want);
      }
      drop();
      EXPECT_EQ(faulty_->alive(), "");
    }
  }
}

// The operations on masks and pictures in a row, each on what the one before left on the device.
Result<std::vector<uint8_t>> composed(VulkanEngine& engine, const Image& image) {
  const Roi roi{.center_x = 32, .center_y = 24, .width = 30, .height = 30};
  const Tensor crop = SACCADE_TRY(engine.warp_to_tensor(image, {&roi, 1}, {.width = 24, .height = 24}));
  const Size size{image.width(), image.height()};
  const Image mask = SACCADE_TRY(engine.tensor_to_mask(crop, {MaskActivation::kSigmoid, 1, size}));
  const Image warped = SACCADE_TRY(engine.warp_mask(mask, {1, 0, 3, 0, 1, -2}, size, Border::kZero));
  const Image smooth = SACCADE_TRY(engine.smooth_mask(warped, mask, 0.5f));
  const Image result = SACCADE_TRY(engine.blend(image, SACCADE_TRY(engine.blur(image, 5)), smooth));
  const HostPixels pixels = SACCADE_TRY(result.host());
  std::vector<uint8_t> bytes;
  for (int y = 0; y < size.height; ++y) {
    const uint8_t* row = pixels.data + y * pixels.stride_bytes;
    bytes.insert(bytes.end(), row, row + ptrdiff_t{3} * size.width);
  }
  return bytes;
}

TEST_F(EngineWithFaults, EveryCallOfAnImageOperationMayFailOnce) {
  std::vector<uint8_t> noise(64 * 48 * 3);
  for (size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<uint8_t>(i * i / 7);
  const Image image = *Image::copy(PixelFormat::kRgb8, 64, 48, {noise.data(), 64 * 3});
  const std::vector<uint8_t> want = *composed(*engine_, image);
  drop();
  faulty_->clear();
  ASSERT_TRUE(make().ok());
  const int made = faulty_->calls();
  ASSERT_TRUE(composed(*engine_, image).ok());
  const int calls = faulty_->calls();
  EXPECT_GT(calls - made, 60);
  for (const VkResult result : {VK_ERROR_DEVICE_LOST, VK_ERROR_OUT_OF_DEVICE_MEMORY}) {
    for (int call = made; call < calls; ++call) {
      drop();
      faulty_->clear();
      ASSERT_TRUE(make().ok());
      faulty_->fail_call(call, result);
      const auto first = composed(*engine_, image);
      SCOPED_TRACE("call " + std::to_string(call) + ", " + faulty_->failed() + ": " + first.error().to_string());
      if (first.ok()) {
        EXPECT_EQ(*first, want);
      }
      const auto next = composed(*engine_, image);
      ASSERT_TRUE(next.ok()) << next.error().to_string();
      EXPECT_EQ(*next, want);
      drop();
      EXPECT_EQ(faulty_->alive(), "");
    }
  }
}

}  // namespace
}  // namespace saccade::vulkan
