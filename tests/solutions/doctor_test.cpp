#include "saccade/doctor.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/environment.h"

namespace saccade {
namespace {

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
  const std::vector<DeviceInfo> devices = list_devices();
  EXPECT_TRUE(
      std::none_of(devices.begin(), devices.end(), [](const DeviceInfo& device) { return device.id == "cpu"; }));
}

TEST(Doctor, MoreThreadsThanProcessorsIsDegraded) {
  Environment environment;
  environment.set("SACCADE_THREADS", "1000");
  const std::vector<Check> checks = examine();
  EXPECT_EQ(check_named(checks, "threads").health, Health::kDegraded);
}

TEST(Devices, TheCpuIsTheFirst) {
  const std::vector<DeviceInfo> devices = list_devices();
  ASSERT_FALSE(devices.empty());
  EXPECT_EQ(devices[0].id, "cpu");
  EXPECT_EQ(devices[0].kind, "cpu");
  EXPECT_FALSE(devices[0].name.empty());
}

}  // namespace
}  // namespace saccade
