// The solutions on Vulkan, as Mesa's CPU driver runs it, against the same ones on the CPU engine.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "golden.h"
#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/hands.h"
#include "saccade/pose.h"

namespace saccade {
namespace {

// Of each video. More would take the software driver minutes; the first frames hold detection, then following.
constexpr size_t kFramesOfVideo = 12;

// One face, hand or body.
struct Found {
  std::string label = {};
  std::vector<double> scores = {};  // [0, 1]
  std::vector<double> px = {};      // positions in the picture
  std::vector<bool> guessed = {};   // of each: the network takes the point to be hidden, or outside the picture
};
using FoundInFrames = std::vector<std::vector<Found>>;

void add(const NormalizedLandmarks& landmarks, Size size, Found& found) {
  for (const NormalizedLandmark& point : landmarks) {
    found.px.insert(found.px.end(), {point.x * double(size.width), point.y * double(size.height)});
    const bool inside = point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1;
    found.guessed.insert(found.guessed.end(), 2, point.visibility && (*point.visibility < 0.5f || !inside));
    if (point.visibility) found.scores.push_back(*point.visibility);
  }
}

std::vector<Found> found_in(const FaceDetectionResult& result, Size size) {
  std::vector<Found> all;
  for (const DetectedFace& face : result.faces) {
    const double w = size.width, h = size.height;
    Found found{.scores = {face.score},
                .px = {face.box.xmin * w, face.box.ymin * h, face.box.width * w, face.box.height * h}};
    for (const Point2& point : face.keypoints) found.px.insert(found.px.end(), {point.x * w, point.y * h});
    found.guessed.resize(found.px.size(), false);
    all.push_back(std::move(found));
  }
  return all;
}

std::vector<Found> found_in(const FaceMeshResult& result, Size size) {
  std::vector<Found> all(result.faces.size());
  for (size_t i = 0; i < all.size(); ++i) add(result.faces[i].landmarks, size, all[i]);
  return all;
}

std::vector<Found> found_in(const HandsResult& result, Size size) {
  std::vector<Found> all;
  for (const Hand& hand : result.hands) {
    Found found{.label = hand.handedness, .scores = {hand.score}};
    add(hand.landmarks, size, found);
    all.push_back(std::move(found));
  }
  return all;
}

std::vector<Found> found_in(const PoseResult& result, Size size) {
  std::vector<Found> all(result.poses.size());
  for (size_t i = 0; i < all.size(); ++i) {
    add(result.poses[i].landmarks, size, all[i]);
  }
  return all;
}

// A solution of any kind, made once for all media: making one anew compiles every shader again.
struct Solver {
  std::function<FoundInFrames(const std::vector<Frame>&)> solve;
};

template <typename Solution, typename Options>
Result<Solver> solver_of(Options options, const std::string& device, const std::string& precision) {
  options.device = device;
  options.precision = precision;
  auto solution = std::make_shared<Solution>(SACCADE_TRY(Solution::create(options)));
  return Solver{[solution](const std::vector<Frame>& frames) {
    EXPECT_TRUE(solution->reset().ok());
    FoundInFrames all;
    for (const Frame& frame : frames) {
      const auto result = solution->process(frame);
      EXPECT_TRUE(result.ok()) << result.error().to_string();
      if (!result.ok()) break;
      all.push_back(found_in(*result, {frame.image.width(), frame.image.height()}));
    }
    return all;
  }};
}

// In pixels.
struct Bounds {
  double picture = 0;                                             // any position in a picture
  double video = std::numeric_limits<double>::infinity();         // any position in a frame of a video
  double video_median = std::numeric_limits<double>::infinity();  // half the positions in a video
};

struct Case {
  std::string name;
  Bounds single, half;  // by what the networks compute with
  std::function<Result<Solver>(const std::string& device, const std::string& precision)> make;
};

template <typename Solution, typename Options>
Case case_of(std::string name, Bounds single, Bounds half, Options options) {
  return {std::move(name), single, half, [options](const std::string& device, const std::string& precision) {
            return solver_of<Solution>(options, device, precision);
          }};
}

struct Differences {
  std::vector<double> px;
  double score = 0;
  size_t found = 0;

