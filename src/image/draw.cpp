#include "image/draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "image/stroke_font.h"

namespace saccade {
namespace {

constexpr float kMaxReach_px = 16777216;  // beyond it a float no longer tells neighbouring pixels apart

bool drawable(std::initializer_list<float> values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::abs(v) <= kMaxReach_px; });
}

// How much of a pixel a shape covers whose edge lies `inside_px` beyond the pixel's centre, in 1/256.
int coverage_of(float inside_px) { return static_cast<int>(std::clamp(inside_px + 0.5f, 0.f, 1.f) * 256.f); }

// The three channels in 16 bits each of one word: a weighted sum of bytes takes no more.
uint64_t spread(uint8_t red, uint8_t green, uint8_t blue) { return red | uint64_t{green} << 16 | uint64_t{blue} << 32; }

void blend(uint8_t* pixel, Color color, int coverage) {
  const auto share = static_cast<uint64_t>(coverage);
  const uint64_t sum = spread(pixel[0], pixel[1], pixel[2]) * (256 - share) +
                       spread(color.red, color.green, color.blue) * share + spread(128, 128, 128);
  pixel[0] = static_cast<uint8_t>(sum >> 8);
  pixel[1] = static_cast<uint8_t>(sum >> 24);
  pixel[2] = static_cast<uint8_t>(sum >> 40);
}

// The pixels whose centres lie in [low, high], of `count`.
struct Pixels {
  int begin, end;
};
Pixels pixels_between(float low, float high, int count) {
  const auto limit = static_cast<float>(count);  // clamped values are not negative, so the casts round down
  return {static_cast<int>(std::clamp(low + 0.5f, 0.f, limit)), static_cast<int>(std::clamp(high + 0.5f, 0.f, limit))};
}

// Keeps the part of a segment within [low, high] on one axis; false when nothing is left. Liang and Barsky's clipping.
bool clip_axis(double from, double delta, double low, double high, double* begin, double* end) {
  if (delta == 0) return from >= low && from <= high;
  double enter = (low - from) / delta, leave = (high - from) / delta;
  if (enter > leave) std::swap(enter, leave);
  *begin = std::max(*begin, enter);
  *end = std::min(*end, leave);
  return *begin <= *end;
}

// Cuts off what is so far outside that neither it nor the round end at the cut can be seen.
bool clip(const ImageBuilder& canvas, float margin, Point2* from, Point2* to) {
  const double dx = double{to->x} - from->x, dy = double{to->y} - from->y;
  double begin = 0, end = 1;
  if (!clip_axis(from->x, dx, -margin, canvas.width() + margin, &begin, &end)) return false;
  if (!clip_axis(from->y, dy, -margin, canvas.height() + margin, &begin, &end)) return false;
  const Point2 start = *from;
  if (begin > 0) *from = {static_cast<float>(start.x + begin * dx), static_cast<float>(start.y + begin * dy)};
  if (end < 1) *to = {static_cast<float>(start.x + end * dx), static_cast<float>(start.y + end * dy)};
  return true;
}

// A line seen along the axis it runs along most: `a` is that axis, `b` the other.
struct Stroke {
  uint8_t* data;
  ptrdiff_t a_stride, b_stride;
  int a_count, b_count;
  float a_from, b_from, a_unit, b_unit, length, radius;
  Color color;

  void swap_axes() {
    std::swap(a_stride, b_stride);
    std::swap(a_count, b_count);
    std::swap(a_from, b_from);
    std::swap(a_unit, b_unit);
  }

  void draw() const {
    const float reach = radius + 0.5f, slope = b_unit / a_unit, half_section = reach / a_unit;
    const Pixels columns = pixels_between(a_from - reach, a_from + length * a_unit + reach, a_count);
    for (int a = columns.begin; a < columns.end; ++a) {
      const float da = static_cast<float>(a) + 0.5f - a_from;
      const float middle = b_from + slope * da;
      const Pixels section = pixels_between(middle - half_section, middle + half_section, b_count);
      draw_section(data + a * a_stride + section.begin * b_stride, da, section);
    }
  }

 private:
  // Pixels of one column, which is `da` away from the line's start; `pixel` is the first.
  void draw_section(uint8_t* pixel, float da, Pixels section) const {
    for (int b = section.begin; b < section.end; ++b, pixel += b_stride) {
      const float db = static_cast<float>(b) + 0.5f - b_from;
      const float along = da * a_unit + db * b_unit, across = std::abs(da * b_unit - db * a_unit);
      const float beyond = std::max(-along, along - length);  // the ends are round
      const float distance = beyond > 0 ? std::sqrt(beyond * beyond + across * across) : across;
      blend(pixel, color, coverage_of(radius - distance));
    }
  }
};

