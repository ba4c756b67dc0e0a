// From heatmaps, tensors and matrices to landmarks and masks; the engine's part is tested with the engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "calculators/detection/projection.h"
#include "calculators/engine_service.h"
#include "calculators/landmarks/heatmap_refinement.h"
#include "engine/device.h"
#include "graph_tester.h"
#include "saccade/proto/landmark_calculators.pb.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using testing::HasSubstr;
using Tensors = std::vector<Tensor>;
using RefineOptions = mediapipe::RefineLandmarksFromHeatmapCalculatorOptions;

Services cpu() {
  Services services;
  services.set(std::make_shared<EngineService>(*choose_device("cpu", {})));
  return services;
}

constexpr int kSide = 10;

// One channel of logits: cold everywhere but for two cells.
Tensor heatmap(float logit_a, float logit_b) {
  std::vector<float> values(kSide * kSide, -100.f);
  values[4 * kSide + 3] = logit_a;  // row 4, column 3
  values[5 * kSide + 4] = logit_b;
  return Tensor::from_floats({1, kSide, kSide, 1}, values);
}

NormalizedLandmark refined(const Tensor& map, NormalizedLandmark landmark, const RefineOptions& options = {}) {
  NormalizedLandmarks landmarks = {landmark};
  EXPECT_TRUE(refine_from_heatmap(map, options, landmarks).ok());
  return landmarks[0];
}

TEST(RefineFromHeatmap, MovesToTheWeightedMeanOfConfidentCells) {
  const double a = 1 / (1 + std::exp(-2.0)), b = 1 / (1 + std::exp(-1.0));
  const NormalizedLandmark landmark = refined(heatmap(2, 1), {0.35f, 0.45f, 0.7f, {}, {}});
  EXPECT_NEAR(landmark.x, (3 * a + 4 * b) / (a + b) / kSide, 1e-6);
  EXPECT_NEAR(landmark.y, (4 * a + 5 * b) / (a + b) / kSide, 1e-6);
  EXPECT_EQ(landmark.z, 0.7f);
}

TEST(RefineFromHeatmap, LooksNoFurtherThanItsWindow) {
  RefineOptions options;
  options.set_kernel_size(3);
  EXPECT_NEAR(refined(heatmap(2, 5), {0.25f, 0.35f, 0, {}, {}}, options).x, 0.3f, 1e-6f);
  EXPECT_EQ(refined(heatmap(2, 5), {0.15f, 0.35f, 0, {}, {}}, options).x, 0.15f);
  options.set_kernel_size(5);
  EXPECT_GT(refined(heatmap(2, 5), {0.25f, 0.35f, 0, {}, {}}, options).x, 0.33f);
}

TEST(RefineFromHeatmap, StaysWithoutConfidenceAndOutsideTheMap) {
  EXPECT_EQ(refined(heatmap(-1, -1), {0.35f, 0.45f, 0, {}, {}}).x, 0.35f);
  for (const float x : {-0.2f, 1.f, 1e30f, NAN}) {
    const float result = refined(heatmap(9, 9), {x, 0.45f, 0, {}, {}}).x;
    EXPECT_TRUE(result == x || std::isnan(x)) << x;
  }
}

TEST(RefineFromHeatmap, LowersPresenceAndVisibilityWhenAsked) {
  RefineOptions options;
  options.set_refine_presence(true);
  const NormalizedLandmark landmark = refined(heatmap(0, -50), {0.35f, 0.45f, 0, 0.9f, 0.8f}, options);
  EXPECT_EQ(landmark.visibility, 0.9f);
  EXPECT_NEAR(*landmark.presence, 0.5f, 1e-6f);
}

TEST(RefineFromHeatmap, RefusesAnotherShape) {
  NormalizedLandmarks two(2);
  EXPECT_THAT(refine_from_heatmap(heatmap(0, 0), {}, two).message(), HasSubstr("1 channels for 2 landmarks"));
  NormalizedLandmarks one(1);
  EXPECT_FALSE(refine_from_heatmap(Tensor::from_floats({2, 2}, std::array<float, 4>{}), {}, one).ok());
}

