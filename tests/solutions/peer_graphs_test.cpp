// MediaPipe's own graph files, as its wheel carries them, must run as they are and give what our solutions give.
// `make packages` takes them from its wheel into the folder SACCADE_PACKAGES (tests/packages.lock.json).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "body_golden.h"
#include "golden.h"
#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/graph.h"
#include "saccade/hands.h"
#include "saccade/pose.h"
#include "saccade/selfie_segmentation.h"

namespace saccade {
namespace {

// On each engine.
class PeerGraphs : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SACCADE_PACKAGES");
    if (folder == nullptr) GTEST_SKIP() << "skipped: SACCADE_PACKAGES is not set";
    folder_ = folder;
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared";
    Golden video;
    video.media = "two_talking.mp4";
    video.counts.resize(GetParam() == "cpu" ? 15 : 8);  // the software driver of Vulkan is slow
    frames_ = processed_frames(video);
    FaceDetectionOptions options;
    options.device = GetParam();
    const Status made = FaceDetection::create(options).error();
    if (made.code() == StatusCode::kUnavailable) GTEST_SKIP() << "skipped: " << made.message();
  }

  std::string file_of(const std::string& name) const { return (std::filesystem::path(folder_) / name).string(); }

  // What came out of each stream for each frame; std::monostate for frames without.
  std::vector<std::vector<Value>> run(const std::string& path, const std::vector<std::string>& streams,
                                      std::map<std::string, Value> side_packets) {
    GraphSetup setup;
    setup.device = GetParam();
    setup.side_packets = std::move(side_packets);
    std::vector<std::vector<Value>> values(streams.size(), std::vector<Value>(frames_.size()));
    auto runner = GraphRunner::open(path, setup);
    EXPECT_TRUE(runner.ok()) << runner.error().to_string();
    if (!runner) return values;
    for (size_t i = 0; i < streams.size(); ++i) {
      const auto keep = [&of_stream = values[i]](const Value& value, int64_t at) {
        of_stream.at(static_cast<size_t>(at / 33333 - 1)) = value;
      };
      EXPECT_TRUE(runner->observe(streams[i], keep).ok());
    }
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
    const std::vector<Value> theirs = run(file_of(file), {"detections"}, {}).front();
    FaceDetectionOptions options;
    options.range = range;
    options.min_detection_confidence = threshold;
    options.device = GetParam();
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

  void expect_same_meshes(const std::string& path, bool refine) {
    const std::vector<Value> theirs = run(path, {"multi_face_landmarks"},
                                          {{"num_faces", 2}, {"use_prev_landmarks", true}, {"with_attention", refine}})
                                          .front();
    FaceMeshOptions options;
    options.max_faces = 2;
    options.refine = refine;
    options.device = GetParam();
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

  // ...on the frames of a video with a hand in each.
  void expect_same_hands(int complexity) {
    Golden video;
    video.media = "talking.mp4";
    video.counts.resize(GetParam() == "cpu" ? 40 : 8);
    frames_ = processed_frames(video);
    const auto theirs = run(file_of("hand_landmark_tracking_cpu.binarypb"),
                            {"multi_hand_landmarks", "multi_hand_world_landmarks", "multi_handedness"},
                            {{"num_hands", 2}, {"model_complexity", complexity}, {"use_prev_landmarks", true}});
    const std::vector<Value>&landmarks = theirs[0], &world_landmarks = theirs[1], &handedness = theirs[2];
    HandsOptions options;
    options.complexity = complexity;
    options.mirrored = true;
    options.device = GetParam();
    auto ours = *Hands::create(options);
    for (size_t i = 0; i < landmarks.size(); ++i) {
      const auto expected = ours.process(frames_[i])->hands;
      ASSERT_TRUE(std::holds_alternative<std::vector<NormalizedLandmarks>>(landmarks[i])) << "frame " << i;
      const auto& points = std::get<std::vector<NormalizedLandmarks>>(landmarks[i]);
      const auto& world = std::get<std::vector<Landmarks>>(world_landmarks[i]);
      const auto& sides = std::get<std::vector<Classifications>>(handedness[i]);
      ASSERT_EQ(points.size(), expected.size()) << "frame " << i;
      for (size_t hand = 0; hand < points.size(); ++hand) {
        for (size_t point = 0; point < 21; ++point) {
          ASSERT_EQ(points[hand].at(point).x, expected[hand].landmarks[point].x);
          ASSERT_EQ(points[hand].at(point).z, expected[hand].landmarks[point].z);
          ASSERT_EQ(world[hand].at(point).y, expected[hand].world_landmarks[point].y);
        }
        EXPECT_EQ(sides[hand].at(0).label, expected[hand].handedness);
        EXPECT_EQ(sides[hand].at(0).score, expected[hand].score);
      }
    }
  }

  std::string folder_;
  std::vector<Frame> frames_;
};

// Ours under the same name, from the source tree.
std::string our_graph(const std::string& name) {
  const char* source = std::getenv("SACCADE_SOURCE");
  return std::string(source == nullptr ? "." : source) + "/src/solutions/graphs/" + name + ".pbtxt";
}

template <typename Points>
void expect_same_points(const Value& a, const Value& b) {
  ASSERT_EQ(a.index(), b.index());
  if (!std::holds_alternative<Points>(a)) return;
  const auto &left = std::get<Points>(a), &right = std::get<Points>(b);
  ASSERT_EQ(left.size(), 33u);
  for (size_t i = 0; i < left.size(); ++i) {
    ASSERT_EQ(left[i].x, right[i].x);
    ASSERT_EQ(left[i].y, right[i].y);
    ASSERT_EQ(left[i].z, right[i].z);
    ASSERT_EQ(left[i].visibility, right[i].visibility);
  }
}

void expect_same_mask(const Value& value, const Image& mask) {
  ASSERT_TRUE(std::holds_alternative<Image>(value));
  EXPECT_EQ(compare_masks(std::get<Image>(value), mask).mean_difference, 0);
}

TEST_P(PeerGraphs, FaceDetectionShortRangeRunsUnmodified) {
  expect_same_detections("face_detection_short_range_cpu.binarypb", "short", 0.5f);
}

TEST_P(PeerGraphs, FaceDetectionFullRangeRunsUnmodified) {
  expect_same_detections("face_detection_full_range_cpu.binarypb", "full", 0.6f);
}

TEST_P(PeerGraphs, FaceLandmarkFrontRunsUnmodified) {
  expect_same_meshes(file_of("face_landmark_front_cpu.binarypb"), false);
}

TEST_P(PeerGraphs, FaceLandmarkFrontWithAttentionRunsUnmodified) {
  expect_same_meshes(file_of("face_landmark_front_cpu.binarypb"), true);
}

// The names say which of MediaPipe's engines a graph was written for; here the device is chosen from outside.
TEST_P(PeerGraphs, AGraphOfTheNameWithGpuIsTheSameOnAnyDevice) {
  const std::string path = testing::TempDir() + "/front_gpu.pbtxt";
  std::ofstream(path) << R"(input_stream: "image"
    input_side_packet: "num_faces"
    input_side_packet: "use_prev_landmarks"
    input_side_packet: "with_attention"
    output_stream: "multi_face_landmarks"
    node {
      calculator: "FaceLandmarkFrontGpu"
      input_stream: "IMAGE:image"
      input_side_packet: "NUM_FACES:num_faces"
      input_side_packet: "USE_PREV_LANDMARKS:use_prev_landmarks"
      input_side_packet: "WITH_ATTENTION:with_attention"
      output_stream: "LANDMARKS:multi_face_landmarks"
    })";
  expect_same_meshes(path, false);
  std::filesystem::remove(path);
}

TEST_P(PeerGraphs, HandLandmarkTrackingRunsUnmodified) { expect_same_hands(1); }

TEST_P(PeerGraphs, HandLandmarkTrackingWithTheSmallNetworksRunsUnmodified) { expect_same_hands(0); }

// Pose itself refines with another window (docs/compatibility.md): its landmarks in metres and its mask of the first
// frame do not depend on that, the rest is compared with the same graph of ours.
TEST_P(PeerGraphs, PoseLandmarkRunsUnmodified) {
  const std::map<std::string, Value> side_packets = {{"model_complexity", 1}, {"enable_segmentation", true}};
  const auto theirs = run(file_of("pose_landmark_cpu.binarypb"),
                          {"pose_landmarks", "pose_world_landmarks", "segmentation_mask"}, side_packets);
  const std::vector<Value>&landmarks = theirs[0], &world_landmarks = theirs[1], &masks = theirs[2];
  const auto our_landmarks = run(our_graph("pose_landmark_cpu"), {"pose_landmarks"}, side_packets).front();
  ASSERT_EQ(landmarks.size(), our_landmarks.size());
  for (size_t i = 0; i < landmarks.size(); ++i) {
    EXPECT_TRUE(std::holds_alternative<NormalizedLandmarks>(landmarks[i])) << "frame " << i;
    expect_same_points<NormalizedLandmarks>(landmarks[i], our_landmarks[i]);
  }
  PoseOptions options;
  options.segmentation = true;
  options.device = GetParam();
  const auto pose = *Pose::create(options)->process(frames_[0]);
  ASSERT_EQ(pose.poses.size(), 1u);
  expect_same_points<Landmarks>(world_landmarks[0], Value(pose.poses[0].world_landmarks));
  expect_same_mask(masks[0], pose.mask);
}

TEST_P(PeerGraphs, PoseLandmarkRunsWithItsDefaults) {
  const auto theirs = run(file_of("pose_landmark_cpu.binarypb"), {"pose_landmarks", "segmentation_mask"}, {});
  EXPECT_TRUE(std::holds_alternative<NormalizedLandmarks>(theirs[0].at(0)));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(theirs[1].at(0)));
}

TEST_P(PeerGraphs, SelfieSegmentationRunsUnmodified) {
  for (const int model : {0, 1}) {
    const auto masks =
        run(file_of("selfie_segmentation_cpu.binarypb"), {"segmentation_mask"}, {{"model_selection", model}}).front();
    SelfieSegmentationOptions options;
    options.model = model == 0 ? "square" : "landscape";
    options.device = GetParam();
    auto selfie = *SelfieSegmentation::create(options);
    for (size_t i = 0; i < masks.size(); ++i) expect_same_mask(masks[i], selfie.process(frames_[i])->mask);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, PeerGraphs, testing::Values("cpu", "vulkan:cpu"),
                         [](const auto& info) { return info.param == "cpu" ? "cpu" : "vulkan"; });

}  // namespace
}  // namespace saccade
