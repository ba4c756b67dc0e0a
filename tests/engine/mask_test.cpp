// The operations on masks against naive references in double precision, on every engine: every instruction set and two
// threads, and Vulkan with memory that it shares with the host and without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/cpu/cpu_engine.h"
#include "engine/vulkan/test_engine.h"
#include "image/convert.h"

namespace saccade {
namespace {

using testing::HasSubstr;

constexpr unsigned kSeed = 20261121;

struct Grid {
  int width = 0, height = 0;
  std::vector<double> values;
  double at(int x, int y) const {
    return values[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)];
  }
};

Grid grid_of(const Image& mask) {
  Grid grid{mask.width(), mask.height(), {}};
  const HostPixels pixels = *mask.host();
  for (int y = 0; y < mask.height(); ++y) {
    const auto* row = reinterpret_cast<const float*>(pixels.data + y * pixels.stride_bytes);
    grid.values.insert(grid.values.end(), row, row + mask.width());
  }
  return grid;
}

void expect_near(const Image& mask, const Grid& expected, double tolerance) {
  ASSERT_EQ(mask.format(), PixelFormat::kGrayF32);
  ASSERT_EQ(mask.width(), expected.width);
  ASSERT_EQ(mask.height(), expected.height);
  const Grid actual = grid_of(mask);
  double worst = 0;
  for (size_t i = 0; i < expected.values.size(); ++i) {
    worst = std::max(worst, std::abs(actual.values[i] - expected.values[i]));
    ASSERT_FALSE(std::isnan(actual.values[i]));
  }
  EXPECT_LE(worst, tolerance);
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Half-pixel centres, edges continued.
Grid resized(const Grid& from, int width, int height) {
  Grid to{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double sx = std::clamp((x + 0.5) * from.width / width - 0.5, 0.0, from.width - 1.0);
      const double sy = std::clamp((y + 0.5) * from.height / height - 0.5, 0.0, from.height - 1.0);
      double sum = 0;
      for (int j = 0; j < from.height; ++j) {
        for (int i = 0; i < from.width; ++i) {
          sum += from.at(i, j) * std::max(0.0, 1 - std::abs(sx - i)) * std::max(0.0, 1 - std::abs(sy - j));
        }
      }
      to.values.push_back(sum);
    }
  }
  return to;
}

Grid warped(const Grid& from, const PixelMap& m, int width, int height, Border border) {
  Grid to{width, height, {}};
  const auto value = [&](int i, int j) {
    const bool inside = i >= 0 && j >= 0 && i < from.width && j < from.height;
    if (!inside && border == Border::kZero) return 0.0;
    return from.at(std::clamp(i, 0, from.width - 1), std::clamp(j, 0, from.height - 1));
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double sx = m[0] * x + m[1] * y + m[2], sy = m[3] * x + m[4] * y + m[5];
      const double i = std::floor(std::clamp(sx, -1e6, 1e6)), j = std::floor(std::clamp(sy, -1e6, 1e6));
      const double u = std::clamp(sx, -1e6, 1e6) - i, v = std::clamp(sy, -1e6, 1e6) - j;
      const int ii = static_cast<int>(i), jj = static_cast<int>(j);
      to.values.push_back((value(ii, jj) * (1 - u) + value(ii + 1, jj) * u) * (1 - v) +
                          (value(ii, jj + 1) * (1 - u) + value(ii + 1, jj + 1) * u) * v);
    }
  }
  return to;
}

struct Setting {
  std::string name;
  std::function<Result<std::shared_ptr<Engine>>()> make;
  double warp_tolerance;  // of a mask in [0, 1] that jumps from pixel to pixel
};

Setting cpu_setting(cpu::Isa isa, int threads) {
  const auto make = [isa, threads]() -> Result<std::shared_ptr<Engine>> {
    cpu::CpuEngineOptions options;
    options.isa = isa;
    options.threads = threads;
    return std::shared_ptr<Engine>(SACCADE_TRY(cpu::CpuEngine::create(options)));
  };
  return {std::string(cpu::isa_name(isa)) + "_" + std::to_string(threads) + "_threads", make, 1e-4};
}

Setting vulkan_setting(bool staging) {
  const auto make = [staging]() -> Result<std::shared_ptr<Engine>> {
    vulkan::DeviceOptions device;
    device.force_staging = staging;
    return std::shared_ptr<Engine>(SACCADE_TRY(vulkan::test_engine({}, device)));
  };
  return {staging ? "vulkan_staging" : "vulkan", make, 1e-5};
}