TEST(RefineLandmarksFromHeatmapCalculator, PassesLandmarksWithoutAHeatmap) {
  GraphTester graph(R"(
    input_stream: "landmarks" input_stream: "tensors" output_stream: "refined"
    node {
      calculator: "RefineLandmarksFromHeatmapCalculator" input_stream: "NORM_LANDMARKS:landmarks"
      input_stream: "TENSORS:tensors" output_stream: "NORM_LANDMARKS:refined"
    })");
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("landmarks", 1, {{0.35f, 0.45f, 0, {}, {}}}).ok());
  ASSERT_TRUE(graph.add<Tensors>("tensors", 1, {heatmap(9, -90)}).ok());
  ASSERT_TRUE(graph.add<NormalizedLandmarks>("landmarks", 2, {{0.35f, 0.45f, 0, {}, {}}}).ok());
  ASSERT_TRUE(graph.settle("tensors", 2).ok());
  const auto landmarks = graph.values<NormalizedLandmarks>("refined");
  ASSERT_EQ(landmarks.size(), 2u);
  EXPECT_NEAR(landmarks[0].second[0].x, 0.3f, 1e-6f);
  EXPECT_EQ(landmarks[1].second[0].x, 0.35f);
  EXPECT_THAT(GraphTester(R"(
    input_stream: "landmarks" input_stream: "tensors" output_stream: "refined"
    node {
      calculator: "RefineLandmarksFromHeatmapCalculator" input_stream: "NORM_LANDMARKS:landmarks"
      input_stream: "TENSORS:tensors" output_stream: "NORM_LANDMARKS:refined"
      options { [mediapipe.RefineLandmarksFromHeatmapCalculatorOptions.ext] { kernel_size: 4 } }
    })")
                  .status()
                  .message(),
              HasSubstr("kernel_size is 4"));
}

TEST(InverseMatrixCalculator, UndoesAProjectionAndIsSilentWhereThereIsNoWayBack) {
  GraphTester graph(R"(
    input_stream: "matrix" output_stream: "inverse"
    node { calculator: "InverseMatrixCalculator" input_stream: "MATRIX:matrix" output_stream: "MATRIX:inverse" })");
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  const ProjectionMatrix matrix = image_from_roi({320, 240, 200, 100, 0.5f}, {640, 480});
  ASSERT_TRUE(graph.add<ProjectionMatrix>("matrix", 1, matrix).ok());
  ASSERT_TRUE(graph.add<ProjectionMatrix>("matrix", 2, {}).ok());
  ASSERT_TRUE(graph.add<ProjectionMatrix>("matrix", 3, image_from_roi({9, 9, 1e-3f, 1e-3f, 1}, {30000, 30000})).ok());
  const auto inverses = graph.values<ProjectionMatrix>("inverse");
  ASSERT_EQ(inverses.size(), 2u);
  EXPECT_EQ(inverses[1].first, 3);
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j) {
      double sum = 0;
      for (size_t k = 0; k < 4; ++k) sum += double{matrix[4 * i + k]} * inverses[0].second[4 * k + j];
      EXPECT_NEAR(sum, i == j, 1e-5);
    }
  }
}

float mask_at(const Packet& packet, int x, int y) {
  const HostPixels pixels = *(*packet.get<Image>())->host();
  return reinterpret_cast<const float*>(pixels.data + y * pixels.stride_bytes)[x];
}

std::string segmentation_graph(const std::string& options) {
  return R"(
    input_stream: "tensors" input_stream: "size" output_stream: "mask"
    node {
      calculator: "TensorsToSegmentationCalculator" input_stream: "TENSORS:tensors" input_stream: "OUTPUT_SIZE:size"
      output_stream: "MASK:mask"
      options { [mediapipe.TensorsToSegmentationCalculatorOptions.ext] { )" +
         options + "} } }";
}

TEST(TensorsToSegmentationCalculator, ActivatesAndStretches) {
  const auto run = [](const std::string& options, Tensor tensor) {
    GraphTester graph(segmentation_graph(options), {}, cpu());
    EXPECT_TRUE(graph.status().ok()) << graph.status().to_string();
    EXPECT_TRUE(graph.add<Size>("size", 1, {6, 4}).ok());
    EXPECT_TRUE(graph.add<Tensors>("tensors", 1, {std::move(tensor)}).ok());
    const Packet mask = graph.out("mask").at(0);
    EXPECT_EQ((*mask.get<Image>())->width(), 6);
    EXPECT_EQ((*mask.get<Image>())->height(), 4);
    return mask_at(mask, 5, 3);
  };
  const Tensor one = Tensor::from_floats({1, 1, 1, 1}, std::array<float, 1>{2});
  const Tensor two = Tensor::from_floats({1, 1, 1, 2}, std::array<float, 2>{1, 3});
  EXPECT_EQ(run("", one), 2);
  EXPECT_NEAR(run("activation: SIGMOID", one), 1 / (1 + std::exp(-2.f)), 1e-6f);
  EXPECT_NEAR(run("activation: SOFTMAX", two), 1 / (1 + std::exp(-2.f)), 1e-6f);
  EXPECT_NEAR(run("activation: SOFTMAX output_layer_index: 0", two), 1 / (1 + std::exp(2.f)), 1e-6f);
  EXPECT_THAT(
      GraphTester(segmentation_graph("activation: SOFTMAX output_layer_index: 2"), {}, cpu()).status().message(),
      HasSubstr("output_layer_index is 2"));
}

Image mask_of(int width, int height, std::vector<float> values) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kGrayF32, width, height);
  for (int y = 0; y < height; ++y) {
    std::copy_n(values.begin() + y * width, width, reinterpret_cast<float*>(builder.row(y)));
  }
  return std::move(builder).finish();
}

