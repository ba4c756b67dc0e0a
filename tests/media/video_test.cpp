// Videos read: order, time, size, rotation, ranges.
#include "saccade/video.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "media_maker.h"
#include "scratch.h"

namespace saccade {
namespace {

using testing::ElementsAre;

TEST(Video, GivesEveryFrameInOrderWithItsIndexAndTime) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mp4", .times_us = regular_times(50, 25), .b_frames = 2});
  Result<Video> video = Video::open(scratch / "x.mp4");
  ASSERT_TRUE(video.ok()) << video.error().to_string();
  EXPECT_EQ(video->info().width, 64);
  EXPECT_EQ(video->info().height, 48);
  EXPECT_NEAR(video->info().frames_per_second, 25, 0.01);
  EXPECT_EQ(video->info().frame_count, 50);
  EXPECT_NEAR(static_cast<double>(video->info().duration_us), 2e6, 5e4);
  EXPECT_FALSE(video->info().live);
  EXPECT_FALSE(video->info().has_audio);

  const Reading reading = read_all(*video);
  ASSERT_EQ(reading.frames.size(), 50u);
  EXPECT_TRUE(reading.errors.empty());
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(reading.frames[i].index, i);
    EXPECT_EQ(reading.frames[i].timestamp_us, i * 40000);
    EXPECT_EQ(number_shown(reading.frames[i].image), i);
    EXPECT_EQ(reading.frames[i].image.format(), PixelFormat::kRgb8);
  }
  EXPECT_FALSE((*video->next()).has_value()) << "the end stays the end";
}

TEST(Video, KeepsVariableFrameTimes) {
  const Scratch scratch;
  const std::vector<int64_t> times = {0, 10000, 50000, 51000, 400000, 1000000, 1033000};
  for (const char* name : {"x.mp4", "x.mkv", "x.mov"}) {
    make_video({.path = scratch / name, .times_us = times});
    const Reading reading = read_all(scratch / name);
    EXPECT_EQ(times_of(reading), times) << name;
    EXPECT_TRUE(reading.errors.empty()) << name;
  }
}

TEST(Video, StartsAtTimeZeroWhateverTheContainersClockSays) {
  const Scratch scratch;
  make_video({.path = scratch / "x.ts", .times_us = regular_times(30, 25)});  // MPEG-TS starts at 1.4 s
  const Reading reading = read_all(scratch / "x.ts");
  ASSERT_EQ(reading.frames.size(), 30u);
  EXPECT_EQ(times_of(reading), regular_times(30, 25));
}

TEST(Video, ReadsEveryContainerAndCodecAtHand) {
  const Scratch scratch;
  struct Kind {
    const char* name;
    const char* encoder;
    AVPixelFormat layout = AV_PIX_FMT_YUV420P;
    AVRational time_base = {1, 1000};
  };
  for (const Kind& kind : {Kind{"x.avi", "mpeg4"},
                           {"x.mpg", "mpeg1video", AV_PIX_FMT_YUV420P, {1, 25}},
                           {"x.webm", "libvpx"},
                           {"x.mkv", "ffv1"},
                           {"x.flv", "flv"},
                           {"x.wmv", "wmv2"},
                           {"x.gif", "gif", AV_PIX_FMT_RGB8},
                           {"x.apng", "apng", AV_PIX_FMT_RGB24},
                           {"x.h264", "libx264"},
                           {"x.mjpeg", "mjpeg", AV_PIX_FMT_YUVJ420P}}) {
    make_video({.path = scratch / kind.name,
                .encoder = kind.encoder,
                .layout = kind.layout,
                .time_base = kind.time_base,
                .times_us = regular_times(10, 25)});
    const Reading reading = read_all(scratch / kind.name);
    EXPECT_TRUE(reading.errors.empty()) << kind.name << ": " << reading.errors[0].to_string();
    ASSERT_EQ(reading.frames.size(), 10u) << kind.name;
    for (int i = 0; i < 10; ++i) EXPECT_EQ(number_shown(reading.frames[i].image), i) << kind.name;
  }
}

TEST(Video, AnAnimatedPngIsAVideoAndNotAPicture) {
  const Scratch scratch;
  make_video(
      {.path = scratch / "x.apng", .encoder = "apng", .layout = AV_PIX_FMT_RGB24, .times_us = regular_times(5, 25)});
  std::filesystem::rename(scratch / "x.apng", scratch / "x.png");
  EXPECT_EQ(read_all(scratch / "x.png").frames.size(), 5u);
}