std::vector<Setting> settings() {
  const auto isas = cpu::available_isas();
  std::vector<Setting> all;
  for (const cpu::Isa isa : isas) all.push_back(cpu_setting(isa, isa == isas.back() ? 2 : 1));
  for (const bool staging : {false, true}) all.push_back(vulkan_setting(staging));
  return all;
}

class MaskOps : public testing::TestWithParam<Setting> {
 protected:
  void SetUp() override {
    const auto engine = GetParam().make();
    if (!engine.ok()) GTEST_SKIP() << "skipped: " << engine.error().message();
    engine_ = *engine;
  }

  float uniform(float low, float high) { return std::uniform_real_distribution<float>(low, high)(random_); }

  Tensor tensor(Shape shape, float low, float high) {
    std::vector<float> values(shape.element_count());
    for (float& value : values) value = uniform(low, high);
    return Tensor::from_floats(shape, values);
  }

  Image mask(int width, int height) {
    ImageBuilder builder = *ImageBuilder::create(PixelFormat::kGrayF32, width, height);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) reinterpret_cast<float*>(builder.row(y))[x] = uniform(0, 1);
    }
    return std::move(builder).finish();
  }

  Image picture(PixelFormat format, int width, int height) {
    ImageBuilder builder = *ImageBuilder::create(format, width, height);
    for (int y = 0; y < height; ++y) {
      for (int b = 0; b < width * bytes_per_pixel(format); ++b) builder.row(y)[b] = static_cast<uint8_t>(random_());
    }
    return std::move(builder).finish();
  }

  std::mt19937 random_{kSeed};
  std::shared_ptr<Engine> engine_;
};

INSTANTIATE_TEST_SUITE_P(Engines, MaskOps, testing::ValuesIn(settings()),
                         [](const auto& info) { return info.param.name; });

Grid channel_of(const Tensor& tensor, int width, int height, int channels, int channel) {
  Grid grid{width, height, {}};
  const auto values = *tensor.floats();
  for (size_t i = static_cast<size_t>(channel); i < values.size(); i += static_cast<size_t>(channels)) {
    grid.values.push_back(values[i]);
  }
  return grid;
}

TEST_P(MaskOps, OfATensorKeepItsSizeWhenNoneIsAsked) {
  const Tensor values = tensor({1, 13, 37, 1}, -9, 9);
  expect_near(*engine_->tensor_to_mask(values, {}), channel_of(values, 37, 13, 1, 0), 0);
  Grid expected = channel_of(values, 37, 13, 1, 0);
  for (double& value : expected.values) value = sigmoid(value);
  expect_near(*engine_->tensor_to_mask(values, {.activation = MaskActivation::kSigmoid, .size = {}}), expected, 1e-6);
}

TEST_P(MaskOps, OfATensorAreActivatedThenResized) {
  const Tensor one = tensor({1, 16, 20, 1}, -9, 9);
  Grid active = channel_of(one, 20, 16, 1, 0);
  for (double& value : active.values) value = sigmoid(value);
  for (const Size size : {Size{200, 190}, Size{37, 5}, Size{20, 64}, Size{1, 1}}) {
    const auto mask = engine_->tensor_to_mask(one, {MaskActivation::kSigmoid, 0, size});
    expect_near(*mask, resized(active, size.width, size.height), 2e-6);
  }
  const Tensor two = tensor({9, 11, 2}, -9, 9);
  for (const int channel : {0, 1}) {
    const Grid wanted = channel_of(two, 11, 9, 2, channel), other = channel_of(two, 11, 9, 2, 1 - channel);
    Grid share = wanted;
    for (size_t i = 0; i < share.values.size(); ++i) {
      share.values[i] = std::exp(wanted.values[i]) / (std::exp(wanted.values[i]) + std::exp(other.values[i]));
    }
    expect_near(*engine_->tensor_to_mask(two, {MaskActivation::kSoftmax, channel, {30, 20}}), resized(share, 30, 20),
                2e-6);
    expect_near(*engine_->tensor_to_mask(two, {MaskActivation::kNone, channel, {}}), wanted, 0);
  }
}

