// The face mesh graph on a pool of threads, several frames under way at once, against the same on the caller's thread.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "golden.h"
#include "saccade/graph.h"
#include "solutions/embedded_graphs.h"

namespace saccade {
namespace {

class FacePool : public testing::Test {
 protected:
  void SetUp() override {
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared";
    Golden video;
    video.media = "two_talking.mp4";
    video.counts.resize(12);
    frames_ = processed_frames(video);
    for (const EmbeddedText& graph : embedded_graphs()) {
      if (graph.file == "face_landmark_front_cpu.pbtxt") std::ofstream(path_) << graph.text;
    }
  }
  void TearDown() override { std::filesystem::remove(path_); }

  std::vector<std::pair<int64_t, std::vector<NormalizedLandmarks>>> run(int threads) {
    GraphSetup setup;
    setup.device = "cpu";
    setup.threads = threads;
    setup.side_packets = {{"num_faces", 2}, {"use_prev_landmarks", true}, {"with_attention", false}};
    std::vector<std::pair<int64_t, std::vector<NormalizedLandmarks>>> results;
    auto runner = GraphRunner::open(path_, setup);
    EXPECT_TRUE(runner.ok()) << runner.error().to_string();
    if (!runner) return results;
    EXPECT_TRUE(runner
                    ->observe("multi_face_landmarks",
                              [&](const Value& value, int64_t at) {
                                results.emplace_back(at, std::get<std::vector<NormalizedLandmarks>>(value));
                              })
                    .ok());
    EXPECT_TRUE(runner->start().ok());
    for (const Frame& frame : frames_) EXPECT_TRUE(runner->add("image", frame.image, frame.timestamp_us).ok());
    const Status finished = runner->finish();
    EXPECT_TRUE(finished.ok()) << finished.to_string();
    return results;
  }

  const std::string path_ = testing::TempDir() + "saccade_face_pool.pbtxt";
  std::vector<Frame> frames_;
};

TEST_F(FacePool, GivesTheSameBitsOnAnyNumberOfThreads) {
  const auto expected = run(0);
  ASSERT_EQ(expected.size(), frames_.size());
  for (const int threads : {1, 2, 4}) {
    const auto actual = run(threads);
    ASSERT_EQ(actual.size(), expected.size());
    for (size_t i = 0; i < actual.size(); ++i) {
      EXPECT_EQ(actual[i].first, expected[i].first);
      ASSERT_EQ(actual[i].second.size(), expected[i].second.size());
      for (size_t face = 0; face < actual[i].second.size(); ++face) {
        for (size_t point = 0; point < actual[i].second[face].size(); ++point) {
          ASSERT_EQ(actual[i].second[face][point].x, expected[i].second[face][point].x);
          ASSERT_EQ(actual[i].second[face][point].z, expected[i].second[face][point].z);
        }
      }
    }
  }
}

}  // namespace
}  // namespace saccade
