#include "engine/cpu/warp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "image/convert.h"
#include "vulkan/test_engine.h"

namespace saccade::cpu {
namespace {

constexpr double kPi = std::numbers::pi;

Image random_image(PixelFormat format, int width, int height, uint32_t seed) {
  std::mt19937 random(seed);
  ImageBuilder builder = *ImageBuilder::create(format, width, height);
  for (int y = 0; y < height; ++y) {
    for (int b = 0; b < width * bytes_per_pixel(format); ++b) builder.row(y)[b] = static_cast<uint8_t>(random());
  }
  return std::move(builder).finish();
}

std::span<const float> floats_of(const Tensor& tensor) { return *tensor.floats(); }

// Where channel `c` of a tensor comes from in a pixel: R, G, B order whatever the image's.
int source_byte(PixelFormat format, int c) {
  if (format == PixelFormat::kGray8) return 0;
  return format == PixelFormat::kBgr8 || format == PixelFormat::kBgra8 ? 2 - c : c;
}

double pixel_value(const Image& image, int x, int y, int c, Border border) {
  const bool inside = x >= 0 && y >= 0 && x < image.width() && y < image.height();
  if (!inside && border == Border::kZero) return 0;
  x = std::clamp(x, 0, image.width() - 1);
  y = std::clamp(y, 0, image.height() - 1);
  const HostPixels pixels = *image.host();
  return pixels.data[y * pixels.stride_bytes + x * bytes_per_pixel(image.format()) + source_byte(image.format(), c)];
}

double bilinear(double d) { return std::max(0.0, 1 - std::abs(d)); }

double bicubic(double d) {
  constexpr double a = -0.75;
  d = std::abs(d);
  if (d <= 1) return (a + 2) * d * d * d - (a + 3) * d * d + 1;
  return d < 2 ? a * (d * d * d - 5 * d * d + 8 * d - 4) : 0;
}

// The naive sum over neighbours of position (x, y), rounded to 8 bits.
double sample(const Image& image, double x, double y, int c, const WarpSpec& spec) {
  const auto kernel = spec.interpolation == Interpolation::kBilinear ? bilinear : bicubic;
  double sum = 0;
  for (int py = static_cast<int>(std::floor(y)) - 1; py <= std::floor(y) + 2; ++py) {
    for (int px = static_cast<int>(std::floor(x)) - 1; px <= std::floor(x) + 2; ++px) {
      sum += kernel(x - px) * kernel(y - py) * pixel_value(image, px, py, c, spec.border);
    }
  }
  return std::clamp(std::floor(sum + 0.5), 0.0, 255.0);
}

struct Position {
  double x, y;
};

// The position tensor pixel (i, j) reads, in pixels, not yet rounded to 1/32.
Position position_of(const Roi& roi, const WarpSpec& spec, int i, int j) {
  const double half = spec.grid == SampleGrid::kHalfPixel ? 0.5 : 0;
  const double u = (i + half) / spec.width * roi.width - 0.5 * roi.width;
  const double v = (j + half) / spec.height * roi.height - 0.5 * roi.height;
  const double cosine = std::cos(double{roi.rotation}), sine = std::sin(double{roi.rotation});
  return {roi.center_x + cosine * u - sine * v - half, roi.center_y + sine * u + cosine * v - half};
}

// A position that lies between two steps of 1/32 (to `slack` of a step) may be rounded to either, as the kernels work
// with floats: then any of up to four values is right.
bool is_right(const Image& image, Position p, int c, const WarpSpec& spec, double level, double slack,
              double tolerance) {
  for (double dx : {-slack, slack}) {
    for (double dy : {-slack, slack}) {
      const double value = sample(image, std::rint(p.x * 32 + dx) / 32, std::rint(p.y * 32 + dy) / 32, c, spec);
      if (std::abs(value - level) <= tolerance) return true;
    }
  }
  return false;
}

std::string text_of(const Roi& roi) {
  return std::to_string(roi.center_x) + "," + std::to_string(roi.center_y) + " " + std::to_string(roi.width) + "x" +
         std::to_string(roi.height) + " @" + std::to_string(roi.rotation);
}

using Warp = std::function<Result<Tensor>(const Image&, std::span<const Roi>, const WarpSpec&)>;

// Counts tensor elements that are not what the naive sum gives.
int wrong_elements(const Image& image, const Roi& roi, const WarpSpec& spec, const Warp& warp) {
  const Result<Tensor> tensor = warp(image, {&roi, 1}, spec);
  if (!tensor.ok()) {
    ADD_FAILURE() << tensor.error().to_string();
    return -1;
  }
  const std::span<const float> values = *tensor->floats();
  const double per_level = (double{spec.range_max} - spec.range_min) / 255;
  // Float positions: 2^-24 of the largest coordinate that takes part.
  const double reach = std::max({std::abs(roi.center_x), std::abs(roi.center_y), roi.width, roi.height, 64.f});
  const double slack = std::min(0.49, 32 * reach * 4e-7);
  const double tolerance = spec.interpolation == Interpolation::kBilinear ? 1e-3 : 1.001;  // float weights may round on
  int wrong = 0;
  for (int j = 0; j < spec.height; ++j) {
    for (int i = 0; i < spec.width; ++i) {
      const Position p = position_of(roi, spec, i, j);
      for (int c = 0; c < spec.channels; ++c) {
        const double value = values[(static_cast<size_t>(j) * spec.width + i) * spec.channels + c];
        if (c == 3) {
          wrong += value != 0;
        } else {
          wrong += !is_right(image, p, c, spec, (value - spec.range_min) / per_level, slack, tolerance);
        }
      }
    }
  }
  return wrong;
}

// One way to sample. Where `make` says unavailable, the machine does not have it.
struct WarpCase {
  std::string name;
  std::function<Result<Warp>()> make;
};
std::ostream& operator<<(std::ostream& out, const WarpCase& warp) { return out << warp.name; }

WarpCase vulkan_case(std::string name, const vulkan::DeviceOptions& options) {
  return {std::move(name), [options]() -> Result<Warp> {
            const std::shared_ptr<vulkan::VulkanEngine> engine = SACCADE_TRY(vulkan::test_engine({}, options));
            return Warp([engine](const Image& image, std::span<const Roi> rois, const WarpSpec& spec) {
              return engine->warp_to_tensor(image, rois, spec);
            });
          }};
}

std::vector<WarpCase> warp_cases() {
  std::vector<WarpCase> cases;
  for (Isa isa : available_isas()) {
    cases.push_back({isa_name(isa), [isa]() -> Result<Warp> {
                       return Warp([isa](const Image& image, std::span<const Roi> rois, const WarpSpec& spec) {
                         return warp_to_tensor(image, rois, spec, isa);
                       });
                     }});
  }
  cases.push_back(vulkan_case("vulkan", {}));
  cases.push_back(
      vulkan_case("vulkan_staging", {.force_staging = true, .fake_alignment_bytes = 1024, .fake_incoherent = true}));
  return cases;
}

class WarpOnEveryEngine : public testing::TestWithParam<WarpCase> {
 protected:
  void SetUp() override {
    Result<Warp> warp = GetParam().make();
    if (warp.error().code() == StatusCode::kUnavailable) GTEST_SKIP() << "skipped: " << warp.error().message();
    ASSERT_TRUE(warp.ok()) << warp.error().to_string();
    warp_ = *std::move(warp);
  }
  Warp warp_;
};

TEST_P(WarpOnEveryEngine, GivesTheNaiveSumForRandomRegionsFormatsAndSpecs) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<float>(low, high)(random);
  };
  const auto pick = [&](int count) { return static_cast<int>(random() % count); };
  constexpr PixelFormat kFormats[] = {PixelFormat::kGray8, PixelFormat::kRgb8, PixelFormat::kBgr8, PixelFormat::kRgba8,
                                      PixelFormat::kBgra8};
  for (int round = 0; round < 60; ++round) {
    const Image image = random_image(kFormats[pick(5)], 1 + pick(90), 1 + pick(90), random());
    const Roi roi{uniform(-40, 130), uniform(-40, 130), uniform(0.5, 200), uniform(0.5, 200), uniform(-7, 7)};
    WarpSpec spec{.width = 1 + pick(150), .height = 1 + pick(20)};
    spec.channels = image.format() == PixelFormat::kGray8 ? (pick(2) ? 1 : 3) : (pick(2) ? 3 : 4);
    spec.range_min = pick(2) ? -1.f : 0.f;
    spec.interpolation = pick(4) ? Interpolation::kBilinear : Interpolation::kBicubic;
    spec.border = pick(2) ? Border::kReplicate : Border::kZero;
    spec.grid = pick(2) ? SampleGrid::kCorner : SampleGrid::kHalfPixel;

    EXPECT_EQ(wrong_elements(image, roi, spec, warp_), 0)
        << "round " << round << ": " << pixel_format_name(image.format()) << " " << image.width() << "x"
        << image.height() << ", roi " << text_of(roi) << ", tensor " << spec.width << "x" << spec.height << "x"
        << spec.channels << ", bicubic " << (spec.interpolation == Interpolation::kBicubic) << ", zero "
        << (spec.border == Border::kZero) << ", half pixel " << (spec.grid == SampleGrid::kHalfPixel);
  }
}

