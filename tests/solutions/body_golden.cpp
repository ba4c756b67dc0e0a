#include "body_golden.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "image/convert.h"
#include "saccade/video.h"
#include "support/instrumented.h"

namespace saccade {
namespace {

std::vector<float> numbers(const nlohmann::json& results, const char* name) {
  if (!results.contains(name) || results.at(name).is_null()) return {};
  return results.at(name).get<std::vector<float>>();
}

const float* mask_row(const Image& mask, int y) {
  const HostPixels pixels = *mask.host();
  return reinterpret_cast<const float*>(pixels.data + y * pixels.stride_bytes);
}

void keep_first(BodyGolden& golden, size_t count) {
  if (golden.about.counts.size() > count) golden.about.counts.resize(count);
  std::erase_if(golden.frames, [&](const GoldenBody& body) {
    return static_cast<size_t>(body.index / golden.about.step) >= golden.about.counts.size();
  });
}

}  // namespace

BodyGolden load_body_golden(const std::string& name) {
  std::ifstream file(shared_folder() + "/golden/" + name + ".json");
  const nlohmann::json json = nlohmann::json::parse(file);
  BodyGolden golden;
  golden.about.config = json.at("config");
  golden.about.media = json.at("media");
  golden.about.width = json.at("width");
  golden.about.height = json.at("height");
  golden.about.step = json.at("processed_step");
  golden.about.counts = json.at("counts").get<std::vector<int>>();
  for (const auto& entry : json.at("frames")) {
    const auto& results = entry.at("results");
    GoldenBody body;
    body.index = entry.at("index");
    body.landmarks = numbers(results, "pose_landmarks");
    body.world_landmarks = numbers(results, "pose_world_landmarks");
    if (results.contains("segmentation_mask") && !results.at("segmentation_mask").is_null()) {
      const auto& mask = results.at("segmentation_mask");
      const bool whole = mask.contains("png") && mask.at("png_stride") == 1;
      body.mask = {mask.at("mean"), mask.at("area"), whole ? mask.at("png").get<std::string>() : std::string()};
    }
    golden.frames.push_back(std::move(body));
  }
  if (is_instrumented()) keep_first(golden, 5);
  return golden;
}

Image golden_mask(const GoldenMask& mask) {
  if (mask.png.empty()) return {};
  const auto image = read_image(shared_folder() + "/golden/" + mask.png);
  EXPECT_TRUE(image.ok()) << image.error().to_string();
  return image ? *convert(*image, PixelFormat::kGrayF32) : Image();
}

MaskComparison compare_masks(const Image& actual, const Image& expected) {
  MaskComparison result;
  int64_t both = 0, either = 0;
  for (int y = 0; y < actual.height(); ++y) {
    const float* a = mask_row(actual, y);
    const float* b = expected.empty() ? a : mask_row(expected, y);
    for (int x = 0; x < actual.width(); ++x) {
      EXPECT_TRUE(a[x] >= 0 && a[x] <= 1.00001f);
      both += a[x] > 0.5f && b[x] > 0.5f;
      either += a[x] > 0.5f || b[x] > 0.5f;
      result.mean_difference += std::abs(double{a[x]} - b[x]);
      result.mean += a[x];
      result.area += a[x] > 0.5f;
    }
  }
  const double pixels = double(actual.width()) * actual.height();
  result.iou = either == 0 ? 1 : static_cast<double>(both) / static_cast<double>(either);
  result.mean_difference /= pixels;
  result.mean /= pixels;
  result.area /= pixels;
  return result;
}

}  // namespace saccade