// Pixels between two radii.
void draw_ring(ImageBuilder& canvas, Point2 center, float inner, float outer, Color color) {
  const Pixels rows = pixels_between(center.y - outer - 0.5f, center.y + outer + 0.5f, canvas.height());
  const Pixels columns = pixels_between(center.x - outer - 0.5f, center.x + outer + 0.5f, canvas.width());
  for (int y = rows.begin; y < rows.end; ++y) {
    const float dy = static_cast<float>(y) + 0.5f - center.y;
    uint8_t* pixel = canvas.row(y) + columns.begin * 3;
    for (int x = columns.begin; x < columns.end; ++x, pixel += 3) {
      const float dx = static_cast<float>(x) + 0.5f - center.x;
      const float distance = std::sqrt(dx * dx + dy * dy);
      const int coverage = coverage_of(std::min(outer - distance, distance - inner));
      if (coverage > 0) blend(pixel, color, coverage);
    }
  }
}

}  // namespace

void draw_line(ImageBuilder& canvas, Point2 from, Point2 to, float thickness_px, Color color) {
  SACCADE_CHECK(canvas.format() == PixelFormat::kRgb8);
  if (!drawable({from.x, from.y, to.x, to.y, thickness_px}) || thickness_px <= 0) return;
  const float radius = 0.5f * thickness_px;
  if (!clip(canvas, radius + 2, &from, &to)) return;
  const bool steep = std::abs(to.y - from.y) > std::abs(to.x - from.x);
  if (steep ? to.y < from.y : to.x < from.x) std::swap(from, to);
  const float dx = to.x - from.x, dy = to.y - from.y, length = std::sqrt(dx * dx + dy * dy);
  if (length < 1e-3f) return fill_circle(canvas, from, radius, color);
  Stroke stroke{.data = canvas.row(0),
                .a_stride = 3,
                .b_stride = canvas.stride_bytes(),
                .a_count = canvas.width(),
                .b_count = canvas.height(),
                .a_from = from.x,
                .b_from = from.y,
                .a_unit = dx / length,
                .b_unit = dy / length,
                .length = length,
                .radius = radius,
                .color = color};
  if (steep) stroke.swap_axes();
  stroke.draw();
}

void draw_circle(ImageBuilder& canvas, Point2 center, float radius_px, float thickness_px, Color color) {
  SACCADE_CHECK(canvas.format() == PixelFormat::kRgb8);
  if (!drawable({center.x, center.y, radius_px, thickness_px}) || radius_px < 0 || thickness_px <= 0) return;
  const float half = 0.5f * thickness_px;
  // An inner radius below zero is a disc, whose middle pixel must not count as being near the inner edge.
  draw_ring(canvas, center, radius_px > half ? radius_px - half : -1, radius_px + half, color);
}

void fill_circle(ImageBuilder& canvas, Point2 center, float radius_px, Color color) {
  SACCADE_CHECK(canvas.format() == PixelFormat::kRgb8);
  if (!drawable({center.x, center.y, radius_px}) || radius_px <= 0) return;
  draw_ring(canvas, center, -1, radius_px, color);
}

void draw_rectangle(ImageBuilder& canvas, Point2 corner, Point2 opposite, float thickness_px, Color color) {
  const std::array<Point2, 5> path = {{corner, {opposite.x, corner.y}, opposite, {corner.x, opposite.y}, corner}};
  for (size_t i = 0; i + 1 < path.size(); ++i) draw_line(canvas, path[i], path[i + 1], thickness_px, color);
}

void draw_text(ImageBuilder& canvas, Point2 origin, float height_px, std::string_view text, Color color) {
  if (!(height_px > 0)) return;
  const float unit = height_px / kGlyphHeight;
  const float thickness = std::max(1.f, 0.8f * unit);
  for (char character : text) {
    const std::string_view strokes = glyph_strokes(character);
    const auto point_at = [&](size_t i) {
      return Point2{origin.x + static_cast<float>(strokes[i] - '0') * unit,
                    origin.y + static_cast<float>(strokes[i + 1] - '0' - kGlyphHeight) * unit};
    };
    for (size_t i = 0; i + 3 < strokes.size(); i += 2) {
      if (strokes[i + 2] == ' ') {
        ++i;  // with the loop's two steps: on to the next stroke's first point
        continue;
      }
      draw_line(canvas, point_at(i), point_at(i + 2), thickness, color);
    }
    origin.x += kGlyphAdvance * unit;
  }
}

}  // namespace saccade
