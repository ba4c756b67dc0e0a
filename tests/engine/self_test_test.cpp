// The self-test against engines that are right, wrong, and wrong in the ways that drivers are.
#include "engine/self_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "engine/cpu/cpu_engine.h"
#include "engine/vulkan/test_engine.h"
#include "support/fake_engine.h"

namespace saccade {
namespace {

using testing::HasSubstr;

std::shared_ptr<Engine> cpu_engine() { return *cpu::CpuEngine::create({}); }

// Changes a run's first output; `run` counts from 0 in each session.
using Fault = std::function<void(std::vector<float>& values, int run, Precision precision)>;

class FaultySession final : public Session {
 public:
  FaultySession(std::unique_ptr<Session> session, Fault fault, Precision precision)
      : session_(std::move(session)), fault_(std::move(fault)), precision_(precision) {}
  Result<std::vector<Tensor>> run(const Tensor& input) override {
    std::vector<Tensor> outputs = SACCADE_TRY(session_->run(input));
    const std::span<const float> right = SACCADE_TRY(outputs[0].floats());
    std::vector<float> values(right.begin(), right.end());
    fault_(values, run_++, precision_);
    outputs[0] = Tensor::from_floats(outputs[0].shape(), values);
    return outputs;
  }
  SessionInfo info() const override { return session_->info(); }

 private:
  std::unique_ptr<Session> session_;
  Fault fault_;
  Precision precision_;
  int run_ = 0;
};

class FaultyEngine final : public FakeEngineBase {
 public:
  explicit FaultyEngine(Fault fault, float crop_error = 0) : fault_(std::move(fault)), crop_error_(crop_error) {}
  EngineInfo info() const override { return {"gpu:0", "faulty", "vulkan"}; }
  Result<std::unique_ptr<Session>> prepare(const Model& model, const SessionOptions& options) override {
    return std::unique_ptr<Session>(
        std::make_unique<FaultySession>(SACCADE_TRY(cpu_->prepare(model, {})), fault_, options.precision));
  }
  Result<Tensor> warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) override {
    const Tensor crop = SACCADE_TRY(cpu_->warp_to_tensor(image, rois, spec));
    const std::span<const float> right = SACCADE_TRY(crop.floats());
    std::vector<float> values(right.begin(), right.end());
    values.back() += crop_error_;
    return Tensor::from_floats(crop.shape(), values);
  }

 private:
  std::shared_ptr<Engine> cpu_ = cpu_engine();
  Fault fault_;
  float crop_error_;
};

SelfTestVerdict verdict_on(Fault fault, float crop_error = 0) {
  FaultyEngine engine(std::move(fault), crop_error);
  return self_test(engine, *cpu_engine());
}

TEST(SelfTest, ARightDevicePasses) {
  const SelfTestVerdict verdict = verdict_on([](auto&, int, Precision) {});
  EXPECT_TRUE(verdict.single.ok()) << verdict.single.to_string();
  EXPECT_TRUE(verdict.half.ok()) << verdict.half.to_string();
}

TEST(SelfTest, RoundingPassesAndAWrongNumberFails) {
  EXPECT_TRUE(verdict_on([](auto& values, int, Precision) { values[7] += 1e-5f; }).single.ok());
  const SelfTestVerdict wrong = verdict_on([](auto& values, int, Precision) { values[7] += 0.01f; });
  EXPECT_EQ(wrong.single.code(), StatusCode::kInternal);
  EXPECT_THAT(wrong.single.message(), HasSubstr("self-test failed: float32 output 0 differs from the CPU's by 0.01"));
}

TEST(SelfTest, NotANumberFails) {
  EXPECT_FALSE(verdict_on([](auto& values, int, Precision) { values[3] = NAN; }).single.ok());
  EXPECT_FALSE(verdict_on([](auto& values, int, Precision) { values[3] = INFINITY; }).single.ok());
}

TEST(SelfTest, ASecondRunThatDiffersFails) {
  const SelfTestVerdict verdict = verdict_on([](auto& values, int run, Precision) {
    if (run % 2 == 1) values[0] += 1e-6f;
  });
  EXPECT_THAT(verdict.single.message(), HasSubstr("a second float32 run"));
}

TEST(SelfTest, HalfPrecisionIsJudgedApart) {
  const SelfTestVerdict verdict = verdict_on([](auto& values, int, Precision precision) {
    if (precision == Precision::kFloat16) values[0] += 1;
  });
  EXPECT_TRUE(verdict.single.ok());
  EXPECT_THAT(verdict.half.message(), HasSubstr("float16 output 0"));
}

TEST(SelfTest, AWrongCropFails) {
  EXPECT_THAT(verdict_on([](auto&, int, Precision) {}, 0.1f).single.message(), HasSubstr("the crop of a picture"));
}

TEST(SelfTest, TheVulkanDeviceOfThisMachinePasses) {
  const auto engine = vulkan::test_engine();
  if (!engine) GTEST_SKIP() << "skipped: no Vulkan device (" << engine.error().message() << ")";
  const SelfTestVerdict verdict = self_test(**engine, *cpu_engine());
  EXPECT_TRUE(verdict.single.ok()) << verdict.single.to_string();
  EXPECT_TRUE(verdict.half.ok()) << verdict.half.to_string();
}

}  // namespace
}  // namespace saccade
