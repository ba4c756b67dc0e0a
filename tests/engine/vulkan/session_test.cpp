// Sessions of the Vulkan engine beyond what every engine's suite asks: laziness, recordings, memory, several at once.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "engine/vulkan/ops/vulkan_session.h"
#include "support/model_builder.h"
#include "test_engine.h"

namespace saccade::vulkan {
namespace {

constexpr DeviceOptions kStaging{.force_staging = true, .fake_alignment_bytes = 1024, .fake_incoherent = true};

// Several levels, a value that lives long, outputs of two sizes (the larger one is beyond what is copied at once).
Model small_model() {
  ModelBuilder builder;
  const TensorId x = builder.input({1, 40, 36, 12});
  const TensorId a = builder.op(OpKind::kRelu, {x}, {1, 40, 36, 12});
  const TensorId b = builder.op(OpKind::kMaxPool2d, {a}, {1, 20, 18, 12}, Pool2dParams{});
  const TensorId c = builder.op(OpKind::kLogistic, {b}, {1, 20, 18, 12});
  const TensorId d = builder.op(OpKind::kMul, {b, c}, {1, 20, 18, 12}, ElementwiseParams{});
  const TensorId e = builder.add(d, b);
  const TensorId mean = builder.op(OpKind::kMean, {e}, {1, 12}, MeanParams{{1, 2}, false});
  return builder.build({mean, builder.add(a, a)});
}

Tensor input_of(uint32_t seed, int batch = 1) {
  const reference::Array values = reference::random_array({batch, 40, 36, 12}, seed);
  return Tensor::from_floats(values.shape, std::vector<float>(values.values.begin(), values.values.end()));
}

std::vector<float> floats_of(const Tensor& tensor) {
  const auto floats = tensor.floats();
  EXPECT_TRUE(floats.ok()) << floats.error().to_string();
  if (!floats.ok()) return {};
  return {floats->begin(), floats->end()};
}

std::vector<std::vector<float>> values_of(const Result<std::vector<Tensor>>& results) {
  EXPECT_TRUE(results.ok()) << results.error().to_string();
  std::vector<std::vector<float>> values;
  for (size_t i = 0; results.ok() && i < results->size(); ++i) values.push_back(floats_of((*results)[i]));
  return values;
}

// On shared memory, and on a device that has to be imitated.
class VulkanSessionTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override { engine_ = engine({}); }

  std::shared_ptr<VulkanEngine> engine(const VulkanEngineOptions& options) {
    auto engine = test_engine(options, GetParam() ? kStaging : DeviceOptions{});
    if (!engine.ok()) return nullptr;
    return *engine;
  }
  std::unique_ptr<Session> session(const Model& model) { return session(engine_, model); }
  static std::unique_ptr<Session> session(const std::shared_ptr<VulkanEngine>& engine, const Model& model) {
    auto session = engine->prepare(model, {.wanted_outputs = {}, .precision = Precision::kFloat32});
    EXPECT_TRUE(session.ok()) << session.error().to_string();
    return *std::move(session);
  }

  std::shared_ptr<VulkanEngine> engine_;
};

#define SKIP_WITHOUT_VULKAN() \
  if (!engine_) GTEST_SKIP() << "skipped: no Vulkan device"

TEST_P(VulkanSessionTest, GivesTheReferencesNumbers) {
  SKIP_WITHOUT_VULKAN();
  const Model model = small_model();
  const auto have = values_of(session(model)->run(input_of(1)));
  const auto want = reference::run(model, {reference::random_array({1, 40, 36, 12}, 1)});
  ASSERT_EQ(have.size(), want.size());
  for (size_t i = 0; i < want.size(); ++i) {
    ASSERT_EQ(have[i].size(), want[i].values.size());
    for (size_t k = 0; k < have[i].size(); ++k) ASSERT_NEAR(have[i][k], want[i].values[k], 1e-5) << i << " " << k;
  }
}

INSTANTIATE_TEST_SUITE_P(Memory, VulkanSessionTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "staging" : "unified"; });

}  // namespace
}  // namespace saccade::vulkan
