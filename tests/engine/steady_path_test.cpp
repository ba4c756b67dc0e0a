// What happens frame after frame: no memory is asked for, and sessions of one engine run side by side.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "allocation_count.h"
#include "engine/cpu/cpu_engine.h"
#include "support/model_builder.h"

namespace saccade {
namespace {

Model small_model() {
  const Shape shape{1, 24, 24, 32};
  ModelBuilder builder;
  Conv2dParams first;
  first.kernel_h = first.kernel_w = 3, first.stride_h = first.stride_w = 2;
  first.padding = {0, 1, 0, 1};
  DepthwiseConv2dParams depthwise;
  depthwise.kernel_h = depthwise.kernel_w = 3;
  depthwise.padding = {1, 1, 1, 1};
  const TensorId x = builder.prelu(builder.conv(builder.input({1, 48, 48, 3}), shape, first));
  const TensorId sum = builder.add(builder.conv(builder.depthwise(x, shape, depthwise), shape), x);
  const TensorId mean = builder.op(OpKind::kMean, {sum}, {1, 32}, MeanParams{{1, 2}, false});
  const TensorId head = builder.op(OpKind::kFullyConnected, {mean, builder.constant({70, 32}), kNoTensor}, {1, 70},
                                   FullyConnectedParams{});
  return builder.build({head, builder.conv(sum, {1, 24, 24, 5})});
}

Tensor input_of(uint32_t seed) {
  const reference::Array values = reference::random_array({1, 48, 48, 3}, seed);
  return Tensor::from_floats(values.shape, std::vector<float>(values.values.begin(), values.values.end()));
}

std::vector<float> floats_of(const Tensor& tensor) {
  const auto floats = *tensor.floats();
  return {floats.begin(), floats.end()};
}

TEST(SteadyPath, ARunAsksForNoMemoryButTheListOfItsResults) {
  for (int threads : {1, 2}) {
    auto engine = cpu::CpuEngine::create({.threads = threads, .isa = cpu::available_isas().back()});
    auto session = *(*engine)->prepare(small_model(), {});
    const Tensor input = input_of(1);
    for (int warm_up = 0; warm_up < 3; ++warm_up) ASSERT_TRUE(session->run(input).ok());

    const long before = allocation_count();
    for (int frame = 0; frame < 10; ++frame) ASSERT_TRUE(session->run(input).ok());

    EXPECT_EQ(allocation_count() - before, 10) << threads << " threads";
  }
}

TEST(SteadyPath, AWarpUsesTheMemoryOfTheOneBefore) {
  auto engine = *cpu::CpuEngine::create({.isa = cpu::available_isas().back()});
  const std::vector<uint8_t> pixels(64 * 48 * 3, 77);
  const Image image = *Image::copy(PixelFormat::kRgb8, 64, 48, {pixels.data(), 64 * 3});
  const Roi roi{.center_x = 32, .center_y = 24, .width = 30, .height = 30, .rotation = 0.3f};
  const WarpSpec spec{.width = 48, .height = 48};
  for (int warm_up = 0; warm_up < 3; ++warm_up) ASSERT_TRUE(engine->warp_to_tensor(image, {&roi, 1}, spec).ok());

  const long before = allocation_count();
  for (int frame = 0; frame < 10; ++frame) ASSERT_TRUE(engine->warp_to_tensor(image, {&roi, 1}, spec).ok());

  EXPECT_EQ(allocation_count(), before);
}

TEST(SteadyPath, SessionsOfOneEngineRunSideBySide) {
  auto engine = *cpu::CpuEngine::create({.threads = 2, .isa = cpu::available_isas().back()});
  const Model model = small_model();
  const std::vector<float> want_a = floats_of((*(*engine->prepare(model, {}))->run(input_of(1)))[1]);
  const std::vector<float> want_b = floats_of((*(*engine->prepare(model, {}))->run(input_of(2)))[1]);
  std::atomic<int> wrong{0};
  const auto work = [&](uint32_t seed, const std::vector<float>& want) {
    auto session = *engine->prepare(model, {});
    const Tensor input = input_of(seed);
    for (int frame = 0; frame < 50; ++frame) wrong += floats_of((*session->run(input))[1]) != want;
  };

  std::thread other(work, 1, std::cref(want_a));
  work(2, want_b);
  other.join();

  EXPECT_EQ(wrong.load(), 0);
}

TEST(SteadyPath, ResultsStayAsTheyAreWhileTheyAreHeld) {
  auto engine = *cpu::CpuEngine::create({.isa = cpu::available_isas().back()});
  auto session = *engine->prepare(small_model(), {});
  const std::vector<Tensor> held = *session->run(input_of(1));
  const std::vector<float> before = floats_of(held[0]);

  for (uint32_t seed = 2; seed < 6; ++seed) ASSERT_TRUE(session->run(input_of(seed)).ok());

  EXPECT_EQ(floats_of(held[0]), before);
}

TEST(SteadyPath, ResultsOutliveSessionAndEngine) {
  std::vector<Tensor> results;
  {
    auto engine = *cpu::CpuEngine::create({.isa = cpu::available_isas().back()});
    results = *(*engine->prepare(small_model(), {}))->run(input_of(1));
  }

  EXPECT_EQ(results[0].floats()->size(), 70u);
}

}  // namespace
}  // namespace saccade
