// The face solutions against what the peer gave on the same pictures and videos.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "golden.h"
#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"

namespace saccade {
namespace {

struct Found {
  float score = 0;
  std::vector<float> values;  // as GoldenFace::values
};
using FramesFound = std::vector<std::vector<Found>>;

bool is_mesh(const Golden& golden) { return golden.config.starts_with("face_mesh"); }

FaceMeshOptions mesh_options(const std::string& config, int threads) {
  FaceMeshOptions options;
  options.device = "cpu";
  options.threads = threads;
  options.max_faces = config == "face_mesh_video_one" ? 1 : 2;
  options.refine = config.ends_with("refine");
  options.static_ = config.starts_with("face_mesh_static");
  return options;
}

std::vector<Found> found_in(const FaceMeshResult& result) {
  std::vector<Found> faces;
  for (const FaceMeshFace& face : result.faces) {
    Found found;
    for (const NormalizedLandmark& landmark : face.landmarks) {
      found.values.insert(found.values.end(), {landmark.x, landmark.y, landmark.z});
    }
    faces.push_back(std::move(found));
  }
  return faces;
}

std::vector<Found> found_in(const FaceDetectionResult& result) {
  std::vector<Found> faces;
  for (const DetectedFace& face : result.faces) {
    Found found{face.score, {face.box.xmin, face.box.ymin, face.box.width, face.box.height}};
    for (const Point2& point : face.keypoints) found.values.insert(found.values.end(), {point.x, point.y});
    faces.push_back(std::move(found));
  }
  return faces;
}

template <typename Solution>
FramesFound run(Solution solution, const std::vector<Frame>& frames) {
  FramesFound all;
  for (const Frame& frame : frames) {
    auto result = solution.process(frame);
    EXPECT_TRUE(result.ok()) << result.error().to_string();
    all.push_back(result ? found_in(*result) : std::vector<Found>());
  }
  return all;
}

FramesFound run(const Golden& golden, const std::vector<Frame>& frames, int threads = 1) {
  if (is_mesh(golden)) {
    auto mesh = FaceMesh::create(mesh_options(golden.config, threads));
    EXPECT_TRUE(mesh.ok()) << mesh.error().to_string();
    return mesh ? run(std::move(*mesh), frames) : FramesFound();
  }
  FaceDetectionOptions options;
  options.range = golden.config == "face_detection_full" ? "full" : "short";
  // The peer's own default of 0.5 does not reach its full-range graph, which keeps to its 0.6.
  if (options.range == "full") options.min_detection_confidence = 0.6f;
  options.device = "cpu";
  options.threads = threads;
  auto detection = FaceDetection::create(options);
  EXPECT_TRUE(detection.ok()) << detection.error().to_string();
  return detection ? run(std::move(*detection), frames) : FramesFound();
}

// Differences of every position of one face, in pixels; a landmark's z is in units of the width, as x is.
void add_differences(const Golden& golden, const GoldenFace& expected, const Found& actual, std::vector<double>& px) {
  ASSERT_EQ(actual.values.size(), expected.values.size());
  const size_t period = is_mesh(golden) ? 3 : 2;
  for (size_t i = 0; i < expected.values.size(); ++i) {
    const double unit = i % period == 1 ? golden.height : golden.width;
    px.push_back(std::abs(actual.values[i] - expected.values[i]) * unit);
  }
}

struct Comparison {
  size_t frames_with_another_count = 0;
  std::vector<double> px;  // sorted
  double worst_score = 0;

  double quantile(double q) const {
    return px.empty() ? 0 : px[std::min(px.size() - 1, static_cast<size_t>(q * static_cast<double>(px.size())))];
  }
};

Comparison compare(const Golden& golden, const FramesFound& found) {
  Comparison comparison;
  for (size_t i = 0; i < found.size(); ++i) {
    comparison.frames_with_another_count += found[i].size() != static_cast<size_t>(golden.counts[i]);
  }
  for (const GoldenFrame& frame : golden.frames) {
    const auto& faces = found.at(static_cast<size_t>(frame.index / golden.step));
    for (size_t i = 0; i < std::min(faces.size(), frame.faces.size()); ++i) {
      add_differences(golden, frame.faces[i], faces[i], comparison.px);
      comparison.worst_score =
          std::max(comparison.worst_score, std::abs(double{faces[i].score} - frame.faces[i].score));
    }
  }
  std::sort(comparison.px.begin(), comparison.px.end());
  testing::Test::RecordProperty("frames_with_another_count", static_cast<int>(comparison.frames_with_another_count));
  testing::Test::RecordProperty("median_px", std::to_string(comparison.quantile(0.5)));
  testing::Test::RecordProperty("p99_px", std::to_string(comparison.quantile(0.99)));
  testing::Test::RecordProperty("max_px", std::to_string(comparison.quantile(1)));
  testing::Test::RecordProperty("worst_score", std::to_string(comparison.worst_score));
  return comparison;
}

class FaceGolden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared/golden";
    golden_ = load_golden(GetParam());
    frames_ = processed_frames(golden_);
  }
  Golden golden_;
  std::vector<Frame> frames_;
};

