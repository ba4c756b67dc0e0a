// Sessions of the Vulkan engine beyond what every engine's suite asks: laziness, recordings, memory, several at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/vulkan/ops/vulkan_session.h"
#include "model/rewrite.h"
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

// Two convolutions of 0.41 MFLOP each.
Model conv_model() {
  ModelBuilder builder;
  const TensorId x = builder.prelu(builder.conv(builder.input({1, 40, 36, 12}), {1, 40, 36, 12}));
  return builder.build({builder.op(OpKind::kLogistic, {builder.conv(x, {1, 40, 36, 12})}, {1, 40, 36, 12})});
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

TEST_P(VulkanSessionTest, NothingIsSubmittedUntilAResultIsRead) {
  SKIP_WITHOUT_VULKAN();
  const auto first = session(small_model()), second = session(small_model());
  values_of(first->run(input_of(1)));  // the weights are on the device
  values_of(second->run(input_of(1)));
  const Traffic before = engine_->traffic();

  const auto a = first->run(input_of(2)), b = second->run(input_of(3));
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(engine_->traffic().submits, before.submits);
  floats_of((*a)[0]);
  floats_of((*a)[1]);

  const Traffic after = engine_->traffic();
  EXPECT_EQ(after.submits - before.submits, 1U);
  EXPECT_EQ(after.waits - before.waits, 1U);
  EXPECT_EQ(after.uploads - before.uploads, 2U);
  EXPECT_EQ(after.upload_bytes - before.upload_bytes, 2U * 40 * 36 * 12 * sizeof(float));
  EXPECT_EQ(after.readbacks - before.readbacks, 1U);
  floats_of((*b)[0]);  // ran with the first
  EXPECT_EQ(engine_->traffic().submits - before.submits, GetParam() ? 2U : 1U) << "its results are large";
}

TEST_P(VulkanSessionTest, TwoInFlightGiveWhatOneAfterTheOtherGives) {
  SKIP_WITHOUT_VULKAN();
  const auto first = session(small_model()), second = session(small_model());
  const auto want_a = values_of(first->run(input_of(1))), want_b = values_of(second->run(input_of(2)));
  const auto want_c = values_of(first->run(input_of(3)));

  const auto a = first->run(input_of(1)), b = second->run(input_of(2)), c = first->run(input_of(3));

  EXPECT_EQ(values_of(c), want_c);
  EXPECT_EQ(values_of(a), want_a);
  EXPECT_EQ(values_of(b), want_b);
}

TEST_P(VulkanSessionTest, TheBitsAreTheSameAgainAndWithoutAliasing) {
  SKIP_WITHOUT_VULKAN();
  const auto plain = session(small_model());
  const auto want = values_of(plain->run(input_of(1)));
  EXPECT_EQ(values_of(plain->run(input_of(1))), want);
  for (const VulkanEngineOptions& options :
       {VulkanEngineOptions{.alias_memory = false}, VulkanEngineOptions{.poison_memory = true},
        VulkanEngineOptions{.fuse = false}}) {
    EXPECT_EQ(values_of(session(engine(options), small_model())->run(input_of(1))), want);
  }
}

TEST_P(VulkanSessionTest, ABatchGivesWhatItsSamplesGive) {
  SKIP_WITHOUT_VULKAN();
  const auto session = this->session(small_model());
  const auto all = values_of(session->run(input_of(5, 3)));
  const Tensor batch = input_of(5, 3);
  const std::span<const float> values = *batch.floats();
  const size_t sample_size = values.size() / 3;
  for (size_t n = 0; n < 3; ++n) {
    const auto one =
        values_of(session->run(Tensor::from_floats({1, 40, 36, 12}, values.subspan(n * sample_size, sample_size))));
    for (size_t i = 0; i < one.size(); ++i) {
      const std::span<const float> part = std::span(all[i]).subspan(n * one[i].size(), one[i].size());
      EXPECT_TRUE(std::ranges::equal(part, one[i])) << "sample " << n << ", output " << i;
    }
  }
  for (int batch_size : {2, 4, 5, 6, 7, 1, 3}) {  // more than are kept
    EXPECT_EQ(floats_of((*session->run(input_of(6, batch_size)))[0]).size(), 12U * static_cast<size_t>(batch_size));
  }
}

TEST_P(VulkanSessionTest, AResultIsReadWhereItLiesByTheNextModel) {
  SKIP_WITHOUT_VULKAN();
  const auto first = session(small_model()), second = session(small_model());
  const auto result = first->run(input_of(1));
  const std::vector<float> between = floats_of((*result)[1]);
  const auto want = values_of(second->run(Tensor::from_floats({1, 40, 36, 12}, between)));
  const Traffic before = engine_->traffic();

  const auto have = second->run((*result)[1]);
  const auto chained = second->run((*first->run(input_of(1)))[1]);  // nothing of it was read

  EXPECT_EQ(values_of(have), want);
  EXPECT_EQ(values_of(chained), want);
  EXPECT_EQ(engine_->traffic().uploads - before.uploads, 1U) << "the input of the second run";
}

TEST_P(VulkanSessionTest, AResultOfAnotherEngineIsUploaded) {
  SKIP_WITHOUT_VULKAN();
  const auto other = engine({});
  const auto result = session(other, small_model())->run(input_of(1));
  const auto want =
      values_of(session(small_model())->run(Tensor::from_floats({1, 40, 36, 12}, floats_of((*result)[1]))));

  EXPECT_EQ(values_of(session(small_model())->run((*result)[1])), want);
}

TEST_P(VulkanSessionTest, ResultsStayAsTheyAreWhileTheyAreHeld) {
  SKIP_WITHOUT_VULKAN();
  const auto session = this->session(small_model());
  const auto held = session->run(input_of(1)), unread = session->run(input_of(2));
  const auto before = values_of(held);
  const auto want = values_of(session->run(input_of(2)));

  for (uint32_t seed = 3; seed < 9; ++seed) values_of(session->run(input_of(seed)));

  EXPECT_EQ(values_of(held), before);
  EXPECT_EQ(values_of(unread), want);
}

TEST_P(VulkanSessionTest, ResultsOutliveSessionAndEngine) {
  SKIP_WITHOUT_VULKAN();
  const auto want = values_of(session(small_model())->run(input_of(1)));
  Result<std::vector<Tensor>> read = std::vector<Tensor>(), unread = read;
  {
    auto session = this->session(small_model());
    unread = session->run(input_of(1));
    read = session->run(input_of(1));
    floats_of((*read)[0]);
    engine_.reset();
  }
  EXPECT_EQ(values_of(read), want);
  EXPECT_EQ(values_of(unread), want);
}

TEST_P(VulkanSessionTest, RunsThatNobodyReadsAreSubmittedAndGivenUp) {
  SKIP_WITHOUT_VULKAN();
  const auto session = this->session(small_model());
  const auto want = values_of(session->run(input_of(1)));
  const Traffic before = engine_->traffic();
  for (int run = 0; run < 300; ++run) ASSERT_TRUE(session->run(input_of(2)).ok());
  EXPECT_GE(engine_->traffic().submits - before.submits, 300U / 64);
  EXPECT_LE(engine_->traffic().submits - before.submits, 2 * 300U / 64 + 1);
  EXPECT_EQ(values_of(session->run(input_of(1))), want);
}

TEST_P(VulkanSessionTest, SessionsOfOneEngineRunSideBySide) {
  SKIP_WITHOUT_VULKAN();
  const auto want_a = values_of(session(small_model())->run(input_of(1)));
  const auto want_b = values_of(session(small_model())->run(input_of(2)));
  std::atomic<int> wrong{0};
  const auto work = [&](uint32_t seed, const std::vector<std::vector<float>>& want) {
    const auto session = this->session(small_model());
    const Tensor input = input_of(seed);
    for (int frame = 0; frame < 30; ++frame) wrong += values_of(session->run(input)) != want;
  };

  std::thread other(work, 1, std::cref(want_a));
  work(2, want_b);
  other.join();

  EXPECT_EQ(wrong.load(), 0);
}

// What is too long for one submission goes in several, cut between levels.
TEST_P(VulkanSessionTest, ALongPlanGoesInParts) {
  SKIP_WITHOUT_VULKAN();
  const auto want = values_of(session(conv_model())->run(input_of(1)));
  const auto queue = std::make_shared<Queue>(*shared_test_device(GetParam() ? kStaging : DeviceOptions{}));
  const Model model = *rewrite(conv_model(), {});
  for (const double most_flops : {0.0, 7e5, 1e12}) {
    VulkanSessionOptions options;
    options.poison_memory = true;
    options.most_flops = most_flops;
    const auto session = *VulkanSession::create(queue, model, options);
    const Plan& plan = **session->plan(1);
    const std::vector<PlanPart> parts = parts_of(plan, most_flops);
    EXPECT_EQ(parts.size(), most_flops == 0 ? static_cast<size_t>(plan.level_count) : most_flops < 1e6 ? 2U : 1U);
    EXPECT_EQ(parts.back().last, plan.dispatches.size());
    for (int run = 0; run < 3; ++run) EXPECT_EQ(values_of(session->run(input_of(1))), want);
  }
}

TEST_P(VulkanSessionTest, ImagesAreSampledSideBySide) {
  SKIP_WITHOUT_VULKAN();
  const WarpSpec spec{.width = 40, .height = 30, .range_max = 255};
  const Roi roi{.center_x = 32, .center_y = 24, .width = 30, .height = 30, .rotation = 0.3f};
  const std::vector<uint8_t> shared_pixels(64 * 48 * 3, 200);
  const Image shared = *Image::copy(PixelFormat::kRgb8, 64, 48, {shared_pixels.data(), 64 * 3});
  std::atomic<int> wrong{0};
  const auto work = [&](uint8_t shade) {
    for (int frame = 0; frame < 50; ++frame) {
      const std::vector<uint8_t> pixels(64 * 48 * 3, static_cast<uint8_t>(shade + frame));
      const Image own = *Image::copy(PixelFormat::kRgb8, 64, 48, {pixels.data(), 64 * 3});
      for (const auto& [image, value] : {std::pair(own, static_cast<float>(shade + frame)), {shared, 200.F}}) {
        const std::vector<float> values = floats_of(*engine_->warp_to_tensor(image, {&roi, 1}, spec));
        wrong += values.empty() || std::any_of(values.begin(), values.end(), [&](float v) { return v != value; });
      }
    }
  };

  std::thread other(work, 10);
  work(100);
  other.join();

  EXPECT_EQ(wrong.load(), 0);
}

TEST_P(VulkanSessionTest, AProfileHasATimeForEachLevel) {
  SKIP_WITHOUT_VULKAN();
  const auto made = session(small_model());
  auto& session = dynamic_cast<VulkanSession&>(*made);
  const auto want = values_of(session.run(input_of(1)));
  const auto seconds = session.profile(input_of(2));
  if (seconds.error().code() == StatusCode::kUnimplemented) GTEST_SKIP() << "skipped: " << seconds.error().message();
  ASSERT_TRUE(seconds.ok()) << seconds.error().to_string();
  EXPECT_EQ(seconds->size(), static_cast<size_t>((*session.plan(1))->level_count));
  double sum = 0;
  for (double level : *seconds) {
    EXPECT_GE(level, 0);
    sum += level;
  }
  EXPECT_GT(sum, 0);
  EXPECT_EQ(values_of(session.run(input_of(1))), want);
}

TEST_P(VulkanSessionTest, SaysWhereAndWhatItIs) {
  SKIP_WITHOUT_VULKAN();
  const auto session = this->session(small_model());
  const SessionInfo info = session->info();
  EXPECT_EQ(info.engine, "vulkan " + (*shared_test_device())->physical().name);
  EXPECT_EQ(info.precision, "fp32");
  EXPECT_GE(info.kernel_count, 5);
  EXPECT_GT(info.arena_bytes, 0U);
  const auto half = engine_->prepare(small_model(), {.wanted_outputs = {}, .precision = Precision::kFloat16});
  EXPECT_EQ((*half)->info().precision, "fp16");
  const auto automatic = engine_->prepare(small_model(), {});
  EXPECT_EQ((*automatic)->info().precision, (*shared_test_device())->physical().is_cpu() ? "fp32" : "fp16");
}

INSTANTIATE_TEST_SUITE_P(Memory, VulkanSessionTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "staging" : "unified"; });

}  // namespace
}  // namespace saccade::vulkan
