// Each kernel on the shapes of the face models, as GFLOP/s and as a share of what the core can do: measured clock x
// lanes x 4 (two multiply-adds a cycle). Both count real channels only; `issued` counts the ones that fill blocks of 16
// too, so it is what the tile itself reaches. Figures are of the fastest iteration: other work on the machine only
// adds. Large maps run as many rows as fit into half of a megabyte with their inputs: the engine runs them in strips
// too, and the figure is the kernel's, not the third-level cache's. SACCADE_ISA chooses the instruction set.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/env.h"
#include "engine/cpu/isa.h"
#include "engine/cpu/kernels/kernels.h"

namespace saccade::cpu {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Cycles per second, from a chain of dependent additions (one a cycle on every core). The fastest of several.
double measured_clock() {
  constexpr int kLinks = 1 << 18;
  double best = std::numeric_limits<double>::max();
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto start = Clock::now();
    for (int i = 0; i < kLinks / 16; ++i) {
#if defined(__x86_64__)
      asm volatile(".rept 16\n add $1, %%rax\n .endr" ::: "rax", "cc");
#elif defined(__aarch64__)
      asm volatile(".rept 16\n add x9, x9, #1\n .endr" ::: "x9");
#endif
    }
    best = std::min(best, seconds_since(start));
  }
  return kLinks / best;
}

// 64-byte aligned floats in [-1, 1].
class Floats {
 public:
  explicit Floats(size_t count)
      : data_(static_cast<float*>(std::aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64))) {
    std::minstd_rand random(7);
    std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
    for (size_t i = 0; i < count; ++i) data_.get()[i] = uniform(random);
  }
  float* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(float* p) const { std::free(p); }
  };
  std::unique_ptr<float, Free> data_;
};

enum class Kind { kPointwise, kDepthwise, kFirst, kConv };

struct Shape {
  Kind kind;
  int width, in_channels, out_channels;  // square maps; width is the input's
  int kernel = 1, stride = 1;
  Res res = Res::kNone;
  Act act = Act::kNone;
  int residual_channels = 0;  // 0: as many as the input (pooled) or the output
};

