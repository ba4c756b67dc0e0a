#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "model_files.h"
#include "saccade/models.h"

namespace saccade {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// A folder of its own, and an environment in which models are looked for there and nowhere else.
class Store : public testing::Test {
 protected:
  Store() {
    std::string pattern = (fs::temp_directory_path() / "saccade_store_XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    set("SACCADE_MODELS", folder_.string());
    set("XDG_DATA_HOME", (folder_ / "data").string());
  }
  ~Store() override {
    for (const auto& [name, value] : saved_) {
      if (value) ::setenv(name.c_str(), value->c_str(), 1);
      if (!value) ::unsetenv(name.c_str());
    }
    fs::remove_all(folder_);
  }

  void set(const std::string& name, const std::string& value) {
    const char* before = std::getenv(name.c_str());
    saved_.emplace(name, before ? std::optional<std::string>(before) : std::nullopt);
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  void write(const fs::path& path, const std::string& content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
  }

  fs::path folder_;

 private:
  std::map<std::string, std::optional<std::string>> saved_;
};

TEST_F(Store, HashesAsTheStandardSays) {
  write(folder_ / "abc", "abc");
  write(folder_ / "million", std::string(1000000, 'a'));
  write(folder_ / "empty", "");

  EXPECT_EQ(*model_sha256((folder_ / "abc").string()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(*model_sha256((folder_ / "million").string()),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(*model_sha256((folder_ / "empty").string()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(Store, SearchesTheGivenFoldersThenTheUsersThenTheInstalls) {
  set("SACCADE_MODELS", "/one::/two:");
  const auto path = model_search_path();
  ASSERT_EQ(path.size(), 4u);
  EXPECT_EQ(path[0], "/one");
  EXPECT_EQ(path[1], "/two");
  EXPECT_EQ(path[2], (folder_ / "data/saccade/models").string());
  EXPECT_THAT(path[3], testing::EndsWith("share/saccade/models"));
}

TEST_F(Store, NamesThePlacesTriedAndHowToPull) {
  const auto found = find_model("pose_landmark_heavy");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code(), StatusCode::kNotFound);
  EXPECT_THAT(found.error().message(), AllOf(HasSubstr("pose_landmark_heavy.tflite"), HasSubstr(folder_.string()),
                                             HasSubstr("saccade models pull pose_landmark_heavy")));
}

TEST_F(Store, SaysWhenNoPackageHasAModel) {
  const auto found = find_model("hair_segmentation");
  ASSERT_FALSE(found.ok());
  EXPECT_THAT(found.error().message(), HasSubstr("no public package has it"));
}

TEST_F(Store, RefusesANameThatTheLockLacks) {
  const auto found = find_model("face_landmarks");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code(), StatusCode::kNotFound);
  EXPECT_THAT(found.error().message(), HasSubstr("no model is called 'face_landmarks'"));
}

TEST_F(Store, RefusesAWrongFileByNameAndHash) {
  write(folder_ / "face_landmark.tflite", "abc");
  const auto found = find_model("face_landmark");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code(), StatusCode::kDataLoss);
  EXPECT_THAT(found.error().message(),
              AllOf(HasSubstr("'face_landmark' is damaged"), HasSubstr((folder_ / "face_landmark.tflite").string()),
                    HasSubstr("3 bytes"), HasSubstr("ba7816bf8f01cfea"), HasSubstr("c603fa6149219a3e"),
                    HasSubstr("delete it and run 'saccade models pull face_landmark'")));
}

TEST_F(Store, RefusesAFolderInAModelsPlace) {
  fs::create_directories(folder_ / "face_landmark.tflite");
  const auto found = find_model("face_landmark");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code(), StatusCode::kInvalidArgument);
}

class StoreWithModel : public Store {
 protected:
  void SetUp() override {
    source_ = shared_folder() / "models/face_detection_short_range.tflite";
    if (!fs::exists(source_)) GTEST_SKIP() << "skipped: no shared models";
    file_ = folder_ / "face_detection_short_range.tflite";
  }
  fs::path source_, file_;
};

TEST_F(StoreWithModel, FindsAWholeFileInTheFirstFolderThatHasIt) {
  set("SACCADE_MODELS", (folder_ / "missing").string() + ":" + folder_.string());
  fs::copy_file(source_, file_);
  const auto found = find_model("face_detection_short_range");
  ASSERT_TRUE(found.ok()) << found.error().to_string();
  EXPECT_EQ(*found, file_.string());
}

TEST_F(StoreWithModel, DoesNotFallBackBehindADamagedFile) {
  const fs::path first = folder_ / "first", second = folder_ / "second";
  fs::create_directories(first), fs::create_directories(second);
  fs::copy_file(source_, first / file_.filename());
  fs::copy_file(source_, second / file_.filename());
  fs::resize_file(first / file_.filename(), 1000);
  set("SACCADE_MODELS", first.string() + ":" + second.string());
  const auto found = find_model("face_detection_short_range");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code(), StatusCode::kDataLoss);
}

TEST_F(StoreWithModel, RefusesOneChangedByteAndACutOffFile) {
  fs::copy_file(source_, file_);
  ASSERT_TRUE(verify_model("face_detection_short_range", file_.string()).ok());
  std::fstream(file_, std::ios::in | std::ios::out | std::ios::binary).seekp(100000).put('x');
  EXPECT_EQ(verify_model("face_detection_short_range", file_.string()).code(), StatusCode::kDataLoss);
  fs::copy_file(source_, file_, fs::copy_options::overwrite_existing);
  fs::resize_file(file_, fs::file_size(file_) - 1);
  EXPECT_EQ(verify_model("face_detection_short_range", file_.string()).code(), StatusCode::kDataLoss);
}

TEST_F(StoreWithModel, KnowsEverySharedFile) {
  for (const fs::path& path : shared_models()) {
    const Status status = verify_model(path.stem().string(), path.string());
    EXPECT_TRUE(status.ok()) << status.to_string();
  }
}

}  // namespace
}  // namespace saccade
