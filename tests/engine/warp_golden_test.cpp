// MediaPipe's own golden crops (mediapipe/calculators/tensor/testdata/image_to_tensor), with the cases of its
// image_to_tensor_calculator_test.cc.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

#include "engine/cpu/cpu_engine.h"
#include "saccade/video.h"
#include "vulkan/test_engine.h"

namespace saccade::cpu {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr NormalizedRect kMedium{.x_center = 0.65f, .y_center = 0.4f, .width = 0.5f, .height = 0.5f};
constexpr NormalizedRect kLarge{.x_center = 0.5f, .y_center = 0.5f, .width = 1.5f, .height = 1.1f};
constexpr NormalizedRect kWhole{.x_center = 0.5f, .y_center = 0.5f, .width = 1, .height = 1};

struct Case {
  std::string golden;
  NormalizedRect rect;
  float rotation;
  Size tensor;
  bool keep_aspect;
  Border border = Border::kReplicate;
  Interpolation interpolation = Interpolation::kBilinear;
};

const Case kCases[] = {
    {"medium_sub_rect_keep_aspect", kMedium, 0, {256, 256}, true},
    {"medium_sub_rect_keep_aspect_border_zero", kMedium, 0, {256, 256}, true, Border::kZero},
    {"medium_sub_rect_keep_aspect_with_rotation", kMedium, kPi / 2, {256, 256}, true},
    {"medium_sub_rect_keep_aspect_with_rotation_border_zero", kMedium, kPi / 2, {256, 256}, true, Border::kZero},
    {"medium_sub_rect_with_rotation", kMedium, -kPi / 4, {256, 256}, false},
    {"medium_sub_rect_with_rotation_border_zero", kMedium, -kPi / 4, {256, 256}, false, Border::kZero},
    {"medium_sub_rect_with_rotation_border_zero_interp_cubic",
     kMedium,
     -kPi / 4,
     {256, 256},
     false,
     Border::kZero,
     Interpolation::kBicubic},
    {"large_sub_rect", kLarge, 0, {128, 128}, false},
    {"large_sub_rect_border_zero", kLarge, 0, {128, 128}, false, Border::kZero},
    {"large_sub_rect_keep_aspect", kLarge, 0, {128, 128}, true},
    {"large_sub_rect_keep_aspect_border_zero", kLarge, 0, {128, 128}, true, Border::kZero},
    {"large_sub_rect_keep_aspect_with_rotation", kLarge, -kPi / 12, {128, 128}, true},
    {"large_sub_rect_keep_aspect_with_rotation_border_zero", kLarge, -kPi / 12, {128, 128}, true, Border::kZero},
    {"noop_except_range", kWhole, 0, {64, 128}, true},
};

// The CPU's, and Vulkan's where there is a device.
std::vector<std::shared_ptr<Engine>> engines() {
  std::vector<std::shared_ptr<Engine>> engines;
  for (Isa isa : available_isas()) engines.push_back(*CpuEngine::create({.isa = isa}));
  const auto vulkan = vulkan::test_engine();
  if (vulkan.ok()) engines.push_back(*vulkan);
  return engines;
}

struct Difference {
  double mean = 0, largest = 0;  // of 255
};

class WarpGolden : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("SACCADE_SHARED");
    if (shared != nullptr) folder_ = std::filesystem::path(shared) / "testdata/image_to_tensor";
    if (shared == nullptr || !std::filesystem::exists(folder_)) GTEST_SKIP() << "skipped: no shared testdata";
  }

  Image picture(const std::string& name) const {
    Result<Image> image = read_image((folder_ / name).string());
    EXPECT_TRUE(image.ok()) << image.error().to_string();
    return *image;
  }

  // The golden of the case against the crop of `input`, through the value range [-1, 1].
  Difference compare(const Image& input, Engine& engine) const {
    const Case& c = GetParam();
    NormalizedRect rect = c.rect;
    rect.rotation = c.rotation;
    Roi roi = roi_from_rect(rect, {input.width(), input.height()});
    if (c.keep_aspect) roi = keep_aspect(roi, c.tensor)->roi;
    const WarpSpec spec{.width = c.tensor.width,
                        .height = c.tensor.height,
                        .range_min = -1,
                        .interpolation = c.interpolation,
                        .border = c.border};
    const Tensor tensor = *engine.warp_to_tensor(input, {&roi, 1}, spec);
    const std::span<const float> values = *tensor.floats();
    const Image golden = picture(c.golden + ".png");
    EXPECT_EQ(golden.format(), PixelFormat::kRgb8);
    const HostPixels pixels = *golden.host();
    Difference difference;
    for (size_t i = 0; i < values.size(); ++i) {
      const size_t row_length = 3 * static_cast<size_t>(c.tensor.width);
      const uint8_t* row = pixels.data + static_cast<ptrdiff_t>(i / row_length) * pixels.stride_bytes;
      const double d = std::abs((values[i] + 1) * 127.5 - row[i % row_length]);
      difference.mean += d / static_cast<double>(values.size());
      difference.largest = std::max(difference.largest, d);
    }
    return difference;
  }

  std::filesystem::path folder_;
};

TEST_P(WarpGolden, IsReproducedFromTheSamePixelsOnEveryEngine) {
  // noop_except_range.png holds the pixels that MediaPipe's JPEG decoder made of input.jpg.
  const Image input = picture("noop_except_range.png");
  for (const std::shared_ptr<Engine>& engine : engines()) {
    const Difference difference = compare(input, *engine);
    if (GetParam().interpolation == Interpolation::kBilinear) {
      EXPECT_LT(difference.largest, 1e-3) << engine->info().name << ": bit for bit, but for the value map";
    } else {
      // Made by another version of OpenCV: 3.4.18 itself differs from this golden by 13 at most and 0.017 on average.
      EXPECT_LT(difference.mean, 1.0) << engine->info().name;
      EXPECT_LE(difference.largest, 13.01) << engine->info().name;
    }
  }
}

TEST_P(WarpGolden, IsCloseFromTheJpeg) {
  const Difference difference = compare(picture("input.jpg"), *engines().front());
  EXPECT_LT(difference.mean, 1.0);
  EXPECT_LE(difference.largest, GetParam().interpolation == Interpolation::kBilinear ? 5.01 : 13.01);
}

INSTANTIATE_TEST_SUITE_P(Cases, WarpGolden, testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.golden; });

}  // namespace
}  // namespace saccade::cpu
