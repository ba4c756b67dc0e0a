// Videos written: what comes back, sound, odd sizes, and outputs that fail half-way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "media/demuxer.h"
#include "media/video_writer_core.h"
#include "media_maker.h"
#include "saccade/types.h"
#include "saccade/video.h"
#include "scratch.h"

namespace saccade {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Frame numbered_frame(int number, int64_t time_us, int width = 64, int height = 48) {
  return {numbered_picture(number, width, height), time_us, number};
}

Status write_numbered(const std::string& path, const std::vector<int64_t>& times, int width, int height,
                      const VideoWriterOptions& options = {}) {
  VideoWriter writer = SACCADE_TRY(VideoWriter::open(path, width, height, options));
  for (size_t i = 0; i < times.size(); ++i) {
    SACCADE_TRY(writer.write(numbered_frame(static_cast<int>(i), times[i], width, height)));
  }
  return writer.finish();
}

class EveryContainer : public testing::TestWithParam<const char*> {
 protected:
  Scratch scratch_;
  std::string path_ = scratch_ / (std::string("out") + GetParam());
};

TEST_P(EveryContainer, GivesBackFramesAndTimes) {
  const std::vector<int64_t> times = {0, 33000, 40000, 200000, 1000000, 1040000, 1080000, 1500000};
  const Status status = write_numbered(path_, times, 96, 64);
  ASSERT_TRUE(status.ok()) << status.to_string();
  const Reading reading = read_all(path_);
  EXPECT_TRUE(reading.errors.empty()) << reading.errors[0].to_string();
  EXPECT_EQ(times_of(reading), times);
  for (const Frame& frame : reading.frames) EXPECT_EQ(number_shown(frame.image), frame.index);
  EXPECT_EQ(scratch_.names().size(), 1u);
}

TEST_P(EveryContainer, KeepsColours) {
  const Image picture = gradient(PixelFormat::kRgb8, 128, 96);
  {
    VideoWriter writer = *VideoWriter::open(path_, 128, 96);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(writer.write({picture, i * 40000, i}).ok());
    ASSERT_TRUE(writer.finish().ok());
  }
  const Reading reading = read_all(path_);
  ASSERT_EQ(reading.frames.size(), 5u);
  EXPECT_LE(largest_difference(reading.frames[4].image, picture), 12);
}

TEST_P(EveryContainer, TakesOddAndTinySizes) {
  for (const Size size : {Size{1, 1}, {16, 1}, {1, 16}, {33, 17}, {32, 17}}) {
    const Status status = write_numbered(path_, {0, 40000}, size.width, size.height);
    ASSERT_TRUE(status.ok()) << size.width << "x" << size.height << ": " << status.to_string();
    const Reading reading = read_all(path_);
    ASSERT_EQ(reading.frames.size(), 2u);
    const Image& image = reading.frames[0].image;
    EXPECT_LE(image.width() - size.width, size.width % 2) << "an odd side may be one longer";
    EXPECT_LE(image.height() - size.height, size.height % 2);
  }
}

INSTANTIATE_TEST_SUITE_P(Containers, EveryContainer, testing::Values(".mp4", ".mkv", ".mov", ".webm", ".MP4"));

TEST(VideoWriter, PadsOddSidesWithTheLastColumnAndRow) {
  const Scratch scratch;
  const Image picture = gradient(PixelFormat::kRgb8, 63, 47);
  VideoWriter writer = *VideoWriter::open(scratch / "x.mp4", 63, 47);
  ASSERT_TRUE(writer.write({picture, 0, 0}).ok());
  ASSERT_TRUE(writer.finish().ok());
  const Image image = *read_image(scratch / "x.mp4");
  ASSERT_EQ(image.width(), 64);
  ASSERT_EQ(image.height(), 48);
  for (int c = 0; c < 3; ++c) {
    EXPECT_NEAR(rgb_at(image, 63, 20)[c], rgb_at(picture, 62, 20)[c], 12);
    EXPECT_NEAR(rgb_at(image, 20, 47)[c], rgb_at(picture, 20, 46)[c], 12);
  }
}

TEST(VideoWriter, TimeZeroIsTheFirstFrame) {
  const Scratch scratch;
  ASSERT_TRUE(write_numbered(scratch / "x.mp4", {7000000, 7040000, 7100001}, 64, 48).ok());
  EXPECT_THAT(times_of(read_all(scratch / "x.mp4")), ElementsAre(0, 40000, 100001));
}

TEST(VideoWriter, FitsFramesOfAnotherSizeOnBlack) {
  const Scratch scratch;
  VideoWriter writer = *VideoWriter::open(scratch / "x.mp4", 64, 64);
  ASSERT_TRUE(writer.write(numbered_frame(255, 0, 64, 64)).ok());
  ASSERT_TRUE(writer.write(numbered_frame(255, 40000, 128, 64)).ok());
  ASSERT_TRUE(writer.write(numbered_frame(255, 80000, 32, 64)).ok());
  ASSERT_TRUE(writer.finish().ok());
  const Reading reading = read_all(scratch / "x.mp4");
  ASSERT_EQ(reading.frames.size(), 3u);
  const Image& wide = reading.frames[1].image;
  EXPECT_LT(rgb_at(wide, 32, 4)[0], 40);
  EXPECT_GT(rgb_at(wide, 2, 32)[0], 200);
  EXPECT_LT(rgb_at(wide, 32, 60)[0], 40);
  const Image& tall = reading.frames[2].image;
  EXPECT_LT(rgb_at(tall, 4, 32)[0], 40);
  EXPECT_GT(rgb_at(tall, 32, 2)[0], 200);
}

TEST(VideoWriter, CopiesTheSoundBesideTheFrames) {
  const Scratch scratch;
  make_video({.path = scratch / "in.mp4", .times_us = regular_times(75, 25), .audio_encoder = "aac"});
  const auto sound_of = [](const std::string& path) {
    std::unique_ptr<Demuxer> source = *Demuxer::open(path);
    std::vector<double> seconds;
    if (!source->traits().has_audio) return seconds;
    EXPECT_TRUE(source->select(AVMEDIA_TYPE_AUDIO).ok());
    const AvPacket packet(av_packet_alloc());
    while (source->read(*packet) == 0) {
      seconds.push_back(static_cast<double>(packet->pts) * av_q2d(source->stream().time_base));
      av_packet_unref(packet.get());
    }
    return seconds;
  };
  VideoWriterOptions options;
  options.audio_from = scratch / "in.mp4";
  for (const char* name : {"out.mp4", "out.mkv", "out.mov"}) {
    ASSERT_TRUE(write_numbered(scratch / name, regular_times(75, 25), 64, 48, options).ok()) << name;
    EXPECT_NEAR(static_cast<double>(sound_of(scratch / name).size()), sound_of(scratch / "in.mp4").size(), 2) << name;
    EXPECT_EQ(times_of(read_all(scratch / name)), regular_times(75, 25)) << name;
  }

  // Frames from the second second on: so does the sound, which starts with them and ends with them.
  std::vector<int64_t> late = regular_times(25, 25);
  for (int64_t& time : late) time += 1000000;
  ASSERT_TRUE(write_numbered(scratch / "late.mkv", late, 64, 48, options).ok());
  const std::vector<double> seconds = sound_of(scratch / "late.mkv");
  ASSERT_FALSE(seconds.empty());
  EXPECT_NEAR(seconds.front(), 0, 0.07);
  EXPECT_NEAR(seconds.back(), 1, 0.1);
}

TEST(VideoWriter, ASourceWithoutSoundIsCopiedAsSuchAndAnAbsentOneIsAnError) {
  const Scratch scratch;
  ASSERT_TRUE(write_numbered(scratch / "silent.mp4", {0}, 64, 48).ok());
  VideoWriterOptions options;
  options.audio_from = scratch / "silent.mp4";
  EXPECT_TRUE(write_numbered(scratch / "out.mp4", {0}, 64, 48, options).ok());
  options.audio_from = scratch / "absent.mp4";
  EXPECT_EQ(write_numbered(scratch / "other.mp4", {0}, 64, 48, options).code(), StatusCode::kNotFound);
  EXPECT_THAT(scratch.names(), ElementsAre("out.mp4", "silent.mp4"));
}

TEST(VideoWriter, SoundThatTheContainerCannotHoldIsAnErrorWithARemedy) {
  const Scratch scratch;
  make_video({.path = scratch / "in.avi",
              .encoder = "mpeg4",
              .times_us = regular_times(10, 25),
              .audio_encoder = "pcm_s16le"});
  VideoWriterOptions options;
  options.audio_from = scratch / "in.avi";
  const Status status = write_numbered(scratch / "out.webm", {0}, 64, 48, options);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("pcm_s16le"));
  EXPECT_THAT(status.message(), HasSubstr(".mkv"));
  EXPECT_TRUE(write_numbered(scratch / "out.mkv", {0, 40000}, 64, 48, options).ok());
}

