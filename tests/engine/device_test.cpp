#include "engine/device.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/cpu/isa.h"

namespace saccade {
namespace {

// Sets an environment variable for one test.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value, 1);
  }
  ~Environment() { before_.empty() ? unsetenv(name_) : setenv(name_, before_.c_str(), 1); }

 private:
  const char* name_;
  std::string before_;
};

StatusCode code_of(std::string_view device, const EngineOptions& options = {}) {
  const auto choice = choose_device(device, options);
  return choice.ok() ? StatusCode::kOk : choice.error().code();
}

TEST(ChooseDevice, CpuIsTheCpuEngine) {
  const auto choice = choose_device("cpu", {});

  ASSERT_TRUE(choice.ok()) << choice.error().to_string();
  EXPECT_EQ(choice->asked, "cpu");
  EXPECT_EQ(choice->engine->info().device, "cpu");
  EXPECT_EQ(choice->engine->info().kind, "cpu");
}

TEST(ChooseDevice, AutoSaysWhyItIsNotAGpu) {
  const Environment device("SACCADE_DEVICE", "");

  const auto choice = choose_device("", {});

  ASSERT_TRUE(choice.ok()) << choice.error().to_string();
  EXPECT_EQ(choice->asked, "auto");
  EXPECT_EQ(choice->engine->info().kind, "cpu");
  EXPECT_NE(choice->reason.find("GPU"), std::string::npos) << choice->reason;
}

TEST(ChooseDevice, AGpuIsUnavailableWithCauseAndRemedy) {
  for (const char* device : {"gpu", "gpu:0", "gpu:12", "uuid:8f2a", "pci:0000:01:00.0", "name:RTX", "vulkan:cpu"}) {
    const auto choice = choose_device(device, {});
    ASSERT_FALSE(choice.ok()) << device;
    EXPECT_EQ(choice.error().code(), StatusCode::kUnavailable) << device;
    EXPECT_NE(choice.error().message().find(device), std::string::npos) << choice.error().message();
    EXPECT_NE(choice.error().message().find("use cpu or auto"), std::string::npos) << choice.error().message();
  }
}

TEST(ChooseDevice, JunkIsRefusedWithTheChoices) {
  for (const char* device : {"tpu", "gpu:", "gpu:-1", "gpu:1x", "uuid:", "CPU", "cpu:0", "vulkan"}) {
    const auto choice = choose_device(device, {});
    ASSERT_FALSE(choice.ok()) << device;
    EXPECT_EQ(choice.error().code(), StatusCode::kInvalidArgument) << device;
    EXPECT_NE(choice.error().message().find("auto, cpu, gpu"), std::string::npos) << choice.error().message();
  }
}

TEST(ChooseDevice, TheEnvironmentNamesTheDeviceWhenTheCallerDoesNot) {
  const Environment device("SACCADE_DEVICE", "gpu");

  EXPECT_EQ(code_of(""), StatusCode::kUnavailable);
  EXPECT_EQ(code_of("auto"), StatusCode::kUnavailable);
  EXPECT_EQ(code_of("cpu"), StatusCode::kOk);
}

TEST(ChooseDevice, AnErrorInTheEnvironmentNamesTheVariable) {
  const Environment device("SACCADE_DEVICE", "toaster");

  const auto choice = choose_device("", {});

  ASSERT_FALSE(choice.ok());
  EXPECT_NE(choice.error().message().find("SACCADE_DEVICE"), std::string::npos);
}

TEST(ChooseDevice, ThreadsComeFromTheCallerThenFromTheEnvironment) {
  const Environment threads("SACCADE_THREADS", "3");

  EXPECT_NE(choose_device("cpu", {})->engine->info().name.find("3 threads"), std::string::npos);
  EXPECT_NE(choose_device("cpu", {.threads = 2})->engine->info().name.find("2 threads"), std::string::npos);
}

TEST(ChooseDevice, RefusesThreadsThatAreNoNumber) {
  for (const char* value : {"0", "-1", "two", "2.5", "257", "99999999999999999999"}) {
    const Environment threads("SACCADE_THREADS", value);
    EXPECT_EQ(code_of("cpu"), StatusCode::kInvalidArgument) << value;
  }
  EXPECT_EQ(code_of("cpu", {.threads = -1}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code_of("cpu", {.threads = 257}), StatusCode::kInvalidArgument);
}

TEST(ChooseDevice, TheEnvironmentForcesTheInstructionSet) {
  for (cpu::Isa isa : cpu::available_isas()) {
    const Environment forced("SACCADE_ISA", cpu::isa_name(isa));
    const auto choice = choose_device("cpu", {});
    ASSERT_TRUE(choice.ok()) << choice.error().to_string();
    EXPECT_NE(choice->engine->info().name.find(cpu::isa_name(isa)), std::string::npos);
  }
  const Environment junk("SACCADE_ISA", "mmx");
  EXPECT_EQ(code_of("cpu"), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade
