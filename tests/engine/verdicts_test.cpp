#include "engine/verdicts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/cache_file.h"
#include "support/environment.h"
#include "support/fake_machine.h"

namespace saccade {
namespace {

namespace fs = std::filesystem;

class Verdicts : public testing::Test {
 protected:
  Verdicts() {
    std::string pattern = fs::temp_directory_path() / "verdicts.XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    environment_.set("SACCADE_CACHE", directory_ + "/made/on/demand");
  }
  ~Verdicts() override { fs::remove_all(directory_); }

  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (entry.is_regular_file()) found.push_back(entry.path());
    }
    return found;
  }

  std::string directory_;
  Environment environment_;
  const vulkan::PhysicalDevice device_ = fake_gpu("NVIDIA T4", 1);
};

TEST_F(Verdicts, AreKeptFromOneRunToTheNext) {
  EXPECT_FALSE(known_self_test(device_));
  keep_self_test(device_, {ok_status(), internal_error("float16 differs")});
  const auto known = known_self_test(device_);
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->single.ok());
  EXPECT_EQ(known->half.message(), "float16 differs");
  keep_self_test(device_, {internal_error("two\nlines"), ok_status()});
  EXPECT_EQ(known_self_test(device_)->single.message(), "two lines");
}

TEST_F(Verdicts, AreOfOneDeviceOneDriverAndOneVersion) {
  keep_self_test(device_, {});
  EXPECT_FALSE(known_self_test(fake_gpu("NVIDIA T4", 2)));
  vulkan::PhysicalDevice updated = device_;
  updated.driver_version = 8;
  EXPECT_FALSE(known_self_test(updated));
  updated = device_;
  updated.driver_uuid.fill(9);
  EXPECT_FALSE(known_self_test(updated));
  updated = device_;
  updated.driver_info = "551";
  EXPECT_FALSE(known_self_test(updated));
  EXPECT_TRUE(known_self_test(device_));
}

TEST_F(Verdicts, WantOfMemoryOrALostDeviceSaysNothingAboutTheNextRun) {
  keep_self_test(device_, {resource_exhausted("no memory"), {}});
  keep_self_test(device_, {{}, unavailable("lost")});
  EXPECT_FALSE(known_self_test(device_));
}

TEST_F(Verdicts, AMeasurementIsKept) {
  EXPECT_FALSE(known_measurement(device_));
  ASSERT_TRUE(keep_measurement(device_, {"face_mesh 640x360", 0.4671, 2.25}));
  const auto known = known_measurement(device_);
  ASSERT_TRUE(known);
  EXPECT_EQ(known->text(), "face_mesh 640x360: cpu 0.467 ms, gpu 2.250 ms");
  EXPECT_EQ(known->cpu_ms, 0.4671);
  EXPECT_TRUE(known->cpu_is_faster());
}

TEST_F(Verdicts, ADamagedFileIsAsGoodAsNone) {
  keep_self_test(device_, {});
  keep_measurement(device_, {"face_mesh", 1, 2});
  ASSERT_EQ(files().size(), 2u);
  for (const fs::path& file : files()) {
    std::ifstream whole(file);
    const std::string content(std::istreambuf_iterator<char>(whole), {});
    for (size_t length = 0; length < content.size(); ++length) {
      std::ofstream(file) << content.substr(0, length);
      EXPECT_FALSE(known_self_test(device_) && known_measurement(device_)) << length;
    }
    std::ofstream(file) << content;
  }
  for (const fs::path& file : files()) std::ofstream(file, std::ios::app) << "more\n";
  EXPECT_FALSE(known_self_test(device_));
  EXPECT_FALSE(known_measurement(device_));
}

TEST_F(Verdicts, ACacheThatCannotBeWrittenIsNoError) {
  std::ofstream(directory_ + "/file");
  environment_.set("SACCADE_CACHE", directory_ + "/file/below");
  keep_self_test(device_, {});
  EXPECT_FALSE(keep_measurement(device_, {"face_mesh", 1, 2}));
  EXPECT_FALSE(known_self_test(device_));
}

TEST_F(Verdicts, LeaveNoTemporaryFile) {
  keep_self_test(device_, {});
  keep_self_test(device_, {});
  EXPECT_EQ(files().size(), 1u);
}

TEST_F(Verdicts, TheCacheIsWhereTheVariablesSay) {
  environment_.unset("SACCADE_CACHE");
  environment_.set("XDG_CACHE_HOME", "/x");
  EXPECT_EQ(cache_directory(), "/x/saccade");
  environment_.unset("XDG_CACHE_HOME");
  environment_.set("HOME", "/h");
  EXPECT_EQ(cache_directory(), "/h/.cache/saccade");
  environment_.unset("HOME");
  EXPECT_EQ(cache_directory(), "");
  EXPECT_FALSE(write_cache_file("a", "b"));
}

}  // namespace
}  // namespace saccade
