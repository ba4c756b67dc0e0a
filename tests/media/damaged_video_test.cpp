// Cut-off and mutated videos: frames, errors, and an end; never a hang or a crash (run under ASan).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "media/demuxer.h"
#include "media/file_end.h"
#include "media_maker.h"
#include "saccade/video.h"
#include "scratch.h"

namespace saccade {
namespace {

struct Kind {
  const char* name;
  const char* encoder;
  const char* movflags = nullptr;
  AVPixelFormat layout = AV_PIX_FMT_YUV420P;
};
void PrintTo(const Kind& kind, std::ostream* stream) { *stream << kind.name << " " << kind.encoder; }

class DamagedVideo : public testing::TestWithParam<Kind> {
 protected:
  DamagedVideo() {
    make_video({.path = path_,
                .encoder = GetParam().encoder,
                .layout = GetParam().layout,
                .times_us = regular_times(30, 25),
                .movflags = GetParam().movflags});
    whole_ = read_bytes(path_);
  }
  Scratch scratch_;
  std::string path_ = scratch_ / GetParam().name;
  std::vector<uint8_t> whole_;
};

TEST_P(DamagedVideo, CutOffAnywhereIsAnErrorAfterTheFramesThatAreThere) {
  ASSERT_TRUE(read_all(path_).errors.empty());
  size_t most = 0;
  for (size_t i = 0; i < 64; ++i) {
    const size_t size = whole_.size() * i / 64;
    write_bytes(path_, {whole_.begin(), whole_.begin() + static_cast<ptrdiff_t>(size)});
    const Reading reading = read_all(path_);
    ASSERT_FALSE(reading.errors.empty()) << size << " of " << whole_.size() << " bytes";
    EXPECT_LT(reading.errors.size(), 40u);
    const Status& last = reading.errors.back();
    EXPECT_EQ(last.code(), StatusCode::kDataLoss) << last.to_string();
    EXPECT_THAT(last.message(), testing::HasSubstr(GetParam().name));
    most = std::max(most, reading.frames.size());
    for (const Frame& frame : reading.frames) EXPECT_EQ(number_shown(frame.image), frame.index);
  }
  // Most of a tiny MP4 is its index: cut off anywhere before the end of that, nothing can be read.
  if (!path_.ends_with("index_last.mp4")) {
    EXPECT_GT(most, 15u) << "what is there is read";
  }
}

TEST_P(DamagedVideo, MutatedGivesFramesAndErrorsAndEnds) {
  const uint32_t seed = 977;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int readings_with_errors = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<uint8_t> mutated = whole_;
    const int count = 1 + static_cast<int>(random() % 16);
    for (int i = 0; i < count; ++i) {
      const size_t range = random() % 2 == 0 ? std::min<size_t>(mutated.size(), 1024) : mutated.size();
      mutated[random() % range] = static_cast<uint8_t>(random());
    }
    write_bytes(path_, mutated);
    const Reading reading = read_all(path_);
    EXPECT_LT(reading.errors.size(), 1000u) << "a reader that never ends";
    readings_with_errors += reading.errors.empty() ? 0 : 1;
    int64_t last_us = -1;
    for (const Frame& frame : reading.frames) {
      EXPECT_GT(frame.timestamp_us, last_us);
      last_us = frame.timestamp_us;
    }
  }
  EXPECT_GT(readings_with_errors, 0) << "mutations that nobody notices test nothing";
}

INSTANTIATE_TEST_SUITE_P(Containers, DamagedVideo,
                         testing::Values(Kind{"index_last.mp4", "libx264"},
                                         Kind{"index_first.mp4", "libx264", "faststart"},
                                         Kind{"fragments.mp4", "libx264", "frag_keyframe+empty_moov"},
                                         Kind{"x.mkv", "libx264"}, Kind{"x.webm", "libvpx"}, Kind{"x.avi", "mpeg4"},
                                         Kind{"x.gif", "gif", nullptr, AV_PIX_FMT_RGB8}));

// Where the packet of frame `index` lies in the file.
std::pair<int64_t, int> packet_place(const std::string& path, int index) {
  std::unique_ptr<Demuxer> source = *Demuxer::open(path);
  EXPECT_TRUE(source->select(AVMEDIA_TYPE_VIDEO).ok());
  const AvPacket packet(av_packet_alloc());
  for (int i = 0; i <= index; ++i) {
    av_packet_unref(packet.get());
    EXPECT_EQ(source->read(*packet), 0);
  }
  return {packet->pos, packet->size};
}

TEST(DamagedPackets, CostTheirFramesAndReadingGoesOn) {
  const Scratch scratch;
  // Every frame a key frame, so that damage does not spread.
  make_video({.path = scratch / "x.mp4", .times_us = regular_times(20, 25), .key_frame_distance = 1});
  const auto [position, size] = packet_place(scratch / "x.mp4", 6);
  std::vector<uint8_t> bytes = read_bytes(scratch / "x.mp4");
  std::fill_n(bytes.begin() + position + size / 4, size - size / 4, uint8_t{0x55});
  write_bytes(scratch / "x.mp4", bytes);

  const Reading reading = read_all(scratch / "x.mp4");
  ASSERT_EQ(reading.errors.size(), 1u);
  EXPECT_EQ(reading.errors[0].code(), StatusCode::kDataLoss);
  EXPECT_THAT(reading.errors[0].message(), testing::HasSubstr("x.mp4: frame 6 "));
  ASSERT_EQ(reading.frames.size(), 19u);
  for (const Frame& frame : reading.frames) EXPECT_EQ(number_shown(frame.image), frame.index);
  EXPECT_EQ(reading.frames[6].index, 7);
}

TEST(DamagedVideos, WithoutAnyFrameAreAnError) {
  const Scratch scratch;
  make_video({.path = scratch / "x.mkv", .times_us = {0}});
  std::vector<uint8_t> bytes = read_bytes(scratch / "x.mkv");
  // The cluster (1F43B675) becomes a void element (EC): a whole file that holds nothing.
  const uint8_t cluster[] = {0x1F, 0x43, 0xB6, 0x75};
  const auto found = std::search(bytes.begin(), bytes.end(), std::begin(cluster), std::end(cluster));
  ASSERT_NE(found, bytes.end());
  bytes.erase(found, bytes.end());
  write_bytes(scratch / "x.mkv", bytes);
  const Reading reading = read_all(scratch / "x.mkv");
  EXPECT_TRUE(reading.frames.empty());
  EXPECT_EQ(reading.errors.size(), 1u);
}

TEST(FileEnd, IsUnknownForWhatDoesNotSay) {
  const Scratch scratch;
  write_bytes(scratch / "x.ts", std::vector<uint8_t>(376, 0x47));
  EXPECT_FALSE(is_cut_off(scratch / "x.ts"));
  EXPECT_FALSE(is_cut_off(scratch / "absent"));
  // A live recording: a segment of unknown size.
  std::vector<uint8_t> live = {0x1A, 0x45, 0xDF, 0xA3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01,
                               0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0,    0,    0};
  write_bytes(scratch / "live.mkv", live);
  EXPECT_FALSE(is_cut_off(scratch / "live.mkv"));
  live[11] = 0;  // now a size, far behind the end
  write_bytes(scratch / "cut.mkv", live);
  EXPECT_TRUE(is_cut_off(scratch / "cut.mkv"));
}

}  // namespace
}  // namespace saccade