// The distinct layers of the nets, from their files; activations and residuals as the rewrites fold them.
constexpr Res kSame = Res::kSame, kPool = Res::kMaxPool2x2, kUp = Res::kUpsample2x;
const std::vector<std::pair<const char*, std::vector<Shape>>> kNets = {
    {"face_landmark",
     {{Kind::kFirst, 192, 3, 16, 3, 2, Res::kNone, Act::kPrelu},
      {Kind::kDepthwise, 96, 16, 16, 3, 1},
      {Kind::kPointwise, 96, 16, 16, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 96, 16, 16, 3, 2},
      {Kind::kPointwise, 48, 16, 32, 1, 1, kPool, Act::kPrelu},
      {Kind::kDepthwise, 48, 32, 32, 3, 1},
      {Kind::kPointwise, 48, 32, 32, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 48, 32, 32, 3, 2},
      {Kind::kPointwise, 24, 32, 64, 1, 1, kPool, Act::kPrelu},
      {Kind::kDepthwise, 24, 64, 64, 3, 1},
      {Kind::kPointwise, 24, 64, 64, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 24, 64, 64, 3, 2},
      {Kind::kPointwise, 12, 64, 128, 1, 1, kPool, Act::kPrelu},
      {Kind::kDepthwise, 12, 128, 128, 3, 1},
      {Kind::kPointwise, 12, 128, 128, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 12, 128, 128, 3, 2},
      {Kind::kPointwise, 6, 128, 128, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 6, 128, 128, 3, 1},
      {Kind::kDepthwise, 6, 128, 128, 3, 2},
      {Kind::kPointwise, 3, 128, 128, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 3, 128, 128, 3, 1},
      {Kind::kPointwise, 3, 128, 32, 1, 1, Res::kNone, Act::kPrelu}}},
    {"attention",
     {{Kind::kDepthwise, 16, 32, 32, 3, 1},
      {Kind::kPointwise, 16, 32, 32, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 8, 64, 64, 3, 1},
      {Kind::kPointwise, 8, 64, 64, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 4, 128, 128, 3, 1},
      {Kind::kPointwise, 4, 128, 128, 1, 1, kSame, Act::kPrelu},
      {Kind::kDepthwise, 2, 128, 128, 3, 1},
      {Kind::kPointwise, 2, 128, 128, 1, 1, kSame, Act::kPrelu}}},
    {"blazeface",
     {{Kind::kFirst, 128, 3, 24, 5, 2, Res::kNone, Act::kRelu},
      {Kind::kDepthwise, 64, 24, 24, 3, 1},
      {Kind::kPointwise, 64, 24, 24, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 64, 24, 28, 1, 1, kSame, Act::kRelu},
      {Kind::kDepthwise, 64, 28, 28, 3, 2},
      {Kind::kPointwise, 32, 28, 32, 1, 1, kPool, Act::kRelu},
      {Kind::kDepthwise, 32, 32, 32, 3, 1},
      {Kind::kPointwise, 32, 32, 36, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 32, 36, 42, 1, 1, kSame, Act::kRelu},
      {Kind::kDepthwise, 32, 42, 42, 3, 2},
      {Kind::kPointwise, 16, 42, 48, 1, 1, kPool, Act::kRelu},
      {Kind::kDepthwise, 16, 48, 48, 3, 1},
      {Kind::kPointwise, 16, 56, 64, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 16, 72, 80, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 16, 80, 88, 1, 1, kSame, Act::kRelu},
      {Kind::kDepthwise, 16, 88, 88, 3, 2},
      {Kind::kPointwise, 8, 88, 96, 1, 1, kPool, Act::kRelu},
      {Kind::kDepthwise, 8, 96, 96, 3, 1},
      {Kind::kPointwise, 8, 96, 96, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 16, 88, 32}}},
    {"full_range",
     {{Kind::kFirst, 192, 3, 32, 3, 2, Res::kNone, Act::kRelu},
      {Kind::kDepthwise, 96, 32, 32, 3, 1},
      {Kind::kPointwise, 96, 32, 8, 1, 1, Res::kNone, Act::kRelu},
      {Kind::kDepthwise, 96, 8, 8, 3, 1},
      {Kind::kPointwise, 96, 8, 32, 1, 1, kSame, Act::kRelu},
      {Kind::kDepthwise, 96, 32, 32, 3, 2},
      {Kind::kPointwise, 48, 32, 12, 1, 1, Res::kNone, Act::kRelu},
      {Kind::kPointwise, 48, 12, 48, 1, 1, kPool, Act::kRelu, 32},
      {Kind::kDepthwise, 48, 48, 48, 3, 1},
      {Kind::kPointwise, 48, 48, 12, 1, 1, Res::kNone, Act::kRelu},
      {Kind::kPointwise, 48, 16, 64, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 24, 64, 24, 1, 1, Res::kNone, Act::kRelu},
      {Kind::kPointwise, 24, 24, 96, 1, 1, kPool, Act::kRelu, 64},
      {Kind::kPointwise, 24, 128, 32, 1, 1, Res::kNone, Act::kRelu},
      {Kind::kPointwise, 24, 32, 128, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 12, 192, 64, 1, 1, Res::kNone, Act::kRelu},
      {Kind::kPointwise, 12, 64, 256, 1, 1, kSame, Act::kRelu},
      {Kind::kPointwise, 6, 96, 384, 1, 1, kSame, Act::kRelu},
      {Kind::kDepthwise, 6, 384, 384, 3, 1},
      {Kind::kPointwise, 6, 384, 96, 1, 1, Res::kNone, Act::kRelu},
      {Kind::kPointwise, 12, 256, 96, 1, 1, kUp, Act::kRelu},
      {Kind::kPointwise, 48, 64, 48, 1, 1, kUp, Act::kRelu}}},
    {"iris",
     {{Kind::kFirst, 64, 3, 64, 3, 2, Res::kNone, Act::kPrelu},
      {Kind::kConv, 32, 64, 64, 2, 2, Res::kNone, Act::kPrelu},
      {Kind::kConv, 16, 128, 64, 2, 2, Res::kNone, Act::kPrelu}}},
    {"palm", {{Kind::kFirst, 192, 3, 32, 5, 2}}},
    {"depthwise_5x5",
     {{Kind::kDepthwise, 96, 32, 32, 5, 1},
      {Kind::kDepthwise, 96, 32, 32, 5, 2},
      {Kind::kDepthwise, 24, 128, 128, 5, 1},
      {Kind::kDepthwise, 14, 288, 288, 5, 1}}},
};

struct OwnedMap {
  OwnedMap(int size, int channels)
      : memory(map_floats(size, size, channels, 2)), map(make_map(memory.data(), size, size, size, channels, 2)) {}
  Floats memory;
  Map map;
};