  double quantile_px(double q) {
    std::sort(px.begin(), px.end());
    return px.empty() ? 0 : px[std::min(px.size() - 1, static_cast<size_t>(q * static_cast<double>(px.size())))];
  }
};

Differences compare(const FoundInFrames& expected, const FoundInFrames& actual) {
  Differences all;
  EXPECT_EQ(actual.size(), expected.size());
  for (size_t frame = 0; frame < std::min(expected.size(), actual.size()); ++frame) {
    SCOPED_TRACE("frame " + std::to_string(frame));
    EXPECT_EQ(actual[frame].size(), expected[frame].size());
    for (size_t i = 0; i < std::min(expected[frame].size(), actual[frame].size()); ++i) {
      const Found &e = expected[frame][i], &a = actual[frame][i];
      EXPECT_EQ(a.label, e.label);
      for (size_t at = 0; at < e.px.size(); ++at) {
        if (!e.guessed[at]) all.px.push_back(std::abs(e.px[at] - a.px.at(at)));
      }
      for (size_t at = 0; at < e.scores.size(); ++at) {
        all.score = std::max(all.score, std::abs(e.scores[at] - a.scores.at(at)));
      }
      ++all.found;
    }
  }
  return all;
}

class CrossEngine : public testing::TestWithParam<Case> {
 protected:
  void expect_within(const std::string& precision, const Bounds& bounds) {
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared";
    const Case& about = GetParam();
    const auto reference = about.make("cpu", "fp32");
    if (reference.error().code() == StatusCode::kNotFound) GTEST_SKIP() << "skipped: " << reference.error().message();
    ASSERT_TRUE(reference.ok()) << reference.error().to_string();
    const auto vulkan = about.make("vulkan:cpu", precision);
    if (vulkan.error().code() == StatusCode::kUnavailable) GTEST_SKIP() << "skipped: " << vulkan.error().message();
    ASSERT_TRUE(vulkan.ok()) << vulkan.error().to_string();
    size_t found = 0;
    for (const std::string media : kSharedMedia) {
      SCOPED_TRACE(media);
      const std::vector<Frame> frames = first_frames(media, kFramesOfVideo);
      Differences all = compare(reference->solve(frames), vulkan->solve(frames));
      RecordProperty(media, std::to_string(all.found) + " found, median " + std::to_string(all.quantile_px(0.5)) +
                                " px, max " + std::to_string(all.quantile_px(1)) + " px, score " +
                                std::to_string(all.score));
      EXPECT_LE(all.quantile_px(1), frames.size() == 1 ? bounds.picture : bounds.video);
      EXPECT_LE(all.quantile_px(0.5), bounds.video_median);
      EXPECT_LE(all.score, 0.02);
      found += all.found;
    }
    EXPECT_GT(found, 10u);  // or there was nothing to compare
  }
};

TEST_P(CrossEngine, FindsTheSameInSinglePrecision) { expect_within("fp32", GetParam().single); }

TEST_P(CrossEngine, FindsTheSameInHalfPrecision) { expect_within("fp16", GetParam().half); }

// Crops are 8 bits deep and sampled at whole 1/32 pixels, as MediaPipe's, so a region that differs in its last bits
// gives a crop in which some pixels are another step of gray; and a frame's landmarks make the next frame's region. The
// CPU engine itself, with SACCADE_ISA=scalar against avx512, parts by as much as from Vulkan: up to 0.06 px for a mesh,
// 25 and 36 px (talking.mp4, two_talking.mp4) for fingers that are hidden and guessed anew in every frame, 3 px for a
// body. So only what starts from the whole picture can be held to 0.02 px here; landmarks are held to it in
// same_regions_test.cpp. Measured on Vulkan, single precision: mesh 0.04 px, refined 0.07, hands' median 0.30, body's
// 0.07; half: 0.05, 0.11, 0.38 and 0.35.
INSTANTIATE_TEST_SUITE_P(
    Solutions, CrossEngine,
    testing::Values(
        case_of<FaceDetection>("face_detection", {.picture = 0.02, .video = 0.02}, {.picture = 0.3, .video = 0.3},
                               FaceDetectionOptions{}),
        case_of<FaceDetection>("face_detection_full", {.picture = 0.02, .video = 0.02}, {.picture = 0.3, .video = 0.3},
                               FaceDetectionOptions{.range = "full"}),
        case_of<FaceMesh>("face_mesh", {.picture = 0.02, .video = 0.2, .video_median = 0.02},
                          {.picture = 0.3, .video = 0.3, .video_median = 0.05}, FaceMeshOptions{.max_faces = 2}),
        case_of<FaceMesh>("face_mesh_refined", {.picture = 0.02, .video = 0.2, .video_median = 0.02},
                          {.picture = 0.3, .video = 0.3, .video_median = 0.05},
                          FaceMeshOptions{.max_faces = 2, .refine = true}),
        case_of<Hands>("hands", {.picture = 0.02, .video_median = 1}, {.picture = 0.5, .video_median = 1},
                       HandsOptions{}),
        // The region of a body of which the picture shows a part hangs on points outside it.
        case_of<Pose>("pose", {.picture = 0.5, .video_median = 0.3}, {.picture = 2, .video_median = 1}, PoseOptions{})),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace saccade
