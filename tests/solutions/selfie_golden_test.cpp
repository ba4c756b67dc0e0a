// SelfieSegmentation against what the peer gave on the same pictures and videos.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "body_golden.h"
#include "saccade/selfie_segmentation.h"

namespace saccade {
namespace {

SelfieSegmentationOptions options_of(const std::string& config, int threads = 1) {
  SelfieSegmentationOptions options;
  options.device = "cpu";
  options.threads = threads;
  options.model = config == "selfie_landscape" ? "landscape" : "square";
  return options;
}

std::vector<Image> run(const SelfieSegmentationOptions& options, const std::vector<Frame>& frames) {
  auto selfie = SelfieSegmentation::create(options);
  EXPECT_TRUE(selfie.ok()) << selfie.error().to_string();
  std::vector<Image> masks;
  for (const Frame& frame : frames) {
    if (!selfie) break;
    const auto result = selfie->process(frame);
    EXPECT_TRUE(result.ok()) << result.error().to_string();
    masks.push_back(result ? result->mask : Image());
  }
  return masks;
}

class SelfieGolden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared/golden";
    golden_ = load_body_golden(GetParam());
    frames_ = processed_frames(golden_.about);
  }
  BodyGolden golden_;
  std::vector<Frame> frames_;
};

std::string test_name(const testing::TestParamInfo<std::string>& info) { return info.param; }

TEST_P(SelfieGolden, GivesTheSameMasksWithinTwo255ths) {
  const auto masks = run(options_of(golden_.about.config), frames_);
  double worst_difference = 0, worst_iou = 1, worst_mean = 0, worst_area = 0;
  int compared = 0;
  for (const GoldenBody& expected : golden_.frames) {
    const Image& mask = masks.at(static_cast<size_t>(expected.index / golden_.about.step));
    ASSERT_EQ(mask.width(), golden_.about.width);
    ASSERT_EQ(mask.height(), golden_.about.height);
    const Image recorded = golden_mask(*expected.mask);
    const MaskComparison comparison = compare_masks(mask, recorded);
    compared += !recorded.empty();
    worst_difference = std::max(worst_difference, comparison.mean_difference);
    worst_iou = std::min(worst_iou, comparison.iou);
    worst_mean = std::max(worst_mean, std::abs(comparison.mean - expected.mask->mean));
    worst_area = std::max(worst_area, std::abs(comparison.area - expected.mask->area));
  }
  RecordProperty("worst_difference", std::to_string(worst_difference));
  RecordProperty("worst_iou", std::to_string(worst_iou));
  RecordProperty("worst_mean", std::to_string(worst_mean));
  RecordProperty("worst_area", std::to_string(worst_area));
  EXPECT_GT(compared, 0);
  EXPECT_LE(worst_difference, 2 / 255.0);
  EXPECT_GE(worst_iou, 0.99);
  EXPECT_LE(worst_mean, 0.002);
  EXPECT_LE(worst_area, 0.002);
}

TEST_P(SelfieGolden, GivesTheSameBitsAgainInAnyOrderAndOnTwoThreads) {
  frames_.resize(std::min<size_t>(frames_.size(), 4));
  const std::string& config = golden_.about.config;
  const auto first = run(options_of(config), frames_);
  std::reverse(frames_.begin(), frames_.end());
  auto again = run(options_of(config, 2), frames_);
  std::reverse(again.begin(), again.end());
  for (size_t i = 0; i < first.size(); ++i) EXPECT_EQ(compare_masks(first[i], again[i]).mean_difference, 0);
}

class SelfieEngines : public SelfieGolden {};

double mean_byte_difference(const Image& a, const Image& b) {
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    const uint8_t* x_row = a.host()->data + y * a.host()->stride_bytes;
    const uint8_t* y_row = b.host()->data + y * b.host()->stride_bytes;
    for (int i = 0; i < 3 * a.width(); ++i) sum += std::abs(x_row[i] - y_row[i]);
  }
  return sum / (3.0 * a.width() * a.height());
}

// The Vulkan engine, here on the CPU's own Vulkan device.
TEST_P(SelfieEngines, GiveTheSameMasksAndPictures) {
  frames_.resize(std::min<size_t>(frames_.size(), 3));
  for (const auto& [precision, limit] : {std::pair{"fp32", 1e-5}, {"fp16", 1 / 255.0}}) {
    SelfieSegmentationOptions options = options_of(golden_.about.config);
    options.background = "blur";
    auto on_cpu = SelfieSegmentation::create(options);
    ASSERT_TRUE(on_cpu.ok()) << on_cpu.error().to_string();
    options.device = "vulkan:cpu";
    options.precision = precision;
    auto selfie = SelfieSegmentation::create(options);
    if (selfie.error().code() == StatusCode::kUnavailable) GTEST_SKIP() << "skipped: " << selfie.error().message();
    ASSERT_TRUE(selfie.ok()) << selfie.error().to_string();
    for (const Frame& frame : frames_) {
      const auto here = selfie->process(frame), there = on_cpu->process(frame);
      ASSERT_TRUE(here.ok()) << here.error().to_string();
      EXPECT_LE(compare_masks(here->mask, there->mask).mean_difference, limit) << precision;
      EXPECT_LE(mean_byte_difference(here->composed, there->composed), 0.1) << precision;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Selfie, SelfieEngines,
                         testing::Values("selfie_general__portrait", "selfie_general__dancing",
                                         "selfie_landscape__talking"),
                         test_name);

INSTANTIATE_TEST_SUITE_P(Selfie, SelfieGolden,
                         testing::Values("selfie_general__portrait", "selfie_general__hands", "selfie_general__dancing",
                                         "selfie_general__talking", "selfie_general__pose_squats",
                                         "selfie_landscape__portrait", "selfie_landscape__hands",
                                         "selfie_landscape__dancing", "selfie_landscape__talking",
                                         "selfie_landscape__pose_squats"),
                         test_name);

}  // namespace
}  // namespace saccade