// Everything that one layer needs, and the call.
class Layer {
 public:
  Layer(const KernelTable& kernels, const Shape& shape)
      : kernels_(kernels),
        shape_(shape),
        out_width_((shape.width + shape.stride - 1) / shape.stride),
        in_(shape.width, shape.in_channels),
        out_(out_width_, shape.out_channels),
        residual_(residual_width(), residual_channels()),
        weights_(static_cast<size_t>(taps()) * shape.in_channels * (shape.out_channels + kBlock)),
        channels_(static_cast<size_t>(shape.out_channels) + kBlock) {
    args_.in = in_.map, args_.out = out_.map;
    args_.dense_in = in_.memory.data();
    args_.weights = weights_.data();
    args_.post = {channels_.data(), channels_.data(), &residual_.map, shape.res, shape.act, false};
    args_.kernel_h = args_.kernel_w = shape.kernel;
    args_.stride_h = args_.stride_w = shape.stride;
    args_.pad_top = args_.pad_left = std::max((out_width_ - 1) * shape.stride + shape.kernel - shape.width, 0) / 2;
    args_.row_end = rows();
    kernels.plan_tiles(args_);
  }

  void run() const {
    switch (shape_.kind) {
      case Kind::kPointwise:
      case Kind::kConv:
        return kernels_.conv(args_);
      case Kind::kDepthwise:
        return kernels_.depthwise(args_);
      case Kind::kFirst:
        return kernels_.first_conv(args_);
    }
  }
  double flops(bool issued) const {
    const auto count = [&](int channels) { return issued ? (channels + kBlock - 1) / kBlock * kBlock : channels; };
    const double depth = shape_.kind == Kind::kDepthwise ? 1 : shape_.in_channels;
    return 2.0 * rows() * out_width_ * taps() * depth * count(shape_.out_channels);
  }

 private:
  int residual_width() const {
    if (shape_.res == Res::kMaxPool2x2) return 2 * out_width_;
    return shape_.res == Res::kUpsample2x ? out_width_ / 2 : out_width_;
  }
  int residual_channels() const {
    if (shape_.residual_channels > 0) return shape_.residual_channels;
    return shape_.res == Res::kMaxPool2x2 ? shape_.in_channels : shape_.out_channels;
  }
  int rows() const {
    constexpr size_t kBytes = 512 << 10;
    const auto row = [](int width, int channels) { return sizeof(float) * map_floats(1, width, channels, 0); };
    size_t bytes = row(shape_.width, shape_.in_channels) * shape_.stride + row(out_width_, shape_.out_channels);
    if (shape_.res != Res::kNone) {
      bytes += row(residual_width(), residual_channels()) * residual_width() / out_width_;
    }
    return std::min(static_cast<int>(kBytes / bytes), out_width_);
  }
  int taps() const { return shape_.kernel * shape_.kernel; }

  const KernelTable& kernels_;
  Shape shape_;
  int out_width_;
  OwnedMap in_, out_, residual_;
  Floats weights_, channels_;
  ConvArgs args_;
};

void run_layer(benchmark::State& state, const KernelTable& kernels, const Shape& shape) {
  const Layer layer(kernels, shape);
  const double clock = measured_clock();  // each time, as it moves with what the other cores do
  double best = std::numeric_limits<double>::max();
  for (auto _ : state) {
    const auto start = Clock::now();
    layer.run();
    const double seconds = seconds_since(start);
    state.SetIterationTime(seconds);
    best = std::min(best, seconds);
  }
  const double peak = clock * kernels.lanes * 4;
  state.counters["GHz"] = clock * 1e-9;
  state.counters["best_us"] = best * 1e6;
  state.counters["GFLOP/s"] = layer.flops(false) / best * 1e-9;
  state.counters["peak_%"] = 100 * layer.flops(false) / best / peak;
  state.counters["issued_%"] = 100 * layer.flops(true) / best / peak;
}

std::string name_of(const char* net, const Shape& shape) {
  constexpr const char* kKinds[] = {"pointwise", "depthwise", "first", "conv"};
  constexpr const char* kResiduals[] = {"", "+same", "+pool", "+up"};
  std::string name = std::string(net) + "/" + kKinds[static_cast<int>(shape.kind)];
  if (shape.kernel > 1) name += std::to_string(shape.kernel) + "s" + std::to_string(shape.stride);
  name += "/" + std::to_string(shape.width) + "/" + std::to_string(shape.in_channels) + "to" +
          std::to_string(shape.out_channels);
  return name + kResiduals[static_cast<int>(shape.res)];
}

int bench(int argc, char** argv) {
  const auto isa = choose_isa(environment("SACCADE_ISA").value_or(""));
  if (!isa.ok()) {
    std::fprintf(stderr, "kernels_bench: %s\n", isa.error().to_string().c_str());
    return 2;
  }
  benchmark::AddCustomContext("isa", isa_name(*isa));
  for (const auto& [net, shapes] : kNets) {
    for (const Shape& shape : shapes) {
      benchmark::RegisterBenchmark(name_of(net, shape).c_str(), run_layer, kernels_for(*isa), shape)->UseManualTime();
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace saccade::cpu

int main(int argc, char** argv) { return saccade::cpu::bench(argc, argv); }
