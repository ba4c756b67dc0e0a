#include "run/reporter.h"

#include <gtest/gtest.h>

namespace saccade::cli {
namespace {

TEST(Progress, SaysFramesRateAndTimeLeft) {
  EXPECT_EQ(progress_text({"talking.mp4", 1, 1, 112, 225, 812.4}),
            "talking.mp4  112/225 frames  812 frames/s  0:00 left");
  EXPECT_EQ(progress_text({"b.mp4", 2, 7, 10, 1000, 9.9}), "2/7 b.mp4  10/1000 frames  10 frames/s  1:40 left");
}

TEST(Progress, WithoutATotalThereIsNoTimeLeft) {
  EXPECT_EQ(progress_text({"camera:0", 1, 1, 30, 0, 29.9}), "camera:0  30 frames  30 frames/s");
}

TEST(Reporter, AnErrorIsOneLineEvenWhenQuiet) {
  testing::internal::CaptureStderr();
  Reporter reporter(true);
  reporter.note("not shown");
  reporter.error("first\nsecond");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "saccade: error: first second\n");
}

}  // namespace
}  // namespace saccade::cli
