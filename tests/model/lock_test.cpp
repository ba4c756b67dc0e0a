#include "model/lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "support/hostile.h"

namespace saccade {
namespace {

using testing::HasSubstr;

const std::string kHash(64, 'a');

std::string lock_with(const std::string& entry) { return R"({"schema":1,"models":[)" + entry + "]}"; }

std::string entry_with(const std::string& file, const std::string& hash, const std::string& bytes = "7") {
  return R"({"name":"n","file":")" + file + R"(","purpose":"p","licence":"l","variants":[{"sha256":")" + hash +
         R"(","bytes":)" + bytes +
         R"(}],"sources":[{"registry":"npm","package":"@a/b","version":"1","path":"x","offset":3,"sha256":")" + hash +
         R"("}]})";
}

std::string error_of(const std::string& text) {
  const auto result = parse_lock(text);
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), StatusCode::kDataLoss);
  return result.error().message();
}

TEST(Lock, ReadsEveryField) {
  const auto entries = parse_lock(lock_with(entry_with("n.tflite", kHash)));

  ASSERT_TRUE(entries.ok()) << entries.error().to_string();
  ASSERT_EQ(entries->size(), 1u);
  const ModelEntry& entry = entries->front();
  EXPECT_EQ(entry.name, "n");
  EXPECT_EQ(entry.file, "n.tflite");
  EXPECT_EQ(entry.purpose, "p");
  EXPECT_EQ(entry.licence, "l");
  EXPECT_EQ(entry.variants.at(0).sha256, kHash);
  EXPECT_EQ(entry.variants.at(0).bytes, 7);
  EXPECT_EQ(entry.sources.at(0).package, "@a/b");
  EXPECT_EQ(entry.sources.at(0).offset, 3);
}

TEST(Lock, NamesWhatIsDamaged) {
  EXPECT_THAT(error_of(""), HasSubstr("models.lock.json: it is no JSON object"));
  EXPECT_THAT(error_of("[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(error_of(R"({"schema":2,"models":[]})"), HasSubstr("schema is 2"));
  EXPECT_THAT(error_of(R"({"schema":1})"), HasSubstr("models is missing"));
  EXPECT_THAT(error_of(lock_with("3")), HasSubstr("no object"));
  EXPECT_THAT(error_of(lock_with("{}")), HasSubstr("model 0: models.lock.json: name is missing"));
  EXPECT_THAT(error_of(lock_with(entry_with("n.tflite", "abc"))), HasSubstr("64 lower-case hex"));
  EXPECT_THAT(error_of(lock_with(entry_with("n.tflite", kHash, "-1"))), HasSubstr("bytes"));
  EXPECT_THAT(error_of(lock_with(entry_with("n.tflite", kHash, "1.5"))), HasSubstr("bytes"));
}

TEST(Lock, RefusesFileNamesThatLeaveTheFolder) {
  for (const char* file : {"../n.tflite", "/etc/passwd", "..", "", "a/b"}) {
    EXPECT_THAT(error_of(lock_with(entry_with(file, kHash))), HasSubstr("no plain file name")) << file;
  }
}

TEST(Lock, OfThisBuildIsTheOneInTheSourceAndNamesEachModelOnce) {
  const char* source = std::getenv("SACCADE_SOURCE");
  ASSERT_NE(source, nullptr);
  std::ostringstream file;
  file << std::ifstream(std::string(source) + "/models.lock.json").rdbuf();

  std::set<std::string> names;
  for (const ModelEntry& entry : known_models()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    for (const ModelSource& one : entry.sources) {
      const bool known = std::any_of(entry.variants.begin(), entry.variants.end(),
                                     [&](const ModelVariant& variant) { return variant.sha256 == one.sha256; });
      EXPECT_TRUE(known) << entry.name << " from " << one.package;
    }
  }

  EXPECT_EQ(embedded_lock(), file.str());
  for (const char* name :
       {"face_detection_short_range", "face_detection_full_range", "face_landmark", "face_landmark_with_attention",
        "hand_landmark_full", "palm_detection_full", "pose_detection", "pose_landmark_heavy", "selfie_segmentation",
        "object_detection_ssd_mobilenetv2_oidv4_fp16", "object_detection_3d_sneakers"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST(Lock, SurvivesTruncation) {
  const std::string_view whole = embedded_lock().substr(0, embedded_lock().rfind('}'));
  for (size_t length : truncations(whole.size())) {
    HeapBlock block(bytes_of(whole.substr(0, length)));
    EXPECT_FALSE(parse_lock(text_of(block.bytes())).ok()) << length;
  }
}

TEST(Lock, SurvivesMutation) {
  int refused = 0;
  for (uint32_t seed = 0; seed < 500; ++seed) {
    HeapBlock block(bytes_of(embedded_lock()));
    mutate(block.bytes(), seed);
    const auto entries = parse_lock(text_of(block.bytes()));
    refused += entries.ok() ? 0 : 1;
    EXPECT_TRUE(entries.ok() || entries.error().code() == StatusCode::kDataLoss) << seed;
  }
  EXPECT_GT(refused, 100) << "most damage hits structure or a hash";
}

}  // namespace
}  // namespace saccade
