// Masks and pictures that stay on the device: what goes between host and device, and the CPU engine's results.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "engine/cpu/cpu_engine.h"
#include "test_engine.h"

namespace saccade::vulkan {
namespace {

constexpr unsigned kSeed = 20261120;

class ImagesOnTheDevice : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    const auto device = shared_test_device({.force_staging = GetParam()});
    if (!device.ok()) GTEST_SKIP() << "skipped: " << device.error().message();
    engine_ = *VulkanEngine::create(*device, {});
    cpu_ = *cpu::CpuEngine::create({});
    RecordProperty("seed", static_cast<int>(kSeed));
  }

  Image picture(PixelFormat format, int width, int height) {
    ImageBuilder builder = *ImageBuilder::create(format, width, height);
    for (int y = 0; y < height; ++y) {
      for (int b = 0; b < width * bytes_per_pixel(format); ++b) builder.row(y)[b] = static_cast<uint8_t>(random_());
    }
    return std::move(builder).finish();
  }

  Image mask(int width, int height) {
    ImageBuilder builder = *ImageBuilder::create(PixelFormat::kGrayF32, width, height);
    std::uniform_real_distribution<float> uniform(0, 1);
    for (int y = 0; y < height; ++y) {
      std::generate_n(reinterpret_cast<float*>(builder.row(y)), width, [&] { return uniform(random_); });
    }
    return std::move(builder).finish();
  }

  std::mt19937 random_{kSeed};
  std::shared_ptr<VulkanEngine> engine_;
  std::shared_ptr<cpu::CpuEngine> cpu_;
};

INSTANTIATE_TEST_SUITE_P(Memory, ImagesOnTheDevice, testing::Bool(),
                         [](const auto& info) { return info.param ? "staging" : "unified"; });

// The largest difference of a byte.
int worst_byte(const Image& a, const Image& b) {
  int worst = 0;
  const HostPixels x = *a.host(), y = *b.host();
  const int row_bytes = a.width() * bytes_per_pixel(a.format());
  for (int row = 0; row < a.height(); ++row) {
    for (int i = 0; i < row_bytes; ++i) {
      worst = std::max(worst, std::abs(x.data[row * x.stride_bytes + i] - y.data[row * y.stride_bytes + i]));
    }
  }
  return worst;
}

double worst_value(const Image& a, const Image& b) {
  double worst = 0;
  const HostPixels x = *a.host(), y = *b.host();
  for (int row = 0; row < a.height(); ++row) {
    const auto* x_row = reinterpret_cast<const float*>(x.data + row * x.stride_bytes);
    const auto* y_row = reinterpret_cast<const float*>(y.data + row * y.stride_bytes);
    for (int i = 0; i < a.width(); ++i) worst = std::max(worst, std::abs(double{x_row[i]} - double{y_row[i]}));
  }
  return worst;
}

struct Chain {
  Image smooth, picture;
};

// What segmentation does with a frame; the tensor is a gray crop, which needs no network.
Chain segmented(Engine& engine, const Image& frame, const Image& background, const Image& previous) {
  const Roi roi{.center_x = 100, .center_y = 60, .width = 150, .height = 90, .rotation = 0.2f};
  const Tensor crop = *engine.warp_to_tensor(frame, {&roi, 1}, {.width = 64, .height = 48, .channels = 1});
  const Image small = *engine.tensor_to_mask(crop, {MaskActivation::kNone, 0, {32, 40}});
  const PixelMap map = {0.2, -0.03, 1.5, 0.04, 0.3, -2.25};
  const Image warped = *engine.warp_mask(small, map, {frame.width(), frame.height()}, Border::kZero);
  const Image smooth = *engine.smooth_mask(warped, previous, 0.7f);
  return {smooth, *engine.blend(frame, background, smooth)};
}

