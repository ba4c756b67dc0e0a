#include "image/draw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "image/stroke_font.h"

namespace saccade {
namespace {

constexpr Color kColor{250, 120, 10};
constexpr uint8_t kBackground = 40;

ImageBuilder blank(int width, int height) {
  ImageBuilder canvas = *ImageBuilder::create(PixelFormat::kRgb8, width, height);
  for (int y = 0; y < height; ++y) std::fill_n(canvas.row(y), canvas.stride_bytes(), kBackground);
  return canvas;
}

double segment_distance(double x, double y, Point2 from, Point2 to) {
  const double dx = double{to.x} - from.x, dy = double{to.y} - from.y, squared = dx * dx + dy * dy;
  const double t = squared > 0 ? std::clamp(((x - from.x) * dx + (y - from.y) * dy) / squared, 0.0, 1.0) : 0.0;
  return std::hypot(x - from.x - t * dx, y - from.y - t * dy);
}

// Every pixel of the canvas must be the background blended with the colour by how far inside the shape its centre is.
void expect_shape(ImageBuilder& canvas, const std::function<double(double, double)>& inside_px) {
  const double color[] = {250, 120, 10};
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      const double coverage = std::clamp(inside_px(x + 0.5, y + 0.5) + 0.5, 0.0, 1.0);
      for (int c = 0; c < 3; ++c) {
        const double expected = kBackground + (color[c] - kBackground) * coverage;
        ASSERT_NEAR(canvas.row(y)[x * 3 + c], expected, 2.5) << "pixel " << x << "," << y << " channel " << c;
      }
    }
  }
}

bool untouched(ImageBuilder& canvas) {
  for (int y = 0; y < canvas.height(); ++y) {
    if (!std::all_of(canvas.row(y), canvas.row(y) + canvas.width() * 3, [](uint8_t v) { return v == kBackground; })) {
      return false;
    }
  }
  return true;
}

TEST(DrawLine, CoversEachPixelByItsDistanceFromTheSegment) {
  const uint32_t seed = std::random_device{}();
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> anywhere(-40, 90), thickness(0.3f, 9);
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
    ImageBuilder canvas = blank(50, 37);
    const Point2 from{anywhere(random), anywhere(random)};
    Point2 to{anywhere(random), anywhere(random)};
    if (round % 5 == 0) to.x = from.x;
    if (round % 7 == 0) to.y = from.y;
    const float wide = thickness(random);

    draw_line(canvas, from, to, wide, kColor);

    expect_shape(canvas, [&](double x, double y) { return 0.5 * wide - segment_distance(x, y, from, to); });
    if (HasFatalFailure()) return;
  }
}

TEST(DrawLine, ReachesAcrossTheImageFromFarOutside) {
  ImageBuilder canvas = blank(20, 20);
  draw_line(canvas, {-1e6f, 10}, {1e6f, 10}, 2, kColor);
  expect_shape(canvas, [](double, double y) { return 1 - std::abs(y - 10); });
}

TEST(DrawCircle, CoversEachPixelByItsDistanceFromTheOutline) {
  for (const auto& [center, radius, thickness] :
       {std::tuple{Point2{20, 18}, 9.f, 2.f}, {Point2{-3, 30}, 12.5f, 4.f}, {Point2{20.3f, 20.7f}, 2.f, 2.f}}) {
    ImageBuilder canvas = blank(40, 37);
    draw_circle(canvas, center, radius, thickness, kColor);
    expect_shape(canvas, [&](double x, double y) {
      return 0.5 * thickness - std::abs(std::hypot(x - center.x, y - center.y) - radius);
    });
  }
}

TEST(DrawCircle, AnOutlineWiderThanTheRadiusIsADisc) {
  ImageBuilder canvas = blank(20, 20), disc = blank(20, 20);
  draw_circle(canvas, {10.5f, 10.5f}, 1, 4, kColor);
  fill_circle(disc, {10.5f, 10.5f}, 3, kColor);
  for (int y = 0; y < 20; ++y) EXPECT_TRUE(std::equal(canvas.row(y), canvas.row(y) + 60, disc.row(y)));
}

TEST(FillCircle, CoversEachPixelByItsDistanceFromTheEdge) {
  ImageBuilder canvas = blank(40, 37);
  fill_circle(canvas, {12.25f, 30.5f}, 10, kColor);
  expect_shape(canvas, [](double x, double y) { return 10 - std::hypot(x - 12.25, y - 30.5); });
}

