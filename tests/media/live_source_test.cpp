// Cameras and streams: absent for real, dying by injection behind PacketSource.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "media/camera.h"
#include "media/demuxer.h"
#include "media/video_reader.h"
#include "media_maker.h"
#include "saccade/doctor.h"
#include "scratch.h"

namespace saccade {
namespace {

// Plays a file as a camera would, until something happens to it.
class FakeCamera final : public PacketSource {
 public:
  FakeCamera(std::unique_ptr<Demuxer> film, int packets, int error)
      : film_(std::move(film)), packets_left_(packets), error_(error) {
    traits_.name = "camera:7";
    traits_.live = true;
  }
  const SourceTraits& traits() const override { return traits_; }
  AVStream& stream() override { return film_->stream(); }
  int read(AVPacket& packet) override {
    ++reads_;
    return packets_left_-- > 0 ? film_->read(packet) : error_;
  }
  bool cut_off() const override { return false; }

  static inline int reads_ = 0;

 private:
  std::unique_ptr<Demuxer> film_;
  SourceTraits traits_;
  int packets_left_;
  int error_;
};

class DyingCamera : public testing::Test {
 protected:
  Reading read_until(int packets, int error) {
    make_video({.path = scratch_ / "film.avi",
                .encoder = "mjpeg",
                .layout = AV_PIX_FMT_YUVJ420P,
                .times_us = regular_times(20, 25)});
    std::unique_ptr<Demuxer> film = *Demuxer::open(scratch_ / "film.avi");
    EXPECT_TRUE(film->select(AVMEDIA_TYPE_VIDEO).ok());
    FakeCamera::reads_ = 0;
    std::unique_ptr<VideoReader> reader =
        *VideoReader::create(std::make_unique<FakeCamera>(std::move(film), packets, error), {});
    Reading reading;
    while (reading.errors.size() < 100) {
      Result<std::optional<Frame>> frame = reader->next();
      if (!frame.ok()) {
        reading.errors.push_back(frame.error());
      } else if (!*frame) {
        break;
      } else {
        reading.frames.push_back(**frame);
      }
    }
    return reading;
  }
  Scratch scratch_;
};

TEST_F(DyingCamera, GivesTheFramesItTookThenOneErrorThenTheEnd) {
  const Reading reading = read_until(5, AVERROR(ENODEV));
  EXPECT_EQ(reading.frames.size(), 5u);
  EXPECT_EQ(times_of(reading), regular_times(5, 25));
  ASSERT_EQ(reading.errors.size(), 1u);
  EXPECT_THAT(reading.errors[0].message(), testing::HasSubstr("camera:7: lost after 5 frames"));
  EXPECT_EQ(FakeCamera::reads_, 6) << "a camera that is gone is not asked again";
}

TEST_F(DyingCamera, ThatFallsSilentIsADeadlineExceeded) {
  const Reading reading = read_until(3, AVERROR(ETIMEDOUT));
  EXPECT_EQ(reading.frames.size(), 3u);
  ASSERT_EQ(reading.errors.size(), 1u);
  EXPECT_EQ(reading.errors[0].code(), StatusCode::kDeadlineExceeded);
}

TEST_F(DyingCamera, ThatSendsOnlyRubbishEnds) {
  const Reading reading = read_until(2, AVERROR_INVALIDDATA);
  EXPECT_EQ(reading.frames.size(), 2u);
  EXPECT_LE(reading.errors.size(), 1u);
  EXPECT_LT(FakeCamera::reads_, 200);
}

TEST_F(DyingCamera, ThatDiesBeforeItsFirstFrameIsAnError) {
  const Reading reading = read_until(0, AVERROR(EIO));
  EXPECT_TRUE(reading.frames.empty());
  EXPECT_EQ(reading.errors.size(), 1u);
}

TEST(Camera, ThatIsNotThereIsNamedWithWhatIs) {
  if (std::filesystem::exists("/dev/video93")) GTEST_SKIP() << "skipped: there is a /dev/video93 here";
  const Status error = Video::open("camera:93").error();
  EXPECT_EQ(error.code(), StatusCode::kNotFound);
  EXPECT_THAT(error.message(), testing::StartsWith("camera:93: no camera at /dev/video93; "));
  const std::string remedy = list_cameras().empty() ? "there is no camera on this machine" : "present: /dev/video";
  EXPECT_THAT(error.message(), testing::HasSubstr(remedy));
}

TEST(Camera, ThatIsNotANumberIsNamed) {
  for (const char* name : {"camera:", "camera:x", "camera:-1", "camera:1x", "camera:99999"}) {
    EXPECT_EQ(Video::open(name).error().code(), StatusCode::kInvalidArgument) << name;
  }
}

TEST(Doctor, TellsVersionCodecsAndCameras) {
  const std::vector<Check> checks = examine_media();
  std::vector<std::string> names;
  for (const Check& check : checks) {
    names.push_back(check.name);
    EXPECT_FALSE(check.finding.empty());
    EXPECT_EQ(check.remedy.empty(), check.health == Health::kOk) << check.finding;
  }
  EXPECT_THAT(names, testing::IsSupersetOf({"ffmpeg", "decoders", "encoders", "cameras"}));
  EXPECT_THAT(checks[0].finding, testing::HasSubstr("libavcodec"));
  EXPECT_THAT(checks[1].finding, testing::HasSubstr("H.264"));
}

}  // namespace
}  // namespace saccade
