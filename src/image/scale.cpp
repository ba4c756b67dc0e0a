#include "image/scale.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "image/convert.h"

namespace saccade {
namespace {

constexpr int kChannels = 3;

// The source positions that one position of the result is made of.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

// `begin`: where the result's first pixel starts in the source; `step`: source pixels for each of the result.
std::vector<Taps> taps_of(int count, double begin, double step, int extent) {
  const double reach = std::max(step, 1.0);
  std::vector<Taps> all(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    const double middle = begin + (i + 0.5) * step - 0.5;
    Taps& taps = all[static_cast<size_t>(i)];
    taps.first = std::clamp(static_cast<int>(std::ceil(middle - reach)), 0, extent - 1);
    const int last = std::clamp(static_cast<int>(std::floor(middle + reach)), taps.first, extent - 1);
    double sum = 0;
    for (int at = taps.first; at <= last; ++at) {
      // At the edges a position may lie beyond all pixels: the outermost one then stands for it.
      const double weight = std::max(1 - std::abs(at - middle) / reach, 1e-6);
      taps.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : taps.weights) weight /= static_cast<float>(sum);
  }
  return all;
}

void add_row(const uint8_t* row, float weight, std::vector<float>& sums) {
  for (size_t i = 0; i < sums.size(); ++i) sums[i] += weight * row[i];
}

void write_row(const std::vector<float>& row, const std::vector<Taps>& columns, uint8_t* out) {
  for (const Taps& taps : columns) {
    for (size_t c = 0; c < kChannels; ++c) {
      float sum = 0.5f;
      for (size_t i = 0; i < taps.weights.size(); ++i) {
        sum += taps.weights[i] * row[(static_cast<size_t>(taps.first) + i) * kChannels + c];
      }
      *out++ = static_cast<uint8_t>(std::min(sum, 255.f));
    }
  }
}

}  // namespace

Result<Image> scale_to_cover(const Image& image, Size size) {
  const Image source = SACCADE_TRY(convert(image, PixelFormat::kRgb8));
  const HostPixels pixels = SACCADE_TRY(source.host());
  ImageBuilder result = SACCADE_TRY(ImageBuilder::create(PixelFormat::kRgb8, size.width, size.height));
  const double step =
      std::min(static_cast<double>(source.width()) / size.width, static_cast<double>(source.height()) / size.height);
  const auto columns = taps_of(size.width, (source.width() - step * size.width) / 2, step, source.width());
  const auto rows = taps_of(size.height, (source.height() - step * size.height) / 2, step, source.height());
  for (int y = 0; y < size.height; ++y) {
    const Taps& taps = rows[static_cast<size_t>(y)];
    std::vector<float> sums(static_cast<size_t>(source.width()) * kChannels);
    for (size_t i = 0; i < taps.weights.size(); ++i) {
      add_row(pixels.data + (taps.first + static_cast<ptrdiff_t>(i)) * pixels.stride_bytes, taps.weights[i], sums);
    }
    write_row(sums, columns, result.row(y));
  }
  return std::move(result).finish();
}

}  // namespace saccade