TEST(DrawRectangle, TakesAnyTwoOppositeCorners) {
  ImageBuilder canvas = blank(30, 30), swapped = blank(30, 30);
  draw_rectangle(canvas, {5, 6}, {22, 40}, 2, kColor);
  draw_rectangle(swapped, {22, 40}, {5, 6}, 2, kColor);
  for (int y = 0; y < 30; ++y) EXPECT_TRUE(std::equal(canvas.row(y), canvas.row(y) + 90, swapped.row(y)));
  EXPECT_EQ(canvas.row(6)[10 * 3], 250) << "upper side";
  EXPECT_EQ(canvas.row(29)[5 * 3], 250) << "left side goes on past the image";
  EXPECT_EQ(canvas.row(20)[10 * 3], kBackground) << "the inside stays";
}

TEST(Draw, CoordinatesThatAreNotNumbersOrHugeDrawNothing) {
  const float inf = std::numeric_limits<float>::infinity();
  for (float bad : {NAN, inf, -inf, 1e30f, -1e30f}) {
    ImageBuilder canvas = blank(16, 16);
    draw_line(canvas, {bad, 3}, {5, 5}, 1, kColor);
    draw_line(canvas, {3, 3}, {5, bad}, 1, kColor);
    draw_line(canvas, {3, 3}, {5, 5}, bad, kColor);
    draw_circle(canvas, {bad, 3}, 5, 1, kColor);
    draw_circle(canvas, {3, 3}, bad, 1, kColor);
    draw_circle(canvas, {3, 3}, 5, bad, kColor);
    fill_circle(canvas, {3, bad}, 5, kColor);
    fill_circle(canvas, {3, 3}, bad, kColor);
    draw_rectangle(canvas, {bad, bad}, {5, bad}, 1, kColor);
    draw_text(canvas, {bad, 3}, 8, "text", kColor);
    draw_text(canvas, {3, 3}, bad, "text", kColor);
    EXPECT_TRUE(untouched(canvas)) << bad;
  }
}

TEST(Draw, ShapesOutsideTheImageDrawNothing) {
  ImageBuilder canvas = blank(16, 16);
  draw_line(canvas, {-50, -3}, {50, -3}, 2, kColor);
  draw_line(canvas, {20, -50}, {200, 160}, 2, kColor);
  draw_circle(canvas, {8, 8}, 1e6f, 3, kColor);
  fill_circle(canvas, {1e7f, 1e7f}, 100, kColor);
  draw_rectangle(canvas, {-100, -100}, {100, 100}, 3, kColor);
  draw_text(canvas, {16e6f, 5}, 8, "far away", kColor);
  EXPECT_TRUE(untouched(canvas));
}

TEST(Draw, AShapeLargerThanTheImageFillsIt) {
  ImageBuilder canvas = blank(16, 16);
  fill_circle(canvas, {8, 8}, 1e6f, kColor);
  expect_shape(canvas, [](double, double) { return 1; });
  canvas = blank(1, 1);
  draw_line(canvas, {-1e5f, -1e5f}, {1e5f, 1e5f}, 1e6f, kColor);
  expect_shape(canvas, [](double, double) { return 1; });
}

TEST(StrokeFont, EveryPrintableCharacterHasItsOwnStrokesOnTheGrid) {
  std::set<std::string_view> seen;
  for (char c = '!'; c <= '~'; ++c) {
    const std::string_view strokes = glyph_strokes(c);
    size_t digits = 0;
    for (char s : std::string(strokes) + ' ') {
      if (s == ' ') {
        EXPECT_TRUE(digits >= 4 && digits % 2 == 0) << c << ": a stroke has at least two points";
        digits = 0;
      } else {
        EXPECT_TRUE(s >= '0' && s <= (digits % 2 == 0 ? '4' : '8')) << c;
        ++digits;
      }
    }
    EXPECT_TRUE(seen.insert(strokes).second || c == 'O') << c << " looks like another; only O may look like 0";
  }
  EXPECT_EQ(glyph_strokes(' '), "");
  EXPECT_EQ(glyph_strokes('\n'), glyph_strokes('\xe4'));
}

TEST(DrawText, StandsOnItsBaselineAndAdvancesByItsHeight) {
  ImageBuilder canvas = blank(60, 30);
  draw_text(canvas, {10, 20}, 12, "LL", kColor);
  EXPECT_GT(canvas.row(12)[10 * 3], 150) << "the first stem";
  EXPECT_GT(canvas.row(12)[22 * 3], 150) << "the second stem";
  EXPECT_GT(canvas.row(20)[14 * 3], 150) << "the foot on the baseline";
  EXPECT_EQ(canvas.row(12)[14 * 3], kBackground);
  EXPECT_EQ(canvas.row(5)[10 * 3], kBackground) << "above the capitals";
}

}  // namespace
}  // namespace saccade