TEST_P(WarpOnEveryEngine, CopiesAnImageOfTheTensorsSize) {
  const Image image = random_image(PixelFormat::kRgb8, 33, 17, 1);
  const Roi roi = roi_from_image({33, 17});
  const WarpSpec spec{.width = 33, .height = 17, .range_min = 0, .range_max = 255};

  const Tensor tensor = *warp_(image, {&roi, 1}, spec);

  const std::span<const float> values = floats_of(tensor);
  for (int y = 0; y < 17; ++y) {
    for (int i = 0; i < 99; ++i) {
      ASSERT_EQ(values[static_cast<size_t>(y) * 99 + i], image.host()->data[y * image.host()->stride_bytes + i]);
    }
  }
}

TEST_P(WarpOnEveryEngine, ReadsWrappedPixelsToTheirLastByteAndNotBeyond) {
  // Each picture has its own heap block of exactly its size, so that AddressSanitizer sees a byte too far.
  for (PixelFormat format : {PixelFormat::kGray8, PixelFormat::kRgb8, PixelFormat::kRgba8}) {
    for (auto [width, height] : {std::pair{1, 1}, {2, 1}, {1, 2}, {2, 2}, {3, 2}, {5, 3}, {64, 9}}) {
      const ptrdiff_t stride = static_cast<ptrdiff_t>(width) * bytes_per_pixel(format);
      std::vector<uint8_t> bytes(static_cast<size_t>(stride * height), 200);
      const Roi roi{width * 0.5f, height * 0.5f, width * 2.f, height * 2.f, 0.4f};
      const WarpSpec spec{.width = 24, .height = 24, .channels = 3, .range_min = 0, .range_max = 255};
      for (bool bottom_up : {false, true}) {
        const HostPixels pixels =
            bottom_up ? HostPixels{bytes.data() + stride * (height - 1), -stride} : HostPixels{bytes.data(), stride};
        const Image image = *Image::wrap(format, width, height, pixels, {});
        const Tensor tensor = *warp_(image, {&roi, 1}, spec);
        for (float value : floats_of(tensor)) ASSERT_EQ(value, 200.f);
      }
    }
  }
}

