#include "saccade/overlay.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <utility>

namespace saccade {
namespace {

using Rgb = std::array<int, 3>;
constexpr Rgb kWhite{224, 224, 224}, kGreen{48, 255, 48}, kRed{255, 48, 48}, kBlack{0, 0, 0};

Image black(PixelFormat format, int width, int height) {
  ImageBuilder builder = *ImageBuilder::create(format, width, height);
  for (int y = 0; y < height; ++y) std::memset(builder.row(y), 0, static_cast<size_t>(builder.stride_bytes()));
  return std::move(builder).finish();
}

Rgb pixel(const Image& image, int x, int y) {
  const HostPixels pixels = *image.host();
  const uint8_t* p = pixels.data + y * pixels.stride_bytes + x * 3;
  return {p[0], p[1], p[2]};
}

// Float coordinates may leave an edge a little short of full coverage.
void expect_color(const Rgb& actual, const Rgb& expected, const char* what) {
  for (size_t c = 0; c < 3; ++c) EXPECT_NEAR(actual[c], expected[c], 2) << what;
}

// All landmarks far outside, so that a test can bring in those it looks at.
FaceMeshResult hidden_face(size_t landmarks) {
  FaceMeshResult result;
  result.faces.resize(1);
  result.faces[0].landmarks.assign(landmarks, {-50, -50, 0, {}, {}});
  return result;
}

void place(FaceMeshResult& result, int landmark, float x, float y) {
  result.faces[0].landmarks[static_cast<size_t>(landmark)] = {x, y, 0, {}, {}};
}

TEST(Overlay, ADetectionIsAWhiteBoxWithRedKeypointsAndItsScore) {
  FaceDetectionResult result;
  result.faces.push_back({.score = 0.9f, .box = {0.2f, 0.3f, 0.5f, 0.4f}, .keypoints = {{0.4f, 0.5f}}});

  const Image drawn = *draw(black(PixelFormat::kRgb8, 100, 100), result);

  expect_color(pixel(drawn, 50, 30), kWhite, "upper side");
  expect_color(pixel(drawn, 50, 69), kWhite, "lower side");
  expect_color(pixel(drawn, 20, 50), kWhite, "left side");
  expect_color(pixel(drawn, 69, 50), kWhite, "right side");
  EXPECT_EQ(pixel(drawn, 40, 50), (Rgb{255, 0, 0}));
  EXPECT_EQ(pixel(drawn, 60, 60), kBlack);
  int bright = 0;
  for (int y = 10; y < 27; ++y) {
    for (int x = 20; x < 80; ++x) bright += pixel(drawn, x, y)[0] > 100;
  }
  EXPECT_GT(bright, 20) << "the score above the box";
}

TEST(Overlay, AMeshIsDrawnInMediaPipesColours) {
  FaceMeshResult result = hidden_face(468);
  place(result, 249, 0.1f, 0.1f);  // 249-390: left eye
  place(result, 390, 0.4f, 0.1f);
  place(result, 7, 0.1f, 0.3f);  // 7-163: right eye
  place(result, 163, 0.4f, 0.3f);
  place(result, 0, 0.1f, 0.5f);  // 0-267: lips
  place(result, 267, 0.4f, 0.5f);
  place(result, 1, 0.1f, 0.7f);  // 1-4: the surface only
  place(result, 4, 0.4f, 0.7f);

  const Image drawn = *draw(black(PixelFormat::kRgb8, 100, 100), result);

  EXPECT_EQ(pixel(drawn, 25, 10), kGreen);
  EXPECT_EQ(pixel(drawn, 25, 30), kRed);
  EXPECT_EQ(pixel(drawn, 25, 50), kWhite);
  EXPECT_EQ(pixel(drawn, 25, 70), (Rgb{64, 64, 64})) << "half of gray: a line of one pixel between two rows";
  EXPECT_EQ(pixel(drawn, 25, 90), kBlack);
}

TEST(Overlay, IrisesAreDrawnForRefinedMeshesOnly) {
  for (size_t landmarks : {size_t{468}, size_t{478}}) {
    FaceMeshResult result = hidden_face(landmarks);
    if (landmarks == 478) {
      for (auto [landmark, x, y] :
           {std::tuple{474, 0.1f, 0.5f}, {475, 0.4f, 0.5f}, {469, 0.6f, 0.5f}, {470, 0.9f, 0.5f}}) {
        place(result, landmark, x, y);
      }
    }

    const Image drawn = *draw(black(PixelFormat::kRgb8, 100, 100), result);

    EXPECT_EQ(pixel(drawn, 25, 50), landmarks == 478 ? kGreen : kBlack);
    EXPECT_EQ(pixel(drawn, 75, 50), landmarks == 478 ? kRed : kBlack);
  }
}

TEST(Overlay, AHandIsDrawnInMediaPipesColours) {
  HandsResult result;
  result.hands.resize(1);
  auto& landmarks = result.hands[0].landmarks;
  landmarks.assign(21, {-50, -50, 0, {}, {}});
  landmarks[0] = {0.1f, 0.1f, 0, {}, {}};  // wrist to the root of the thumb: palm
  landmarks[1] = {0.5f, 0.1f, 0, {}, {}};
  landmarks[7] = {0.1f, 0.5f, 0, {}, {}};  // the last bone of the index finger
  landmarks[8] = {0.5f, 0.5f, 0, {}, {}};
  landmarks[19] = {0.1f, 0.8f, 0, {}, {}};  // and of the little one
  landmarks[20] = {0.5f, 0.8f, 0, {}, {}};

  const Image drawn = *draw(black(PixelFormat::kRgb8, 100, 100), result);

  EXPECT_EQ(pixel(drawn, 30, 10), (Rgb{128, 128, 128}));
  EXPECT_EQ(pixel(drawn, 10, 10), kRed);
  EXPECT_EQ(pixel(drawn, 50, 10), kRed);
  expect_color(pixel(drawn, 30, 50), {128, 64, 128}, "index finger");
  EXPECT_EQ(pixel(drawn, 50, 50), (Rgb{128, 64, 128}));
  expect_color(pixel(drawn, 30, 80), {21, 101, 192}, "little finger");
  EXPECT_EQ(pixel(drawn, 90, 90), kBlack);

  result.hands[0].landmarks.pop_back();
  EXPECT_EQ(draw(black(PixelFormat::kRgb8, 10, 10), result).error().code(), StatusCode::kInvalidArgument);
}

TEST(Overlay, EveryFormatBecomesRgbAndThePictureItselfStays) {
  for (PixelFormat format : {PixelFormat::kGray8, PixelFormat::kBgr8, PixelFormat::kRgba8, PixelFormat::kRgb8}) {
    const Image image = black(format, 50, 50);
    FaceDetectionResult result;
    result.faces.push_back({.score = 1, .box = {0.1f, 0.1f, 0.8f, 0.8f}, .keypoints = {}});

    const Image drawn = *draw(image, result);

    EXPECT_EQ(drawn.format(), PixelFormat::kRgb8);
    EXPECT_EQ(pixel(drawn, 25, 5), kWhite);
    EXPECT_EQ(image.host()->data[5 * image.host()->stride_bytes + 25 * bytes_per_pixel(format)], 0);
  }
}

TEST(Overlay, CoordinatesThatAreNotNumbersOrFarOutsideAreLeftOut) {
  FaceMeshResult mesh = hidden_face(478);
  for (size_t i = 0; i < 478; ++i) {
    const float values[] = {NAN, INFINITY, -1e30f, 1e6f, 3e38f};
    place(mesh, static_cast<int>(i), values[i % 5], values[(i / 5) % 5]);
  }
  EXPECT_TRUE(draw(black(PixelFormat::kRgb8, 10, 10), mesh).ok());
  FaceDetectionResult detection;
  detection.faces.push_back({.score = NAN, .box = {NAN, 1e38f, 1e38f, -1e38f}, .keypoints = {{INFINITY, NAN}}});
  EXPECT_TRUE(draw(black(PixelFormat::kRgb8, 10, 10), detection).ok());
}

TEST(Overlay, RefusesAnEmptyImageAndAMeshWithoutItsLandmarks) {
  EXPECT_EQ(draw(Image(), FaceMeshResult{}).error().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(draw(black(PixelFormat::kRgb8, 10, 10), hidden_face(467)).error().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade
