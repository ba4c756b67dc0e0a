#include "engine/cpu/blur.h"

#include <algorithm>
#include <vector>

#include "engine/image_checks.h"
#include "image/convert.h"

namespace saccade::cpu {
namespace {

constexpr int kChannels = 3;

struct Floats {
  int width = 0, height = 0;
  std::vector<float> values;  // [height][width][kChannels]

  Floats(int width, int height)
      : width(width), height(height), values(size_t{1} * kChannels * static_cast<size_t>(width) * height) {}
  float* row(int y) { return values.data() + static_cast<ptrdiff_t>(y) * width * kChannels; }
};

Floats average_blocks(HostPixels pixels, int width, int height, int side) {
  Floats blocks((width + side - 1) / side, (height + side - 1) / side);
  for (int y = 0; y < height; ++y) {
    const uint8_t* from = pixels.data + y * pixels.stride_bytes;
    float* to = blocks.row(y / side);
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < kChannels; ++c) to[x / side * kChannels + c] += from[x * kChannels + c];
    }
  }
  for (int y = 0; y < blocks.height; ++y) {
    const int rows = std::min(side, height - y * side);
    for (int x = 0; x < blocks.width; ++x) {
      const auto pixel_count = static_cast<float>(rows * std::min(side, width - x * side));
      for (int c = 0; c < kChannels; ++c) blocks.row(y)[x * kChannels + c] /= pixel_count;
    }
  }
  return blocks;
}

// One line of one channel; beyond its ends it goes on as its last value.
void box_line(float* line, ptrdiff_t stride, int count, int radius, std::vector<float>& copy) {
  for (int i = 0; i < count; ++i) copy[static_cast<size_t>(i)] = line[i * stride];
  const auto at = [&](int i) { return double{copy[static_cast<size_t>(std::clamp(i, 0, count - 1))]}; };
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) sum += at(i);
  for (int i = 0; i < count; ++i) {
    line[i * stride] = static_cast<float>(sum / (2 * radius + 1));
    sum += at(i + radius + 1) - at(i - radius);
  }
}

void box_blur(Floats& picture, int radius) {
  std::vector<float> copy(static_cast<size_t>(std::max(picture.width, picture.height)));
  for (int c = 0; c < kChannels; ++c) {
    for (int y = 0; y < picture.height; ++y) box_line(picture.row(y) + c, kChannels, picture.width, radius, copy);
    for (int x = 0; x < picture.width; ++x) {
      box_line(picture.row(0) + x * kChannels + c, ptrdiff_t{1} * picture.width * kChannels, picture.height, radius,
               copy);
    }
  }
}

struct Tap {
  int low, high;
  float weight;
};

// Where pixel i lies among blocks.
Tap tap_of(int i, int side, int blocks) {
  const float at =
      std::clamp((static_cast<float>(i) + 0.5f) / static_cast<float>(side) - 0.5f, 0.f, static_cast<float>(blocks - 1));
  const int low = static_cast<int>(at);
  return {low, std::min(low + 1, blocks - 1), at - static_cast<float>(low)};
}

void stretch_row(Floats& blocks, int y, int side, int width, uint8_t* out) {
  const Tap row = tap_of(y, side, blocks.height);
  const float *top = blocks.row(row.low), *bottom = blocks.row(row.high);
  for (int x = 0; x < width; ++x) {
    const Tap column = tap_of(x, side, blocks.width);
    for (int c = 0; c < kChannels; ++c) {
      const int low = column.low * kChannels + c, high = column.high * kChannels + c;
      const float upper = top[low] + (top[high] - top[low]) * column.weight;
      const float lower = bottom[low] + (bottom[high] - bottom[low]) * column.weight;
      out[x * kChannels + c] = static_cast<uint8_t>(upper + (lower - upper) * row.weight + 0.5f);
    }
  }
}

}  // namespace

Result<Image> blurred(const Image& picture, float sigma_px) {
  SACCADE_TRY(check_picture(picture));
  const BlurPlan plan = SACCADE_TRY(blur_plan(sigma_px));
  const Image source = SACCADE_TRY(convert(picture, PixelFormat::kRgb8));
  const HostPixels pixels = SACCADE_TRY(source.host());
  const int side = plan.side;
  Floats blocks = average_blocks(pixels, source.width(), source.height(), side);
  for (const int radius : plan.radii) box_blur(blocks, radius);
  ImageBuilder result = SACCADE_TRY(ImageBuilder::create(PixelFormat::kRgb8, source.width(), source.height()));
  for (int y = 0; y < source.height(); ++y) stretch_row(blocks, y, side, source.width(), result.row(y));
  return std::move(result).finish();
}

}  // namespace saccade::cpu