TEST(VideoWriter, NotFinishedLeavesAPartialFileThatPlays) {
  for (const char* extension : {".mp4", ".mkv", ".mov", ".webm"}) {
    const Scratch scratch;
    const std::string name = std::string("out") + extension;
    {
      VideoWriter writer = *VideoWriter::open(scratch / name, 64, 48);
      for (int i = 0; i < 9; ++i) ASSERT_TRUE(writer.write(numbered_frame(i, i * 40000)).ok());
    }
    EXPECT_THAT(scratch.names(), ElementsAre(std::string("out.partial") + extension));
    const Reading reading = read_all(scratch / (std::string("out.partial") + extension));
    EXPECT_TRUE(reading.errors.empty());
    EXPECT_EQ(reading.frames.size(), 9u) << extension;
  }
}

TEST(VideoWriter, WithoutAnyFrameLeavesNothing) {
  const Scratch scratch;
  {
    VideoWriter writer = *VideoWriter::open(scratch / "out.mp4", 64, 48);
    EXPECT_EQ(writer.finish().code(), StatusCode::kFailedPrecondition);
  }
  EXPECT_TRUE(scratch.names().empty());
}

TEST(VideoWriter, WrongCallsAreErrorsAndTheFileGoesOn) {
  const Scratch scratch;
  VideoWriter writer = *VideoWriter::open(scratch / "out.mp4", 64, 48);
  ASSERT_TRUE(writer.write(numbered_frame(0, 0)).ok());
  EXPECT_EQ(writer.write(numbered_frame(1, 0)).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(writer.write(Frame{Image(), 40000, 1}).code(), StatusCode::kInvalidArgument);
  ASSERT_TRUE(writer.write(numbered_frame(1, 40000)).ok());
  ASSERT_TRUE(writer.finish().ok());
  EXPECT_EQ(writer.write(numbered_frame(2, 80000)).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(writer.finish().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(read_all(scratch / "out.mp4").frames.size(), 2u);
}

TEST(VideoWriter, PlacesAndSettingsThatCannotBeAreNamed) {
  const Scratch scratch;
  const auto error_of = [&scratch](const std::string& name, int width, int height, VideoWriterOptions options = {}) {
    return VideoWriter::open(scratch / name, width, height, options).error();
  };
  EXPECT_EQ(error_of("no/such/x.mp4", 64, 48).code(), StatusCode::kNotFound);
  EXPECT_THAT(error_of("no/such/x.mp4", 64, 48).message(), HasSubstr("no/such/x.mp4"));
  EXPECT_THAT(error_of("x.txt", 64, 48).message(), HasSubstr(".mp4"));
  EXPECT_EQ(error_of("x.mp4", 0, 48).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(error_of("x.mp4", 64, 20000).code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(error_of("x.mp4", 64, 48, {.frames_per_second = NAN}).message(), HasSubstr("frames_per_second"));
  EXPECT_THAT(error_of("x.mp4", 64, 48, {.threads = -1}).message(), HasSubstr("threads"));
  std::filesystem::create_directory(scratch / "folder.mp4");
  EXPECT_EQ(error_of("folder.mp4", 64, 48).code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(scratch.names(), ElementsAre("folder.mp4"));
  std::filesystem::permissions(scratch.folder(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  if (::geteuid() != 0) {  // root writes everywhere
    EXPECT_EQ(error_of("x.mp4", 64, 48).code(), StatusCode::kPermissionDenied);
  }
  std::filesystem::permissions(scratch.folder(), std::filesystem::perms::owner_all);
}

// A disk that holds so many bytes: room that was claimed can be written, and no more.
class FullDisk final : public OutputFile {
 public:
  static std::unique_ptr<FullDisk> create(const std::string& path, int64_t capacity, bool claims_room) {
    Opened opened = *OutputFile::open_temporary(path);
    return std::unique_ptr<FullDisk>(new FullDisk(std::move(opened), capacity, claims_room));
  }

 protected:
  ssize_t put(const uint8_t* bytes, size_t count, int64_t offset) override {
    const int64_t room = claims_room_ ? claimed_ : capacity_;
    if (offset + static_cast<int64_t>(count) > room) {
      errno = ENOSPC;
      return -1;
    }
    return OutputFile::put(bytes, count, offset);
  }
  int allocate(int64_t offset, int64_t bytes) override {
    errno = claims_room_ ? ENOSPC : EOPNOTSUPP;
    if (!claims_room_ || offset + bytes > capacity_) return -1;
    claimed_ = offset + bytes;
    return 0;
  }

 private:
  FullDisk(Opened opened, int64_t capacity, bool claims_room)
      : OutputFile(opened.descriptor, opened.path, opened.temporary), capacity_(capacity), claims_room_(claims_room) {}
  int64_t capacity_;
  bool claims_room_;
  int64_t claimed_ = 0;
};

// Noise, which does not compress: the disk is full after a few frames.
Frame noisy_frame(int number, int width, int height) {
  ImageBuilder builder = *ImageBuilder::create(PixelFormat::kRgb8, width, height);
  uint32_t state = 12345u + static_cast<uint32_t>(number);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < 3 * width; ++x) {
      state = state * 1664525 + 1013904223;
      builder.row(y)[x] = static_cast<uint8_t>(state >> 24);
    }
  }
  return {std::move(builder).finish(), number * 40000, number};
}

TEST(FullDisks, KeepWhatWasFinishedAsAPartialFileThatPlays) {
  for (const Container container : {Container::kMp4, Container::kMatroska}) {
    const Scratch scratch;
    const std::string name = container == Container::kMp4 ? "out.mp4" : "out.mkv";
    int written = 0;
    {
      auto writer =
          *VideoWriterCore::create(FullDisk::create(scratch / name, 3 << 20, true), container, {320, 240}, {});
      Status status;
      while (status.ok() && written < 500) status = writer->write(noisy_frame(written++, 320, 240));
      ASSERT_EQ(status.code(), StatusCode::kResourceExhausted) << status.to_string();
      EXPECT_THAT(status.message(), HasSubstr("disk is full"));
      EXPECT_EQ(writer->write(noisy_frame(written, 320, 240)).code(), StatusCode::kResourceExhausted);
      EXPECT_EQ(writer->finish().code(), StatusCode::kResourceExhausted);
    }
    const std::string partial = container == Container::kMp4 ? "out.partial.mp4" : "out.partial.mkv";
    ASSERT_THAT(scratch.names(), ElementsAre(partial));
    const Reading reading = read_all(scratch / partial);
    EXPECT_TRUE(reading.errors.empty()) << reading.errors[0].to_string();
    // Encoders hold some tens of frames back; the rest is there.
    EXPECT_GT(reading.frames.size(), 5u);
    EXPECT_LE(static_cast<int>(reading.frames.size()), written);
  }
}

TEST(FullDisks, WithoutClaimedRoomAreErrorsAllTheSame) {
  const Scratch scratch;
  {
    auto writer = *VideoWriterCore::create(FullDisk::create(scratch / "out.mkv", 1 << 20, false), Container::kMatroska,
                                           {320, 240}, {});
    Status status;
    for (int i = 0; status.ok() && i < 500; ++i) status = writer->write(noisy_frame(i, 320, 240));
    EXPECT_EQ(status.code(), StatusCode::kResourceExhausted) << status.to_string();
  }
  EXPECT_THAT(scratch.names(), ElementsAre("out.partial.mkv"));
}

TEST(FullDisks, FromTheStartAreAnErrorAndLeaveNothing) {
  const Scratch scratch;
  const Status status =
      VideoWriterCore::create(FullDisk::create(scratch / "out.mp4", 1000, true), Container::kMp4, {64, 48}, {}).error();
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(scratch.names().empty());
}

TEST(VideoWriter, TwoProcessesOnOneOutputEachWriteAWholeFile) {
  const Scratch scratch;
  const std::string path = scratch / "out.mp4";
  pid_t children[2];
  for (int i = 0; i < 2; ++i) {
    children[i] = ::fork();
    if (children[i] == 0) {
      // One writes 20 frames, the other 30: the file must be one of the two.
      const Status status = write_numbered(path, regular_times(20 + 10 * i, 25), 64, 48, {.threads = 1});
      ::_exit(status.ok() ? 0 : 1);
    }
  }
  for (const pid_t child : children) {
    int result = -1;
    ASSERT_EQ(::waitpid(child, &result, 0), child);
    EXPECT_EQ(result, 0);
  }
  const Reading reading = read_all(path);
  EXPECT_TRUE(reading.errors.empty());
  EXPECT_THAT(reading.frames.size(), testing::AnyOf(20u, 30u));
  EXPECT_THAT(scratch.names(), ElementsAre("out.mp4"));
}

TEST(VideoWriter, MayReplaceItsOwnSource) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mp4", .times_us = regular_times(10, 25), .audio_encoder = "aac"});
  {
    Video video = *Video::open(scratch / "x.mp4");
    VideoWriter writer = *VideoWriter::open(scratch / "x.mp4", 64, 48, {.audio_from = scratch / "x.mp4"});
    for (;;) {
      std::optional<Frame> frame = *video.next();
      if (!frame) break;
      ASSERT_TRUE(writer.write(*frame).ok());
    }
    ASSERT_TRUE(writer.finish().ok());
  }
  EXPECT_EQ(read_all(scratch / "x.mp4").frames.size(), 10u);
}

TEST(VideoWriter, SameInputAndThreadsGiveTheSameBytes) {
  const Scratch scratch;
  for (const char* name : {"a.mp4", "b.mp4"}) {
    ASSERT_TRUE(write_numbered(scratch / name, regular_times(30, 25), 160, 120, {.threads = 2}).ok());
  }
  EXPECT_EQ(read_bytes(scratch / "a.mp4"), read_bytes(scratch / "b.mp4"));
}

}  // namespace
}  // namespace saccade
