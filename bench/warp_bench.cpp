// warp_to_tensor on the crops that the face graphs make, per instruction set, against a naive loop.
// Build with the release preset; run build/release/bin/warp_bench.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "engine/cpu/warp.h"

namespace saccade::cpu {
namespace {

struct Case {
  const char* name;
  Size image;
  Roi roi;
  WarpSpec spec;
};

const Case kCases[] = {
    {"face 192x192, turned, from 640x360", {640, 360}, {330, 170, 210, 210, 0.2f}, {.width = 192, .height = 192}},
    {"face 192x192, upright, from 640x360", {640, 360}, {330, 170, 210, 210, 0}, {.width = 192, .height = 192}},
    {"face 192x192, turned, from 1920x1080", {1920, 1080}, {990, 510, 630, 630, 0.2f}, {.width = 192, .height = 192}},
    {"letterbox 128x128 from 640x360", {640, 360}, {320, 180, 640, 640, 0}, {.width = 128, .height = 128}},
    {"letterbox 192x192 from 1920x1080", {1920, 1080}, {960, 540, 1920, 1920, 0}, {.width = 192, .height = 192}},
};

Image noise(Size size) {
  std::mt19937 random(1);
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    for (int b = 0; b < size.width * 3; ++b) builder.row(y)[b] = static_cast<uint8_t>(random());
  }
  return std::move(builder).finish();
}

// What one writes without thinking of speed: floats, four neighbours, replicated border.
void naive(const HostPixels& pixels, Size size, const Roi& roi, const WarpSpec& spec, float* out) {
  const float cosine = std::cos(roi.rotation), sine = std::sin(roi.rotation);
  for (int j = 0; j < spec.height; ++j) {
    for (int i = 0; i < spec.width; ++i) {
      const float u = (static_cast<float>(i) / spec.width - 0.5f) * roi.width;
      const float v = (static_cast<float>(j) / spec.height - 0.5f) * roi.height;
      const float x = std::clamp(roi.center_x + cosine * u - sine * v, 0.f, size.width - 1.f);
      const float y = std::clamp(roi.center_y + sine * u + cosine * v, 0.f, size.height - 1.f);
      const int left = std::min(static_cast<int>(x), size.width - 2),
                top = std::min(static_cast<int>(y), size.height - 2);
      const float dx = x - left, dy = y - top;
      const uint8_t* upper = pixels.data + top * pixels.stride_bytes + left * 3;
      const uint8_t* lower = upper + pixels.stride_bytes;
      for (int c = 0; c < 3; ++c) {
        const float above = upper[c] * (1 - dx) + upper[c + 3] * dx, below = lower[c] * (1 - dx) + lower[c + 3] * dx;
        *out++ = (above * (1 - dy) + below * dy) * ((spec.range_max - spec.range_min) / 255) + spec.range_min;
      }
    }
  }
}

void bench_warp(benchmark::State& state, const Case& c, Isa isa) {
  const Image image = noise(c.image);
  std::vector<float> out(static_cast<size_t>(c.spec.width) * c.spec.height * 3);
  for (auto _ : state) {
    if (!warp_into(image, {&c.roi, 1}, c.spec, isa, out).ok()) return state.SkipWithError("warp failed");
    benchmark::DoNotOptimize(out.data());
  }
}

void bench_naive(benchmark::State& state, const Case& c) {
  const Image image = noise(c.image);
  const HostPixels pixels = *image.host();
  std::vector<float> out(static_cast<size_t>(c.spec.width) * c.spec.height * 3);
  for (auto _ : state) {
    naive(pixels, c.image, c.roi, c.spec, out.data());
    benchmark::DoNotOptimize(out.data());
  }
}

void add(std::string name, auto function, const auto&... args) {
  benchmark::RegisterBenchmark(name.c_str(), function, args...)->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace saccade::cpu

int main(int argc, char** argv) {
  using namespace saccade::cpu;
  for (const Case& c : kCases) {
    add(std::string(c.name) + "/naive", bench_naive, c);
    for (Isa isa : available_isas()) add(std::string(c.name) + "/" + isa_name(isa), bench_warp, c, isa);
    Case cubic = c;
    cubic.spec.interpolation = saccade::Interpolation::kBicubic;
    add(std::string(c.name) + "/bicubic", bench_warp, cubic, available_isas().back());
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
