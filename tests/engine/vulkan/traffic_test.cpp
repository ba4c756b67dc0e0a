// What goes between host and device for one frame of a tracked face, and what the host does for it.
#include <gtest/gtest.h>

#include "engine/test_files.h"
#include "engine/vulkan/faulty_api.h"
#include "model/tflite.h"
#include "test_engine.h"

namespace saccade::vulkan {
namespace {

constexpr uintmax_t kFaceLandmarkBytes = 1241896;

Image picture(uint8_t shade) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, 1280, 720);
  for (int y = 0; y < 720; ++y) {
    for (int x = 0; x < 3 * 1280; ++x) builder.row(y)[x] = static_cast<uint8_t>(shade + x * y / 64);
  }
  return std::move(builder).finish();
}

// A face that moves from frame to frame.
Roi face(int frame) {
  const auto moved = static_cast<float>(frame);
  return {.center_x = 600 + 3 * moved, .center_y = 350 - moved, .width = 300, .height = 300, .rotation = 0.05f * moved};
}

class TrackedFace : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    const auto path = model_file("face_landmark.tflite", kFaceLandmarkBytes);
    if (!path) GTEST_SKIP() << "skipped: no face_landmark.tflite (SACCADE_MODELS, SACCADE_SHARED)";
    faulty_ = std::make_unique<FaultyApi>();
    if (!faulty_->ok()) GTEST_SKIP() << "skipped: no Vulkan loader";
    const auto instance = Instance::create(faulty_->api(), {});
    if (!instance.ok()) GTEST_SKIP() << "skipped: " << instance.error().message();
    const DeviceOptions options{.force_staging = GetParam(), .fake_incoherent = GetParam()};
    engine_ = *VulkanEngine::create(*Device::create(*instance, (*instance)->devices().front(), options), {});
    const auto model = load_tflite(*path);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    session_ = *engine_->prepare(*model, {});
  }

  void track(int frame) {
    const Image image = picture(static_cast<uint8_t>(frame));
    const Roi roi = face(frame);
    const auto crop = engine_->warp_to_tensor(image, {&roi, 1}, {.width = 192, .height = 192});
    ASSERT_TRUE(crop.ok()) << crop.error().to_string();
    const auto results = session_->run(*crop);
    ASSERT_TRUE(results.ok()) << results.error().to_string();
    for (const Tensor& result : *results) ASSERT_TRUE(result.floats().ok());
  }

  std::unique_ptr<FaultyApi> faulty_;  // outlives what is made through it
  std::shared_ptr<VulkanEngine> engine_;
  std::unique_ptr<Session> session_;
};

TEST_P(TrackedFace, AFrameIsOneUploadOneSubmissionOneWaitAndAFewBytesBack) {
  for (int frame = 0; frame < 4; ++frame) track(frame);
  const Traffic before = engine_->traffic();

  for (int frame = 4; frame < 14; ++frame) track(frame);

  const Traffic after = engine_->traffic();
  EXPECT_EQ(after.uploads - before.uploads, 10U);
  EXPECT_EQ(after.submits - before.submits, 10U);
  EXPECT_EQ(after.waits - before.waits, 10U);
  EXPECT_LE(after.readbacks - before.readbacks, 20U);
  EXPECT_LE(after.readback_bytes - before.readback_bytes, 10U * (16 << 10));
  EXPECT_LE(after.upload_bytes - before.upload_bytes, 10U * 1280 * 720 * 3 / 4) << "only what the crop reads";
}

TEST_P(TrackedFace, ASteadyFrameRecordsAndAllocatesNothing) {
  for (int frame = 0; frame < 14; ++frame) track(frame);
  faulty_->clear();

  for (int frame = 0; frame < 14; ++frame) track(frame);

  EXPECT_EQ(faulty_->count("vkQueueSubmit"), 14);
  for (const char* call : {"vkBeginCommandBuffer", "vkAllocateCommandBuffers", "vkAllocateDescriptorSets",
                           "vkUpdateDescriptorSets", "vkCreateBuffer", "vkAllocateMemory", "vkMapMemory",
                           "vkCreateComputePipelines", "vkCreateFence", "vkCreateCommandPool"}) {
    EXPECT_EQ(faulty_->count(call), 0) << call;
  }
}

TEST_P(TrackedFace, AnImageThatIsReadAsAWholeIsUploadedOnce) {
  const Image image = picture(7);
  const Roi whole{.center_x = 640, .center_y = 360, .width = 1280, .height = 1280};
  const Traffic before = engine_->traffic();
  std::vector<Tensor> crops;
  crops.push_back(*engine_->warp_to_tensor(image, {&whole, 1}, {.width = 128, .height = 128}));
  for (int frame = 0; frame < 5; ++frame) {
    const Roi roi = face(frame);
    crops.push_back(*engine_->warp_to_tensor(image, {&roi, 1}, {.width = 192, .height = 192}));
  }
  EXPECT_EQ(engine_->traffic().uploads - before.uploads, 1U);
  EXPECT_EQ(engine_->traffic().submits, before.submits);
}

TEST_P(TrackedFace, PartsOfAnImageAreUploadedUntilTheyAreHalfOfIt) {
  const Image image = picture(7);
  const Traffic before = engine_->traffic();
  for (int round = 0; round < 3; ++round) {
    for (float x : {150.f, 450.f, 750.f, 1050.f}) {
      const Roi roi{.center_x = x, .center_y = 360, .width = 200, .height = 500};
      ASSERT_TRUE(engine_->warp_to_tensor(image, {&roi, 1}, {.width = 64, .height = 64}).ok());
    }
  }
  const Traffic after = engine_->traffic();
  EXPECT_LE(after.uploads - before.uploads, 5U);
  EXPECT_LE(after.upload_bytes - before.upload_bytes, 1280U * 720 * 3 * 3 / 2 + 64);
}

INSTANTIATE_TEST_SUITE_P(Memory, TrackedFace, testing::Bool(),
                         [](const auto& info) { return info.param ? "staging" : "unified"; });

}  // namespace
}  // namespace saccade::vulkan
