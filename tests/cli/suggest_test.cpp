#include "text/suggest.h"

#include <gtest/gtest.h>

#include <vector>

namespace saccade::cli {
namespace {

const std::vector<std::string> kNames = {"face_detection", "face_mesh", "hands"};

TEST(Suggest, DistanceCountsEditsAndSwaps) {
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("mesh", "mehs"), 1);
  EXPECT_EQ(edit_distance("same", "same"), 0);
}

TEST(Suggest, ASlipFindsItsWord) {
  EXPECT_EQ(nearest("face_mehs", kNames), "face_mesh");
  EXPECT_EQ(nearest("facedetection", kNames), "face_detection");
  EXPECT_EQ(did_you_mean("hand", kNames), "; did you mean hands?");
}

TEST(Suggest, AStrangeWordFindsNothing) {
  EXPECT_EQ(nearest("objectron", kNames), "");
  EXPECT_EQ(did_you_mean("x", kNames), "");
}

}  // namespace
}  // namespace saccade::cli