TEST(Video, IsTurnedAsItsContainerSays) {
  const Scratch scratch;
  for (const int degrees : {90, 180, 270}) {
    make_video(
        {.path = scratch / "x.mp4", .times_us = regular_times(2, 25), .first_number = 1, .rotation_degrees = degrees});
    Result<Video> video = Video::open(scratch / "x.mp4");
    ASSERT_TRUE(video.ok()) << video.error().to_string();
    EXPECT_EQ(video->info().width, degrees == 180 ? 64 : 48);
    const std::optional<Frame> frame = *video->next();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->image.width(), video->info().width);
    EXPECT_EQ(frame->image.height(), video->info().height);
    // The white cell is stored at the left edge; turned clockwise it goes to the top, the right, the bottom.
    const Image& image = frame->image;
    const int middle_x = image.width() / 2;
    const int middle_y = image.height() / 2;
    EXPECT_EQ(rgb_at(image, middle_x, 3)[0] > 128, degrees == 90);
    EXPECT_EQ(rgb_at(image, image.width() - 4, middle_y)[0] > 128, degrees == 180);
    EXPECT_EQ(rgb_at(image, middle_x, image.height() - 4)[0] > 128, degrees == 270);
  }
}

TEST(Video, ASizeThatChangesMidStreamComesWithTheFrames) {
  const Scratch scratch;
  // Raw H.264 may be joined end to end, as a camera does that changes its resolution.
  make_video({.path = scratch / "small.h264", .times_us = regular_times(6, 25)});
  make_video({.path = scratch / "large.h264",
              .width = 128,
              .height = 80,
              .times_us = regular_times(6, 25),
              .first_number = 6});
  std::vector<uint8_t> joined = read_bytes(scratch / "small.h264");
  const std::vector<uint8_t> rest = read_bytes(scratch / "large.h264");
  joined.insert(joined.end(), rest.begin(), rest.end());
  write_bytes(scratch / "joined.h264", joined);

  const Reading reading = read_all(scratch / "joined.h264");
  EXPECT_TRUE(reading.errors.empty());
  ASSERT_EQ(reading.frames.size(), 12u);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(reading.frames[i].image.width(), i < 6 ? 64 : 128);
    EXPECT_EQ(number_shown(reading.frames[i].image), i);
  }
}

TEST(Video, TakesOddAndTinySizes) {
  const Scratch scratch;
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {9, 1}, {33, 17}, {64, 33}, {35, 64}}) {
    make_video({.path = scratch / "x.mkv",
                .encoder = "ffv1",
                .width = width,
                .height = height,
                .times_us = regular_times(3, 25),
                .first_number = 255});
    const Reading reading = read_all(scratch / "x.mkv");
    ASSERT_EQ(reading.frames.size(), 3u) << width << "x" << height;
    const Image& image = reading.frames[0].image;
    EXPECT_EQ(image.width(), width);
    EXPECT_EQ(image.height(), height);
    for (int x = 0; x < width; ++x) EXPECT_NEAR(rgb_at(image, x, height - 1)[1], 235, 4) << x << " of " << width;
  }
}

TEST(Video, FpsReplacesTheClock) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mp4", .times_us = {0, 10000, 500000, 510000}});
  const Reading reading = read_all(scratch / "x.mp4", {.fps = 30});
  EXPECT_THAT(times_of(reading), ElementsAre(0, 33333, 66667, 100000));
}

TEST(Video, RangesAndStepsPickFramesAndKeepTheirIndices) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mp4", .times_us = regular_times(20, 10)});
  const auto indices = [&scratch](const VideoOptions& options) {
    std::vector<int64_t> indices;
    for (const Frame& frame : read_all(scratch / "x.mp4", options).frames) {
      EXPECT_EQ(number_shown(frame.image), frame.index);
      indices.push_back(frame.index);
    }
    return indices;
  };
  EXPECT_THAT(indices({.start_us = 1650000}), ElementsAre(17, 18, 19));
  EXPECT_THAT(indices({.end_us = 200001}), ElementsAre(0, 1, 2));
  EXPECT_THAT(indices({.every = 8}), ElementsAre(0, 8, 16));
  EXPECT_THAT(indices({.max_frames = 2}), ElementsAre(0, 1));
  EXPECT_THAT(indices({.max_frames = 0}), ElementsAre());
  EXPECT_THAT(indices({.start_us = 300000, .end_us = 1500000, .every = 5, .max_frames = 2}), ElementsAre(3, 8));
  EXPECT_THAT(indices({.fps = 1, .start_us = 17000000}), ElementsAre(17, 18, 19)) << "on the clock of --fps";
  EXPECT_THAT(indices({.start_us = 99000000}), ElementsAre());
}

TEST(Video, StartingLateGivesTheSameFramesAsReadingFromTheStart) {
  const Scratch scratch;
  for (const char* name : {"x.mp4", "x.mkv", "x.ts", "x.mov", "x.avi"}) {
    const char* encoder = std::string(name) == "x.avi" ? "mpeg4" : "libx264";
    make_video({.path = scratch / name,
                .encoder = encoder,
                .times_us = regular_times(90, 25),
                .key_frame_distance = 10,
                .b_frames = std::string(name) == "x.avi" ? 0 : 3});
    const Reading whole = read_all(scratch / name);
    ASSERT_EQ(whole.frames.size(), 90u) << name;
    for (const int start : {1, 9, 10, 11, 39, 40, 41, 89}) {
      const Reading late = read_all(scratch / name, {.start_us = whole.frames[start].timestamp_us});
      EXPECT_TRUE(late.errors.empty()) << name;
      ASSERT_EQ(late.frames.size(), 90u - start) << name << " from " << start;
      for (size_t i = 0; i < late.frames.size(); ++i) {
        EXPECT_EQ(late.frames[i].index, static_cast<int64_t>(i) + start) << name;
        EXPECT_EQ(late.frames[i].timestamp_us, whole.frames[i + start].timestamp_us) << name;
        EXPECT_EQ(largest_difference(late.frames[i].image, whole.frames[i + start].image), 0) << name;
      }
    }
  }
}