TEST_P(WarpOnEveryEngine, ABottomUpImageGivesWhatItsCopyGives) {
  const Image rows = random_image(PixelFormat::kBgr8, 40, 30, 5);
  const HostPixels pixels = *rows.host();
  const HostPixels flipped{pixels.data + 29 * pixels.stride_bytes, -pixels.stride_bytes};
  const Image borrowed = *Image::wrap(PixelFormat::kBgr8, 40, 30, flipped, {});
  const Image copied = *Image::copy(PixelFormat::kBgr8, 40, 30, flipped);
  const Roi roi{20, 15, 50, 50, 1};
  const WarpSpec spec{.width = 32, .height = 32};

  const Tensor a = *warp_(borrowed, {&roi, 1}, spec);
  const Tensor b = *warp_(copied, {&roi, 1}, spec);

  EXPECT_TRUE(std::ranges::equal(floats_of(a), floats_of(b)));
}

TEST_P(WarpOnEveryEngine, AnImageOf8KIsReadAtItsFarCorner) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgba8, 32768, 4400);  // 0.6 GB; rows of 2^17 bytes
  for (int y : {4398, 4399}) std::fill_n(builder.row(y), builder.stride_bytes(), uint8_t{99});
  const Image image = std::move(builder).finish();
  const Roi roi{32767.5f, 4399.5f, 1, 1, 0};
  const WarpSpec spec{.width = 4, .height = 4, .range_min = 0, .range_max = 255};

  const Tensor tensor = *warp_(image, {&roi, 1}, spec);

  for (float value : floats_of(tensor)) EXPECT_EQ(value, 99.f);
}

