#include "calculators/tensor/classify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <limits>

#include "saccade/proto/tensor_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToClassificationCalculatorOptions;
using testing::HasSubstr;

std::vector<std::pair<int, float>> classes_of(const Options& options, const std::vector<float>& scores) {
  std::vector<std::pair<int, float>> classes;
  const Classifications found = *Classifier::create(options)->classify(scores);
  for (const Classification& one : found) {
    classes.emplace_back(one.index, one.score);
  }
  return classes;
}
using Classes = std::vector<std::pair<int, float>>;

void add_label(Options& options, int id, const char* label) {
  auto* entry = options.mutable_label_map()->add_entries();
  entry->set_id(id);
  entry->set_label(label);
}

TEST(Classifier, GivesEveryClassInItsOrderWithoutOptions) {
  EXPECT_EQ(classes_of({}, {0.25f, 0.75f, 0.5f}), (Classes{{0, 0.25f}, {1, 0.75f}, {2, 0.5f}}));
}

TEST(Classifier, SortsAndKeepsTheBestFew) {
  Options options;
  options.set_sort_by_descending_score(true);
  EXPECT_EQ(classes_of(options, {0.25f, 0.75f, 0.5f}), (Classes{{1, 0.75f}, {2, 0.5f}, {0, 0.25f}}));
  options.clear_sort_by_descending_score();
  options.set_top_k(2);
  EXPECT_EQ(classes_of(options, {0.25f, 0.75f, 0.5f}), (Classes{{1, 0.75f}, {2, 0.5f}}));
  EXPECT_EQ(classes_of(options, {0.25f}), (Classes{{0, 0.25f}}));
}

TEST(Classifier, LeavesOutLowScoresAndUnwantedClasses) {
  Options options;
  options.set_min_score_threshold(0.5f);
  EXPECT_EQ(classes_of(options, {0.25f, 0.75f, 0.5f}), (Classes{{1, 0.75f}, {2, 0.5f}}));
  options.add_ignore_classes(1);
  EXPECT_EQ(classes_of(options, {0.25f, 0.75f, 0.5f}), (Classes{{2, 0.5f}}));
  Options allowed;
  allowed.add_allow_classes(0);
  EXPECT_EQ(classes_of(allowed, {0.25f, 0.75f, 0.5f}), (Classes{{0, 0.25f}}));
  allowed.add_ignore_classes(0);
  EXPECT_THAT(Classifier::create(allowed).error().message(), HasSubstr("ignore_classes and allow_classes"));
}

TEST(Classifier, SplitsOneNumberIntoTwoClasses) {
  Options options;
  options.set_binary_classification(true);
  options.set_top_k(1);
  add_label(options, 0, "Left");
  add_label(options, 1, "Right");
  const Classifier classifier = *Classifier::create(options);
  const Classifications left = *classifier.classify(std::array{0.875f});
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].label, "Left");
  EXPECT_EQ(left[0].score, 0.875f);
  const Classifications right = *classifier.classify(std::array{0.125f});
  ASSERT_EQ(right.size(), 1u);
  EXPECT_EQ(right[0].label, "Right");
  EXPECT_EQ(right[0].index, 1);
  EXPECT_EQ(right[0].score, 0.875f);
  EXPECT_FALSE(classifier.classify(std::array{0.5f, 0.5f}).ok());
  EXPECT_FALSE(classifier.classify({}).ok());
}

TEST(Classifier, NamesClassesByItemsAndByTheLinesOfAFile) {
  Options items;
  (*items.mutable_label_items())[1].set_name("cup");
  (*items.mutable_label_items())[0].set_name("shoe");
  EXPECT_EQ(Classifier::create(items)->classify(std::array{0.1f, 0.2f})->at(1).label, "cup");
  EXPECT_EQ(Classifier::create(items)->classify(std::array{0.1f}).error().message(), "2 labels for 1 classes");

  const std::string path = testing::TempDir() + "saccade_labels.txt";
  std::ofstream(path) << "shoe\r\ncup\n";
  Options file;
  file.set_label_map_path(path);
  const Classifications classes = *Classifier::create(file)->classify(std::array{0.1f, 0.2f});
  EXPECT_EQ(classes[0].label, "shoe");
  EXPECT_EQ(classes[1].label, "cup");
  std::filesystem::remove(path);
  EXPECT_EQ(Classifier::create(file).error().code(), StatusCode::kNotFound);
}

TEST(Classifier, KeepsScoresThatAreNoNumbers) {
  Options options;
  options.set_top_k(2);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(Classifier::create(options)->classify(std::array{nan, 0.5f, nan})->size(), 2u);
}

}  // namespace
}  // namespace saccade