TEST_P(ImagesOnTheDevice, AChainIsOneSubmissionAndOneWaitAndNothingGoesUpTwice) {
  const Image frame = picture(PixelFormat::kRgb8, 203, 121), background = picture(PixelFormat::kBgra8, 203, 121);
  const Image previous = mask(203, 121);
  const Chain first = segmented(*engine_, frame, background, previous);
  const Chain expected = segmented(*cpu_, frame, background, previous);

  const Traffic made = engine_->traffic();
  EXPECT_EQ(made.submits, 0U);
  ASSERT_TRUE(first.picture.host().ok());
  const Traffic read = engine_->traffic();
  EXPECT_EQ(read.submits, 1U);
  EXPECT_EQ(read.waits, 1U);
  EXPECT_EQ(read.readbacks, 1U);
  EXPECT_LE(read.uploads, 4U) << "what the crop reads, the frame, the background and the mask before";
  EXPECT_LE(worst_byte(first.picture, expected.picture), 1);
  EXPECT_LE(worst_value(first.smooth, expected.smooth), 1e-4);

  // The mask of the frame before is there already.
  const Chain second = segmented(*engine_, frame, background, first.smooth);
  ASSERT_TRUE(second.picture.host().ok());
  EXPECT_EQ(engine_->traffic().uploads, read.uploads);
  const Chain expected_second = segmented(*cpu_, frame, background, expected.smooth);
  EXPECT_LE(worst_byte(second.picture, expected_second.picture), 1);
}

TEST_P(ImagesOnTheDevice, APictureOutOfFocusIsThatOfTheCpuAndBlendsWhereItLies) {
  for (const PixelFormat format : {PixelFormat::kRgb8, PixelFormat::kGray8, PixelFormat::kBgra8}) {
    const Image sharp = picture(format, 157, 83);
    for (const float sigma : {0.f, 0.4f, 1.f, 5.f, 9.f, 33.f, 2000.f}) {
      EXPECT_LE(worst_byte(*engine_->blur(sharp, sigma), *cpu_->blur(sharp, sigma)), 1) << sigma;
    }
  }
  const Image sharp = picture(PixelFormat::kRgb8, 98, 41), shares = mask(98, 41);
  const auto focused = [&](Engine& engine) { return *engine.blend(sharp, *engine.blur(sharp, 6), shares); };
  const Traffic before = engine_->traffic();
  const Image here = focused(*engine_);
  EXPECT_LE(worst_byte(here, focused(*cpu_)), 2) << "1 of the blur, 1 of the blend";
  EXPECT_EQ(engine_->traffic().submits - before.submits, 1U);
  EXPECT_EQ(engine_->traffic().uploads - before.uploads, 2U);
}

TEST_P(ImagesOnTheDevice, AnImageOfAnotherEngineIsFetchedThere) {
  const auto other = *VulkanEngine::create(*shared_test_device({.force_staging = GetParam()}), {});
  const Image now = mask(33, 17), before = mask(33, 17);
  const Image there = *other->smooth_mask(now, before, 0.5f);
  const Image here = *engine_->smooth_mask(there, before, 0.5f);
  const Image expected = *cpu_->smooth_mask(*cpu_->smooth_mask(now, before, 0.5f), before, 0.5f);
  EXPECT_LE(worst_value(here, expected), 1e-5);
  EXPECT_EQ(other->traffic().readbacks, 1U);
}

TEST_P(ImagesOnTheDevice, MapsThatLeaveAllBoundsReadTheBorder) {
  const Image small = mask(20, 10);
  const PixelMap maps[] = {
      {1e30, 0, 1e30, 0, 1e30, 1e30}, {1, 0, 1e300, 0, 1, 0}, {1, 0, -1e300, 0, 1, 0}, {0, 0, 0, 0, 0, 2147483647.0}};
  for (const PixelMap& map : maps) {
    const Image outside = *engine_->warp_mask(small, map, {300, 200}, Border::kZero);
    EXPECT_EQ(worst_value(outside, *cpu_->warp_mask(small, map, {300, 200}, Border::kZero)), 0);
    const Image nearest = *engine_->warp_mask(small, map, {300, 200}, Border::kReplicate);
    EXPECT_LE(worst_value(nearest, *cpu_->warp_mask(small, map, {300, 200}, Border::kReplicate)), 1e-4);
  }
}

// Memory is used again while what was made before is still held.
TEST_P(ImagesOnTheDevice, ManyMasksAtOnceKeepTheirPixels) {
  const Image before = mask(50, 40);
  std::vector<Image> sources, results;
  for (int i = 0; i < 100; ++i) {
    sources.push_back(mask(50, 40));
    results.push_back(*engine_->smooth_mask(sources.back(), before, 0.9f));
    if (i % 3 == 0) {
      EXPECT_TRUE(
          engine_->blend(picture(PixelFormat::kRgb8, 50, 40), picture(PixelFormat::kGray8, 50, 40), before).ok());
    }
  }
  for (size_t i = 0; i < results.size(); ++i) {
    EXPECT_LE(worst_value(results[i], *cpu_->smooth_mask(sources[i], before, 0.9f)), 1e-5) << i;
  }
}

}  // namespace
}  // namespace saccade::vulkan