std::string warp_graph(const std::string& options) {
  return R"(
    input_stream: "mask" input_stream: "matrix" input_stream: "size" output_stream: "warped"
    node {
      calculator: "WarpAffineCalculator" input_stream: "IMAGE:mask" input_stream: "MATRIX:matrix"
      input_stream: "OUTPUT_SIZE:size" output_stream: "IMAGE:warped"
      options { [mediapipe.WarpAffineCalculatorOptions.ext] { )" +
         options + "} } }";
}

TEST(WarpAffineCalculator, PutsAMaskWhereItsRegionIs) {
  GraphTester graph(warp_graph(""), {}, cpu());
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  // A 4x2 picture whose right half is the region: the mask lies there, and nothing to the left of it.
  const ProjectionMatrix region_from_image = {2, 0, 0, -1, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1};
  ASSERT_TRUE(graph.add<Image>("mask", 1, mask_of(2, 2, {0.1f, 0.2f, 0.3f, 0.4f})).ok());
  ASSERT_TRUE(graph.add<Size>("size", 1, {4, 2}).ok());
  ASSERT_TRUE(graph.add<ProjectionMatrix>("matrix", 1, region_from_image).ok());
  const Packet& warped = graph.out("warped").at(0);
  EXPECT_FLOAT_EQ(mask_at(warped, 2, 0), 0.1f);
  EXPECT_FLOAT_EQ(mask_at(warped, 3, 1), 0.4f);
  EXPECT_EQ(mask_at(warped, 0, 0), 0);
  EXPECT_EQ(mask_at(warped, 1, 1), 0);
  EXPECT_THAT(GraphTester(warp_graph("interpolation: INTER_CUBIC"), {}, cpu()).status().message(),
              HasSubstr("INTER_CUBIC is not supported"));
}

TEST(SegmentationSmoothingCalculator, MixesWithAPreviousMaskOfTheSameSizeOnly) {
  GraphTester graph(R"(
    input_stream: "mask" input_stream: "previous" output_stream: "smooth"
    node {
      calculator: "SegmentationSmoothingCalculator" input_stream: "MASK:mask" input_stream: "MASK_PREVIOUS:previous"
      output_stream: "MASK_SMOOTHED:smooth"
      options { [mediapipe.SegmentationSmoothingCalculatorOptions.ext] { combine_with_previous_ratio: 0.5 } }
    })",
                    {}, cpu());
  ASSERT_TRUE(graph.status().ok()) << graph.status().to_string();
  ASSERT_TRUE(graph.add<Image>("mask", 1, mask_of(1, 1, {0.5f})).ok());
  ASSERT_TRUE(graph.settle("previous", 1).ok());
  ASSERT_TRUE(graph.add<Image>("mask", 2, mask_of(1, 1, {0.5f})).ok());
  ASSERT_TRUE(graph.add<Image>("previous", 2, mask_of(1, 1, {1.f})).ok());
  ASSERT_TRUE(graph.add<Image>("mask", 3, mask_of(1, 1, {0.5f})).ok());
  ASSERT_TRUE(graph.add<Image>("previous", 3, mask_of(2, 1, {1.f, 1.f})).ok());
  const auto& smooth = graph.out("smooth");
  ASSERT_EQ(smooth.size(), 3u);
  EXPECT_EQ(mask_at(smooth[0], 0, 0), 0.5f);
  EXPECT_NEAR(mask_at(smooth[1], 0, 0), 0.75f, 1e-5f);
  EXPECT_EQ(mask_at(smooth[2], 0, 0), 0.5f);
}

}  // namespace
}  // namespace saccade