std::string test_name(const testing::TestParamInfo<std::string>& info) { return info.param; }

class FaceGoldenPicture : public FaceGolden {};
class FaceGoldenVideo : public FaceGolden {};
class FaceGoldenFewFaces : public FaceGolden {};

TEST_P(FaceGoldenPicture, IsWithinATenthOfAPixelAndHalfAPercentOfScore) {
  const Comparison comparison = compare(golden_, run(golden_, frames_));
  EXPECT_EQ(comparison.frames_with_another_count, 0u);
  EXPECT_LE(comparison.quantile(1), 0.1);  // the project promises 0.5
  EXPECT_LE(comparison.worst_score, 0.005);
}

INSTANTIATE_TEST_SUITE_P(Faces, FaceGoldenPicture,
                         testing::Values("face_detection_short__portrait", "face_detection_short__two_faces",
                                         "face_detection_short__hands", "face_detection_full__portrait",
                                         "face_detection_full__two_faces", "face_detection_full__hands",
                                         "face_mesh_static__portrait", "face_mesh_static__two_faces",
                                         "face_mesh_static__hands", "face_mesh_static_refine__portrait",
                                         "face_mesh_static_refine__two_faces", "face_mesh_static_refine__hands"),
                         test_name);

TEST_P(FaceGoldenVideo, FindsTheSameFacesOnEveryFrameAtTheSamePlace) {
  const Comparison comparison = compare(golden_, run(golden_, frames_));
  EXPECT_EQ(comparison.frames_with_another_count, 0u);
  EXPECT_LE(comparison.quantile(0.5), 0.1);  // the project promises 1 and 3
  EXPECT_LE(comparison.quantile(0.99), 0.5);
  EXPECT_LE(comparison.worst_score, 0.005);
}

INSTANTIATE_TEST_SUITE_P(Faces, FaceGoldenVideo,
                         testing::Values("face_detection_short__talking", "face_detection_short__two_talking",
                                         "face_detection_full__talking", "face_detection_full__two_talking",
                                         "face_mesh_static__talking", "face_mesh_static__two_talking",
                                         "face_mesh_static_refine__talking", "face_mesh_static_refine__two_talking",
                                         "face_mesh_video__talking", "face_mesh_video__two_talking",
                                         "face_mesh_video_one__talking", "face_mesh_video_one__two_talking",
                                         "face_mesh_video_refine__talking", "face_mesh_video_refine__two_talking"),
                         test_name);

// People far off: faces at the edge of what the detector sees.
TEST_P(FaceGoldenFewFaces, AgreesOnNineFramesOfTen) {
  const Comparison comparison = compare(golden_, run(golden_, frames_));
  EXPECT_LE(comparison.frames_with_another_count, frames_.size() / 10);
}

INSTANTIATE_TEST_SUITE_P(People, FaceGoldenFewFaces,
                         testing::Values("face_detection_short__dancing", "face_detection_full__dancing",
                                         "face_detection_short__pose_squats", "face_detection_full__pose_squats",
                                         "face_mesh_static__dancing", "face_mesh_static_refine__dancing",
                                         "face_mesh_video__dancing", "face_mesh_video_one__dancing",
                                         "face_mesh_video_refine__dancing", "face_mesh_video__pose_squats",
                                         "face_mesh_video_refine__pose_squats"),
                         test_name);

class FaceRepeatability : public FaceGolden {};

void expect_identical(const FramesFound& a, const FramesFound& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].size(), b[i].size()) << "frame " << i;
    for (size_t face = 0; face < a[i].size(); ++face) {
      EXPECT_EQ(a[i][face].score, b[i][face].score) << "frame " << i;
      EXPECT_EQ(a[i][face].values, b[i][face].values) << "frame " << i;
    }
  }
}

TEST_P(FaceRepeatability, GivesTheSameBitsAgainAndOnTwoThreads) {
  frames_.resize(std::min<size_t>(frames_.size(), 20));
  const FramesFound first = run(golden_, frames_);
  expect_identical(first, run(golden_, frames_));
  expect_identical(first, run(golden_, frames_, 2));
}

INSTANTIATE_TEST_SUITE_P(All, FaceRepeatability,
                         testing::Values("face_detection_short__two_talking", "face_detection_full__two_talking",
                                         "face_mesh_video__two_talking", "face_mesh_video_refine__two_talking"),
                         test_name);

class FaceOrder : public FaceGolden {};

TEST_P(FaceOrder, OfStaticPicturesDoesNotMatter) {
  frames_.push_back(frames_.front());
  std::vector<Frame> reversed(frames_.rbegin(), frames_.rend());
  FramesFound backwards = run(golden_, reversed);
  std::reverse(backwards.begin(), backwards.end());
  expect_identical(run(golden_, frames_), backwards);
}

INSTANTIATE_TEST_SUITE_P(All, FaceOrder,
                         testing::Values("face_mesh_static__two_talking", "face_mesh_static_refine__talking",
                                         "face_detection_short__two_talking"),
                         test_name);

}  // namespace
}  // namespace saccade
