// SIGINT and SIGTERM in the middle of a run: exit code 130, what is there stays as NAME.partial.EXT and plays.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "half_server.h"
#include "media_files.h"
#include "process.h"
#include "saccade/video.h"
#include "temporary_directory.h"

namespace saccade::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class Interrupt : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_FACE_MODELS();
    make_video(directory_ / "v.mp4", 2000, 320, 240);
  }
  // Until a temporary file of an output holds something.
  void wait_for_output() const {
    for (int tries = 0; tries < 2000; ++tries) {
      for (const fs::directory_entry& entry : fs::directory_iterator(directory_.path())) {
        std::error_code ignored;
        const bool temporary = entry.path().filename().string().starts_with('.');
        if (temporary && entry.file_size(ignored) > 20'000 && !ignored) return;
      }
      std::this_thread::sleep_for(5ms);
    }
    FAIL() << "no output appeared";
  }
  TemporaryDirectory directory_;
};

TEST_P(Interrupt, DuringEncodeLeavesAPlayablePartialFile) {
  Running running = Tool({"run", "face_mesh", directory_ / "v.mp4", "-o", directory_ / "o.mp4", "-o",
                          directory_ / "o.jsonl", "-o", directory_ / "o.mkv"})
                        .start();
  wait_for_output();
  running.signal(GetParam());
  const Finished finished = running.wait();
  EXPECT_EQ(finished.code, 130);
  EXPECT_EQ(finished.errors().size(), 1u) << finished.err;
  EXPECT_NE(finished.err.find("partial"), std::string::npos);
  for (const char* name : {"o.mp4", "o.jsonl", "o.mkv"}) EXPECT_FALSE(fs::exists(directory_ / name)) << name;
  EXPECT_GT(fs::file_size(directory_ / "o.partial.jsonl"), 0u);
  for (const char* name : {"o.partial.mp4", "o.partial.mkv"}) {
    Result<Video> video = Video::open(directory_ / name);
    ASSERT_TRUE(video) << video.error().to_string();
    int frames = 0;
    for (auto frame = video->next(); frame && *frame; frame = video->next()) ++frames;
    EXPECT_GT(frames, 0) << name;
    EXPECT_LT(frames, 2000) << name;
  }
  EXPECT_EQ(directory_.file_count(), 4u);
}

INSTANTIATE_TEST_SUITE_P(Signals, Interrupt, testing::Values(SIGINT, SIGTERM),
                         [](const auto& instance) { return instance.param == SIGINT ? "Sigint" : "Sigterm"; });

TEST(Silence, OfANetworkStreamDoesNotHoldUpAnInterrupt) {
  SKIP_WITHOUT_FACE_MODELS();
  const TemporaryDirectory directory;
  make_video(directory / "v.mkv", 200);
  const HalfServer server(directory.read("v.mkv"), HalfServer::Then::kHang);
  Running running =
      Tool({"run", "face_detection", server.url("v.mkv"), "-o", directory / "o.jsonl", "-o", "-"}).start();
  while (running.out_so_far().find("\"frame\":10,") == std::string::npos) std::this_thread::sleep_for(5ms);
  running.signal(SIGINT);
  EXPECT_EQ(running.wait().code, 130);
  EXPECT_TRUE(fs::exists(directory / "o.partial.jsonl"));
}

TEST(Pipe, AReaderThatLeavesEndsTheRunWithOneLine) {
  SKIP_WITHOUT_FACE_MODELS();
  const TemporaryDirectory directory;
  make_video(directory / "v.mp4", 30);
  ASSERT_EQ(::mkfifo((directory / "pipe").c_str(), 0600), 0);
  const int reader = ::open((directory / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  Running running = Tool({"run", "face_detection", directory / "v.mp4"}).output_to(directory / "pipe").start();
  ::close(reader);
  const Finished finished = running.wait();
  EXPECT_EQ(finished.code, 1);
  EXPECT_EQ(finished.errors().size(), 1u) << finished.err;
}

}  // namespace
}  // namespace saccade::cli