TEST_P(MaskOps, OfATensorRefuseWhatIsNoMask) {
  const Tensor two = tensor({1, 4, 4, 2}, 0, 1);
  EXPECT_EQ(engine_->tensor_to_mask(Tensor(), {}).error().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(engine_->tensor_to_mask(tensor({4, 4}, 0, 1), {}).error().message(), HasSubstr("[4,4] is no mask"));
  EXPECT_FALSE(engine_->tensor_to_mask(tensor({2, 4, 4, 1}, 0, 1), {}).ok());
  EXPECT_FALSE(engine_->tensor_to_mask(two, {MaskActivation::kNone, 2, {}}).ok());
  EXPECT_FALSE(engine_->tensor_to_mask(two, {MaskActivation::kNone, -1, {}}).ok());
  EXPECT_FALSE(engine_->tensor_to_mask(tensor({4, 4, 1}, 0, 1), {MaskActivation::kSoftmax, 0, {}}).ok());
  EXPECT_FALSE(engine_->tensor_to_mask(two, {MaskActivation::kNone, 0, {-1, 5}}).ok());
}

TEST_P(MaskOps, WarpReadsWhereTheMapSays) {
  const Image small = mask(32, 24);
  const PixelMap maps[] = {{1, 0, 0, 0, 1, 0},
                           {0.13, -0.05, 3.2, 0.06, 0.11, -2.5},
                           {-0.4, 0.3, 40, 0.2, 0.5, -9},
                           {3, 0, -20, 0, 3, -30},
                           {0, 0, 5.5, 0, 0, 7.25},
                           {0, 0.1, -4, 0.1, 0, 100}};
  for (const Border border : {Border::kZero, Border::kReplicate}) {
    for (const PixelMap& map : maps) {
      const auto result = engine_->warp_mask(small, map, {251, 160}, border);
      ASSERT_TRUE(result.ok()) << result.error().to_string();
      expect_near(*result, warped(grid_of(small), map, 251, 160, border), GetParam().warp_tolerance);
    }
  }
  for (const PixelMap& far : {PixelMap{1e30, 0, -1e30, 0, 1e300, 5}, PixelMap{1, 0, -1e300, 0, 1, 0}}) {
    EXPECT_TRUE(engine_->warp_mask(small, far, {40, 40}, Border::kZero).ok());
    EXPECT_TRUE(engine_->warp_mask(small, far, {40, 40}, Border::kReplicate).ok());
  }
}

TEST_P(MaskOps, WarpRefusesWhatIsNoMaskAndNoMap) {
  const PixelMap same = {1, 0, 0, 0, 1, 0};
  EXPECT_THAT(engine_->warp_mask(Image(), same, {4, 4}, Border::kZero).error().message(), HasSubstr("empty"));
  EXPECT_THAT(engine_->warp_mask(picture(PixelFormat::kRgb8, 4, 4), same, {4, 4}, Border::kZero).error().message(),
              HasSubstr("rgb8"));
  PixelMap nan = same;
  nan[2] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(engine_->warp_mask(mask(4, 4), nan, {4, 4}, Border::kZero).error().message(), HasSubstr("not finite"));
  EXPECT_FALSE(engine_->warp_mask(mask(4, 4), same, {0, 4}, Border::kZero).ok());
}

// The values are those of solutions.md's table, computed from the formula there.
TEST_P(MaskOps, SmoothingDrawsUncertainPixelsToThePreviousMask) {
  const std::vector<float> now = {0, 0.1f, 0.25f, 0.5f, 0.7f, 0.9f, 1};
  const std::vector<double> expected = {.000024, .207988, .5032, .71, .754368, .884573, .999994};
  ImageBuilder current = *ImageBuilder::create(PixelFormat::kGrayF32, 7, 1);
  ImageBuilder before = *ImageBuilder::create(PixelFormat::kGrayF32, 7, 1);
  std::copy(now.begin(), now.end(), reinterpret_cast<float*>(current.row(0)));
  std::fill_n(reinterpret_cast<float*>(before.row(0)), 7, 0.8f);
  const Image mask_now = std::move(current).finish(), mask_before = std::move(before).finish();
  expect_near(*engine_->smooth_mask(mask_now, mask_before, 0.7f), {7, 1, expected}, 2e-6);
  expect_near(*engine_->smooth_mask(mask_now, mask_before, 0), grid_of(mask_now), 0);
}

TEST_P(MaskOps, SmoothingWantsMasksOfOneSize) {
  const auto status = engine_->smooth_mask(mask(5, 4), mask(4, 4), 0.5f).error();
  EXPECT_EQ(status.message(), "the mask is 5x4 and the previous one 4x4; they must be of one size");
}

TEST_P(MaskOps, BlendingWeighsEveryPixelByTheMask) {
  for (const PixelFormat format : {PixelFormat::kRgb8, PixelFormat::kBgra8, PixelFormat::kGray8}) {
    const Image front = picture(format, 203, 170), back = picture(PixelFormat::kRgb8, 203, 170);
    const Image shares = mask(203, 170);
    const Image result = *engine_->blend(front, back, shares);
    ASSERT_EQ(result.format(), PixelFormat::kRgb8);
    const Image front_rgb = *convert(front, PixelFormat::kRgb8);
    const Grid share = grid_of(shares);
    double worst = 0;
    for (int y = 0; y < 170; ++y) {
      for (int b = 0; b < 3 * 203; ++b) {
        const auto byte = [&](const Image& image) { return image.host()->data[y * image.host()->stride_bytes + b]; };
        const double expected = byte(back) + (byte(front_rgb) - byte(back)) * share.at(b / 3, y);
        worst = std::max(worst, std::abs(byte(result) - expected));
      }
    }
    EXPECT_LE(worst, 1.01);
  }
  EXPECT_FALSE(engine_->blend(picture(PixelFormat::kRgb8, 4, 4), picture(PixelFormat::kRgb8, 5, 4), mask(4, 4)).ok());
  EXPECT_FALSE(engine_->blend(picture(PixelFormat::kRgb8, 4, 4), picture(PixelFormat::kRgb8, 4, 4), mask(4, 5)).ok());
}

TEST_P(MaskOps, BlendingWithNoOrAllWeightGivesThePicturesThemselves) {
  const Image front = picture(PixelFormat::kRgb8, 9, 3), back = picture(PixelFormat::kRgb8, 9, 3);
  for (const float share : {0.f, 1.f}) {
    ImageBuilder builder = *ImageBuilder::create(PixelFormat::kGrayF32, 9, 3);
    for (int y = 0; y < 3; ++y) std::fill_n(reinterpret_cast<float*>(builder.row(y)), 9, share);
    const Image result = *engine_->blend(front, back, std::move(builder).finish());
    const Image& expected = share == 0 ? back : front;
    for (int y = 0; y < 3; ++y) {
      const uint8_t* row = expected.host()->data + y * expected.host()->stride_bytes;
      EXPECT_TRUE(std::equal(row, row + 27, result.host()->data + y * result.host()->stride_bytes));
    }
  }
}

// A white point on black spreads to a Gaussian; its sum, its middle and its variance tell.
TEST_P(MaskOps, BlurringSpreadsAPointAsAGaussianDoes) {
  for (const float sigma : {1.f, 2.5f, 6.f, 20.f}) {
    constexpr int kSide = 241;
    ImageBuilder builder = *ImageBuilder::create(PixelFormat::kGray8, kSide, kSide);
    for (int y = 0; y < kSide; ++y) std::fill_n(builder.row(y), kSide, uint8_t{0});
    // Large enough for its light to be seen after it has spread, small enough not to count in the variance.
    const int half = static_cast<int>(sigma / 2);
    for (int y = kSide / 2 - half; y <= kSide / 2 + half; ++y) {
      std::fill_n(builder.row(y) + kSide / 2 - half, 2 * half + 1, uint8_t{255});
    }
    const Image result = *engine_->blur(std::move(builder).finish(), sigma);
    double sum = 0, mean = 0, variance = 0;
    for (int y = 0; y < kSide; ++y) {
      const uint8_t* row = result.host()->data + y * result.host()->stride_bytes;
      for (int x = 0; x < kSide; ++x) {
        sum += row[3 * x];
        mean += row[3 * x] * x;
        variance += row[3 * x] * (x - kSide / 2) * (x - kSide / 2);
      }
    }
    const double point = ((2 * half + 1.0) * (2 * half + 1.0) - 1) / 12;
    EXPECT_NEAR(mean / sum, kSide / 2, 0.5) << sigma;
    EXPECT_NEAR(std::sqrt(variance / sum - point), sigma, 0.2 * sigma) << sigma;
  }
}

TEST_P(MaskOps, BlurringLeavesAnEvenPictureAndRefusesWhatIsNoSigma) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, 50, 1);
  std::fill_n(builder.row(0), 150, uint8_t{77});
  const Image even = std::move(builder).finish();
  const Image result = *engine_->blur(even, 30);
  EXPECT_TRUE(std::all_of(result.host()->data, result.host()->data + 150, [](uint8_t v) { return v == 77; }));
  EXPECT_TRUE(engine_->blur(even, 0).ok());
  EXPECT_FALSE(engine_->blur(even, -1).ok());
  EXPECT_FALSE(engine_->blur(even, std::numeric_limits<float>::quiet_NaN()).ok());
  EXPECT_FALSE(engine_->blur(Image(), 3).ok());
}

}  // namespace
}  // namespace saccade
