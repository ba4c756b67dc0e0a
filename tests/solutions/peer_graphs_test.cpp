// MediaPipe's own graph files, as its wheel carries them, must run as they are and give what our solutions give.
// `make packages` takes them from its wheel into the folder SACCADE_PACKAGES (tests/packages.lock.json).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "golden.h"
#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/graph.h"

namespace saccade {
namespace {

class PeerGraphs : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SACCADE_PACKAGES");
    if (folder == nullptr) GTEST_SKIP() << "skipped: SACCADE_PACKAGES is not set";
    folder_ = folder;
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared";
    Golden video;
    video.media = "two_talking.mp4";
    video.counts.resize(15);
    frames_ = processed_frames(video);
  }

  // What came out of `stream` for each frame; std::monostate for frames without.
  std::vector<Value> run(const std::string& file, const std::string& stream,
                         std::map<std::string, Value> side_packets) {
    GraphSetup setup;
    setup.device = "cpu";
    setup.side_packets = std::move(side_packets);
    auto runner = GraphRunner::open(folder_ + "/" + file, setup);
    EXPECT_TRUE(runner.ok()) << runner.error().to_string();
    if (!runner) return {};
    std::vector<Value> values(frames_.size());
    EXPECT_TRUE(runner
                    ->observe(stream, [&](const Value& value,
                                          int64_t at) { values.at(static_cast<size_t>(at / 33333 - 1)) = value; })
                    .ok());
    EXPECT_TRUE(runner->start().ok());
    for (const Frame& frame : frames_) {
      EXPECT_TRUE(runner->add("image", frame.image, frame.timestamp_us).ok());
      EXPECT_TRUE(runner->wait_until_idle().ok());
    }
    const Status finished = runner->finish();
    EXPECT_TRUE(finished.ok()) << finished.to_string();
    return values;
  }

  void expect_same_detections(const std::string& file, const std::string& range, float threshold) {
    const std::vector<Value> theirs = run(file, "detections", {});
    FaceDetectionOptions options;
    options.range = range;
    options.min_detection_confidence = threshold;
    options.device = "cpu";
    auto ours = *FaceDetection::create(options);
    for (size_t i = 0; i < theirs.size(); ++i) {
      const auto expected = *ours.process(frames_[i]);
      ASSERT_TRUE(std::holds_alternative<std::vector<Detection>>(theirs[i])) << "frame " << i;
      const auto& actual = std::get<std::vector<Detection>>(theirs[i]);
      ASSERT_EQ(actual.size(), expected.faces.size()) << "frame " << i;
      for (size_t face = 0; face < actual.size(); ++face) {
        EXPECT_EQ(actual[face].score, expected.faces[face].score);
        EXPECT_EQ(actual[face].box.xmin, expected.faces[face].box.xmin);
        EXPECT_EQ(actual[face].keypoints.at(5).y, expected.faces[face].keypoints.at(5).y);
      }
    }
  }

  void expect_same_meshes(bool refine) {
    const std::vector<Value> theirs = run("face_landmark_front_cpu.binarypb", "multi_face_landmarks",
                                          {{"num_faces", 2}, {"use_prev_landmarks", true}, {"with_attention", refine}});
    FaceMeshOptions options;
    options.max_faces = 2;
    options.refine = refine;
    options.device = "cpu";
    auto ours = *FaceMesh::create(options);
    for (size_t i = 0; i < theirs.size(); ++i) {
      const auto expected = *ours.process(frames_[i]);
      ASSERT_TRUE(std::holds_alternative<std::vector<NormalizedLandmarks>>(theirs[i])) << "frame " << i;
      const auto& actual = std::get<std::vector<NormalizedLandmarks>>(theirs[i]);
      ASSERT_EQ(actual.size(), expected.faces.size()) << "frame " << i;
      for (size_t face = 0; face < actual.size(); ++face) {
        ASSERT_EQ(actual[face].size(), refine ? 478u : 468u);
        for (size_t point = 0; point < actual[face].size(); ++point) {
          ASSERT_EQ(actual[face][point].x, expected.faces[face].landmarks[point].x);
          ASSERT_EQ(actual[face][point].y, expected.faces[face].landmarks[point].y);
          ASSERT_EQ(actual[face][point].z, expected.faces[face].landmarks[point].z);
        }
      }
    }
  }

  std::string folder_;
  std::vector<Frame> frames_;
};

TEST_F(PeerGraphs, FaceDetectionShortRangeRunsUnmodified) {
  expect_same_detections("face_detection_short_range_cpu.binarypb", "short", 0.5f);
}

TEST_F(PeerGraphs, FaceDetectionFullRangeRunsUnmodified) {
  expect_same_detections("face_detection_full_range_cpu.binarypb", "full", 0.6f);
}

TEST_F(PeerGraphs, FaceLandmarkFrontRunsUnmodified) { expect_same_meshes(false); }

TEST_F(PeerGraphs, FaceLandmarkFrontWithAttentionRunsUnmodified) { expect_same_meshes(true); }

}  // namespace
}  // namespace saccade
