// What hands say to wrong options and wrong use, and what their options do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "golden.h"
#include "saccade/hands.h"
#include "saccade/video.h"
#include "solutions/validate.h"

namespace saccade {
namespace {

using testing::AllOf;
using testing::HasSubstr;

void expect_refused(const HandsOptions& options, const std::string& field, const std::string& value,
                    const std::string& allowed) {
  const Status status = validate(options);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << field;
  EXPECT_THAT(status.message(), AllOf(HasSubstr(field), HasSubstr(value), HasSubstr(allowed)));
  EXPECT_EQ(Hands::create(options).error().code(), StatusCode::kInvalidArgument);
}

TEST(HandsOptionValues, AreRefusedByNameWithWhatIsAllowed) {
  EXPECT_TRUE(validate(HandsOptions()).ok());
  expect_refused({.max_hands = 0}, "max_hands", "0", "between 1 and 100");
  expect_refused({.complexity = 2}, "complexity", "2", "between 0 and 1");
  expect_refused({.complexity = -1}, "complexity", "-1", "between 0 and 1");
  expect_refused({.min_detection_confidence = -1}, "min_detection_confidence", "-1", "between 0 and 1");
  expect_refused({.min_tracking_confidence = std::numeric_limits<float>::quiet_NaN()}, "min_tracking_confidence", "nan",
                 "between 0 and 1");
  expect_refused({.threads = -1}, "threads", "-1", "between 0 and 1024");
  EXPECT_THAT(Hands::create({.device = "abacus"}).error().message(), HasSubstr("abacus"));
}

class HandsUse : public testing::Test {
 protected:
  void SetUp() override {
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared";
    picture_ = *read_image(shared_folder() + "/testdata/hands.jpg");
  }
  Frame picture(int64_t timestamp_us) const { return {picture_, timestamp_us, 0}; }
  std::vector<Hand> found(const HandsOptions& options) const {
    return Hands::create(options)->process(picture(0))->hands;
  }
  Image picture_;
};

TEST_F(HandsUse, OfAThresholdTakesEffect) {
  EXPECT_EQ(found({}).size(), 2u);
  EXPECT_TRUE(found({.min_detection_confidence = 1}).empty());
  EXPECT_TRUE(found({.min_tracking_confidence = 1}).empty());
}

TEST_F(HandsUse, FindsNoMoreThanAskedFor) { EXPECT_EQ(found({.max_hands = 1}).size(), 1u); }

// Both hands of the picture are one left hand, seen from behind.
TEST_F(HandsUse, TellsAPersonsOwnSideUnlessThePictureIsMirrored) {
  for (const int complexity : {0, 1}) {
    for (const Hand& hand : found({.complexity = complexity})) EXPECT_EQ(hand.handedness, "Left");
    for (const Hand& hand : found({.complexity = complexity, .mirrored = true})) EXPECT_EQ(hand.handedness, "Right");
  }
}

TEST_F(HandsUse, NumbersHandsWhileItFollowsThem) {
  auto hands = *Hands::create({});
  const auto first = hands.process(picture(1))->hands;
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ((std::set<int64_t>{first[0].track_id, first[1].track_id}), (std::set<int64_t>{1, 2}));
  for (const int64_t at : {2, 3, 4}) {
    const auto next = hands.process(picture(at))->hands;
    ASSERT_EQ(next.size(), 2u);
    for (const Hand& hand : next) {
      const Hand& before = first[hand.track_id == first[0].track_id ? 0 : 1];
      EXPECT_NEAR(hand.landmarks[0].x, before.landmarks[0].x, 0.05f);
    }
  }
  ASSERT_TRUE(hands.reset().ok());
  const auto anew = hands.process(picture(0))->hands;
  for (const Hand& hand : anew) EXPECT_LE(hand.track_id, 2);
  for (const Hand& hand : found({.static_ = true})) EXPECT_EQ(hand.track_id, 0);
}

// The sum of what each landmark's motion changes from frame to frame, over the frames with two hands.
double tremble(const std::vector<std::vector<Hand>>& frames) {
  double sum = 0;
  for (size_t i = 2; i < frames.size(); ++i) {
    for (size_t point = 0; point < 21; ++point) {
      const auto x = [&](size_t frame) { return frames[frame].at(0).landmarks[point].x; };
      sum += std::abs(x(i) - 2 * x(i - 1) + x(i - 2));
    }
  }
  return sum;
}

TEST_F(HandsUse, SmoothsVideosWhenAskedAndPicturesNever) {
  Golden video;
  video.media = "talking.mp4";
  video.counts.resize(20);
  const std::vector<Frame> frames = processed_frames(video);
  const auto run = [&](const HandsOptions& options) {
    auto hands = *Hands::create(options);
    std::vector<std::vector<Hand>> found;
    for (const Frame& frame : frames) found.push_back(hands.process(frame)->hands);
    return found;
  };
  const auto raw = run({.max_hands = 1});
  const auto smooth = run({.max_hands = 1, .smooth = true});
  EXPECT_EQ(smooth[0].at(0).landmarks[8].x, raw[0].at(0).landmarks[8].x);
  EXPECT_LT(tremble(smooth), 0.6 * tremble(raw));

  auto still = *Hands::create({.smooth = true, .static_ = true});
  auto plain = *Hands::create({.static_ = true});
  for (size_t i = 0; i < 3; ++i) {
    const auto with = still.process(frames[i])->hands, without = plain.process(frames[i])->hands;
    ASSERT_EQ(with.size(), without.size());
    for (size_t hand = 0; hand < with.size(); ++hand) {
      EXPECT_EQ(with[hand].landmarks[8].x, without[hand].landmarks[8].x);
    }
  }
}

TEST_F(HandsUse, OfTimestampsThatGoBackIsRefusedAndDoesNoHarm) {
  auto hands = *Hands::create({});
  ASSERT_TRUE(hands.process(picture(100)).ok());
  EXPECT_EQ(hands.process(picture(100)).error().message(),
            "timestamp_us is 100; it must be above 100, the last frame's");
  EXPECT_EQ(hands.process(picture(101))->hands.size(), 2u);
}

TEST_F(HandsUse, OfStaticPicturesKnowsNoOrder) {
  auto hands = *Hands::create({.static_ = true});
  const auto first = *hands.process(picture(100));
  const auto again = *hands.process(picture(5));
  EXPECT_EQ(again.timestamp_us, 5);
  ASSERT_EQ(again.hands.size(), 2u);
  EXPECT_EQ(again.hands[1].landmarks[20].x, first.hands[1].landmarks[20].x);
}

TEST_F(HandsUse, OfAnEmptyImageIsRefusedAndDoesNoHarm) {
  auto hands = *Hands::create({});
  EXPECT_THAT(hands.process({Image(), 1, 0}).error().message(), HasSubstr("empty"));
  EXPECT_EQ(hands.process(picture(2))->hands.size(), 2u);
}

TEST_F(HandsUse, TellsWhereEveryNodeRan) {
  const auto hands = *Hands::create({.device = "cpu"});
  int networks = 0;
  for (const NodePlacement& node : hands.placement()) networks += !node.engine.empty();
  EXPECT_EQ(networks, 2);
}

}  // namespace
}  // namespace saccade