TEST(Video, OptionsThatMakeNoSenseAreNamed) {
  const auto message = [](const VideoOptions& options) {
    const Result<Video> video = Video::open("x.mp4", options);
    EXPECT_EQ(video.error().code(), StatusCode::kInvalidArgument);
    return video.error().message();
  };
  EXPECT_THAT(message({.fps = NAN}), testing::HasSubstr("fps"));
  EXPECT_THAT(message({.fps = -1}), testing::HasSubstr("fps"));
  EXPECT_THAT(message({.start_us = -5}), testing::HasSubstr("start"));
  EXPECT_THAT(message({.start_us = 5, .end_us = 5}), testing::HasSubstr("end"));
  EXPECT_THAT(message({.every = 0}), testing::HasSubstr("every"));
  EXPECT_THAT(message({.max_frames = -2}), testing::HasSubstr("max_frames"));
  EXPECT_THAT(message({.decode_threads = -1}), testing::HasSubstr("decode_threads"));
}

TEST(Video, FramesAreTheSameWithAnyNumberOfThreads) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mp4", .width = 160, .height = 96, .times_us = regular_times(40, 25), .b_frames = 3});
  const Reading one = read_all(scratch / "x.mp4", {.decode_threads = 1});
  for (const int threads : {0, 2, 5}) {
    const Reading many = read_all(scratch / "x.mp4", {.decode_threads = threads});
    ASSERT_EQ(many.frames.size(), one.frames.size());
    for (size_t i = 0; i < one.frames.size(); ++i) {
      EXPECT_EQ(largest_difference(one.frames[i].image, many.frames[i].image), 0);
    }
  }
}

TEST(Video, FramesOutliveTheirReaderAndPixelsGoRound) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mp4", .times_us = regular_times(20, 25)});
  Result<Video> video = Video::open(scratch / "x.mp4");
  ASSERT_TRUE(video.ok());
  std::optional<Frame> first = *video->next();
  const uint8_t* memory = first->image.host()->data;
  first.reset();
  std::optional<Frame> second = *video->next();
  EXPECT_EQ(second->image.host()->data, memory) << "the steady path allocates no pixels";
  const std::optional<Frame> third = *video->next();
  EXPECT_NE(third->image.host()->data, memory) << "but never takes what somebody holds";
  *video = *Video::open(scratch / "x.mp4");
  EXPECT_EQ(number_shown(second->image), 1);
}

TEST(Video, WithSoundSaysSoAndIsReadAlike) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mkv", .times_us = regular_times(25, 25), .audio_encoder = "aac"});
  Result<Video> video = Video::open(scratch / "x.mkv");
  ASSERT_TRUE(video.ok()) << video.error().to_string();
  EXPECT_TRUE(video->info().has_audio);
  const Reading reading = read_all(*video);
  EXPECT_EQ(times_of(reading), regular_times(25, 25));
  EXPECT_TRUE(reading.errors.empty());
}

TEST(Video, WhatIsNotAVideoIsNamed) {
  const Scratch scratch;
  const auto error_of = [](const std::string& source) { return Video::open(source).error(); };
  EXPECT_EQ(error_of(scratch / "absent.mp4").code(), StatusCode::kNotFound);
  EXPECT_THAT(error_of(scratch / "absent.mp4").message(), testing::HasSubstr("absent.mp4"));
  EXPECT_EQ(error_of(scratch.folder().string()).code(), StatusCode::kInvalidArgument);
  write_bytes(scratch / "empty.mp4", {});
  EXPECT_EQ(error_of(scratch / "empty.mp4").code(), StatusCode::kDataLoss);
  write_bytes(scratch / "text.mp4", std::vector<uint8_t>(5000, 'x'));
  EXPECT_EQ(error_of(scratch / "text.mp4").code(), StatusCode::kDataLoss);
  EXPECT_THAT(error_of(scratch / "text.mp4").message(), testing::HasSubstr("text.mp4"));
  EXPECT_EQ(error_of("gopher://example").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(error_of("rtsp://127.0.0.1:1/nobody").code(), StatusCode::kUnavailable);
}

TEST(Video, APlaylistOnDiskDoesNotReachForTheNetwork) {
  const Scratch scratch;
  const std::string playlist =
      "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:1/a.ts\n#EXT-X-ENDLIST\n";
  write_bytes(scratch / "x.m3u8", {playlist.begin(), playlist.end()});
  EXPECT_FALSE(read_all(scratch / "x.m3u8").errors.empty());
}

}  // namespace
}  // namespace saccade
