#include "saccade/doctor.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace saccade {
namespace {

// Sets variables for one test and puts back what was there.
class Environment {
 public:
  ~Environment() {
    for (const auto& [name, value] : before_)
      value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
  }
  void set(const std::string& name, const std::string& value) {
    const char* old = std::getenv(name.c_str());
    before_.emplace(name, old == nullptr ? std::nullopt : std::optional<std::string>(old));
    ::setenv(name.c_str(), value.c_str(), 1);
  }

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

const Check& check_named(const std::vector<Check>& checks, const std::string& name) {
  for (const Check& check : checks) {
    if (check.name == name) return check;
  }
  ADD_FAILURE() << "no check named " << name;
  return checks.front();
}

TEST(Doctor, AHealthyFindingNeedsNoRemedyAndAnotherNamesOne) {
  const std::vector<Check> checks = examine();
  ASSERT_GE(checks.size(), 4u);
  for (const Check& check : checks) {
    EXPECT_FALSE(check.finding.empty()) << check.name;
    EXPECT_EQ(check.remedy.empty(), check.health == Health::kOk) << check.name << ": " << check.finding;
  }
}

TEST(Doctor, AnInstructionSetThatIsNotThereIsBroken) {
  Environment environment;
  environment.set("SACCADE_ISA", "sse9");
  const std::vector<Check> checks = examine();
  EXPECT_EQ(check_named(checks, "cpu").health, Health::kBroken);
  EXPECT_TRUE(list_devices().empty());
}

TEST(Doctor, MoreThreadsThanProcessorsIsDegraded) {
  Environment environment;
  environment.set("SACCADE_THREADS", "1000");
  const std::vector<Check> checks = examine();
  EXPECT_EQ(check_named(checks, "threads").health, Health::kDegraded);
}

TEST(Devices, TheCpuIsAlwaysOne) {
  const std::vector<DeviceInfo> devices = list_devices();
  ASSERT_EQ(devices.size(), 1u);
  EXPECT_EQ(devices[0].id, "cpu");
  EXPECT_EQ(devices[0].kind, "cpu");
  EXPECT_FALSE(devices[0].name.empty());
}

}  // namespace
}  // namespace saccade