TEST_P(WarpOnEveryEngine, ARegionFarOutsideGivesTheBorder) {
  const Image image = random_image(PixelFormat::kRgb8, 20, 20, 3);
  const HostPixels pixels = *image.host();
  const WarpSpec replicate{.width = 9, .height = 9, .range_min = 0, .range_max = 255};
  WarpSpec zero = replicate;
  zero.border = Border::kZero;
  zero.range_min = -1;
  for (const Roi& roi : {Roi{1e6f, 1e6f, 100, 100, 0.7f}, Roi{16e6f, 16e6f, 16e5f, 16e5f, 3}}) {
    const Tensor corner = *warp_(image, {&roi, 1}, replicate);
    EXPECT_EQ(floats_of(corner)[0], pixels.data[19 * pixels.stride_bytes + 57]);
    const Tensor nothing = *warp_(image, {&roi, 1}, zero);
    for (float value : floats_of(nothing)) EXPECT_EQ(value, -1.f);
  }
}

TEST_P(WarpOnEveryEngine, SeveralRegionsAreStacked) {
  const Image image = random_image(PixelFormat::kRgb8, 50, 50, 7);
  const Roi rois[] = {{25, 25, 30, 30, 0}, {10, 10, 60, 30, 1}, {40, 5, 8, 8, -2}};
  const WarpSpec spec{.width = 13, .height = 11};

  const Tensor all = *warp_(image, rois, spec);

  EXPECT_EQ(all.shape(), (Shape{3, 11, 13, 3}));
  for (size_t n = 0; n < 3; ++n) {
    const Tensor one = *warp_(image, {&rois[n], 1}, spec);
    EXPECT_TRUE(std::ranges::equal(floats_of(all).subspan(n * 429, 429), floats_of(one)));
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, WarpOnEveryEngine, testing::ValuesIn(warp_cases()),
                         [](const auto& info) { return info.param.name; });

TEST_P(WarpOnEveryEngine, OneChannelFromAColourImageIsItsGray) {
  const Image image = random_image(PixelFormat::kBgra8, 30, 20, 11);
  const Image gray = *convert(image, PixelFormat::kGray8);
  const Roi roi{15, 10, 25, 25, 0.3f};
  const WarpSpec spec{.width = 16, .height = 16, .channels = 1};

  const Tensor a = *warp_(image, {&roi, 1}, spec);
  const Tensor b = *warp_(gray, {&roi, 1}, spec);

  EXPECT_TRUE(std::ranges::equal(floats_of(a), floats_of(b)));
}

TEST_P(WarpOnEveryEngine, RefusesRegionsImagesAndTensorsThatMakeNoSense) {
  const Image image = random_image(PixelFormat::kRgb8, 8, 8, 1);
  const Roi good{4, 4, 8, 8, 0};
  const WarpSpec spec{.width = 4, .height = 4};
  const auto code = [&](const Image& of, const Roi& roi, const WarpSpec& to) {
    return warp_(of, {&roi, 1}, to).error().code();
  };
  EXPECT_EQ(code(image, good, spec), StatusCode::kOk);
  for (const Roi& roi : {Roi{NAN, 4, 8, 8, 0}, Roi{4, INFINITY, 8, 8, 0}, Roi{4, 4, 0, 8, 0}, Roi{4, 4, 8, -8, 0},
                         Roi{4, 4, 8, 8, NAN}, Roi{3e38f, 4, 8, 8, 0}, Roi{4, 4, 3e38f, 8, 0}}) {
    EXPECT_EQ(code(image, roi, spec), StatusCode::kInvalidArgument) << text_of(roi);
  }
  EXPECT_EQ(code(Image(), good, spec), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(*convert(image, PixelFormat::kGrayF32), good, spec), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(image, good, {.width = 0, .height = 4}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(image, good, {.width = 4, .height = 4, .channels = 2}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(image, good, {.width = 4, .height = 4, .range_max = NAN}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code(image, good, {.width = 1 << 30, .height = 1 << 30}), StatusCode::kInvalidArgument);
}

TEST(Warp, RefusesAnOutputOfAnotherSize) {
  const Image image = random_image(PixelFormat::kRgb8, 8, 8, 1);
  const Roi good{4, 4, 8, 8, 0};
  float small[3];
  EXPECT_EQ(warp_into(image, {&good, 1}, {.width = 4, .height = 4}, Isa::kScalar, small).code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade::cpu
