// What the face solutions say to wrong options and wrong use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "golden.h"
#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/video.h"
#include "solutions/validate.h"

namespace saccade {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

template <typename Options>
void expect_refused(const Options& options, const std::string& field, const std::string& value,
                    const std::string& allowed) {
  const Status status = validate(options);
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << field;
  EXPECT_THAT(status.message(), AllOf(HasSubstr(field), HasSubstr(value), HasSubstr(allowed)));
}

TEST(FaceOptions, AreRefusedByNameWithWhatIsAllowed) {
  FaceMeshOptions mesh;
  EXPECT_TRUE(validate(mesh).ok());
  mesh.max_faces = 0;
  expect_refused(mesh, "max_faces", "0", "between 1 and 100");
  mesh = {};
  mesh.max_faces = -3;
  expect_refused(mesh, "max_faces", "-3", "between 1 and 100");
  mesh = {};
  mesh.min_detection_confidence = kNan;
  expect_refused(mesh, "min_detection_confidence", "nan", "between 0 and 1");
  mesh = {};
  mesh.min_tracking_confidence = 1.5f;
  expect_refused(mesh, "min_tracking_confidence", "1.5", "between 0 and 1");
  mesh = {};
  mesh.threads = -1;
  expect_refused(mesh, "threads", "-1", "between 0 and 1024");
  FaceDetectionOptions detection;
  detection.range = "medium";
  expect_refused(detection, "range", "\"medium\"", "short|full");
  detection = {};
  detection.min_detection_confidence = -std::numeric_limits<float>::infinity();
  expect_refused(detection, "min_detection_confidence", "-inf", "between 0 and 1");
}

TEST(FaceOptions, AreCheckedBeforeAnythingIsLoaded) {
  FaceMeshOptions mesh;
  mesh.max_faces = 0;
  EXPECT_EQ(FaceMesh::create(mesh).error().code(), StatusCode::kInvalidArgument);
  FaceDetectionOptions detection;
  detection.device = "abacus";
  EXPECT_THAT(FaceDetection::create(detection).error().message(), HasSubstr("abacus"));
}

class FaceUse : public testing::Test {
 protected:
  void SetUp() override {
    if (shared_folder().empty()) GTEST_SKIP() << "skipped: no ../shared";
    portrait_ = *read_image(shared_folder() + "/testdata/portrait.png");
  }
  Frame portrait(int64_t timestamp_us) const { return {portrait_, timestamp_us, 0}; }
  Image portrait_;
};

TEST_F(FaceUse, OfAThresholdTakesEffect) {
  for (const char* range : {"short", "full"}) {
    FaceDetectionOptions options;
    options.range = range;
    options.min_detection_confidence = 1;
    EXPECT_TRUE(FaceDetection::create(options)->process(portrait(0))->faces.empty()) << range;
    options.min_detection_confidence = 0;
    EXPECT_GT(FaceDetection::create(options)->process(portrait(0))->faces.size(), 1u) << range;
  }
  FaceMeshOptions mesh;
  mesh.min_detection_confidence = 1;
  EXPECT_TRUE(FaceMesh::create(mesh)->process(portrait(0))->faces.empty());
  mesh = {};
  mesh.min_tracking_confidence = 1;
  EXPECT_TRUE(FaceMesh::create(mesh)->process(portrait(0))->faces.empty());
  EXPECT_EQ(FaceMesh::create({})->process(portrait(0))->faces.size(), 1u);
}

TEST_F(FaceUse, OfTimestampsThatGoBackIsRefusedAndDoesNoHarm) {
  auto mesh = *FaceMesh::create({});
  ASSERT_TRUE(mesh.process(portrait(100)).ok());
  const Status status = mesh.process(portrait(100)).error();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "timestamp_us is 100; it must be above 100, the last frame's");
  EXPECT_EQ(mesh.process(portrait(std::numeric_limits<int64_t>::max())).error().code(), StatusCode::kInvalidArgument);
  const auto next = mesh.process(portrait(101));
  ASSERT_TRUE(next.ok()) << next.error().to_string();
  EXPECT_EQ(next->timestamp_us, 101);
  EXPECT_EQ(next->faces.size(), 1u);
}

TEST_F(FaceUse, AfterResetStartsAnew) {
  auto mesh = *FaceMesh::create({});
  const auto first = mesh.process(portrait(100));
  ASSERT_TRUE(mesh.process(portrait(200)).ok());
  ASSERT_TRUE(mesh.reset().ok());
  const auto again = mesh.process(portrait(50));
  ASSERT_TRUE(again.ok()) << again.error().to_string();
  ASSERT_EQ(again->faces.size(), 1u);
  EXPECT_EQ(again->faces[0].landmarks[1].x, first->faces[0].landmarks[1].x);
}

TEST_F(FaceUse, OfStaticPicturesKnowsNoOrder) {
  FaceMeshOptions options;
  options.static_ = true;
  auto mesh = *FaceMesh::create(options);
  for (const int64_t at : {100, 100, 5}) {
    const auto result = mesh.process(portrait(at));
    ASSERT_TRUE(result.ok()) << result.error().to_string();
    EXPECT_EQ(result->timestamp_us, at);
  }
}

TEST_F(FaceUse, OfAnEmptyImageIsRefusedAndDoesNoHarm) {
  auto mesh = *FaceMesh::create({});
  auto detection = *FaceDetection::create({});
  EXPECT_THAT(mesh.process({Image(), 1, 0}).error().message(), HasSubstr("empty"));
  EXPECT_THAT(detection.process({Image(), 1, 0}).error().message(), HasSubstr("empty"));
  EXPECT_EQ(mesh.process(portrait(2))->faces.size(), 1u);
  EXPECT_EQ(detection.process(portrait(2))->faces.size(), 1u);
}

// Three portraits side by side; the middle one darker, so that the detector ranks it last. Empty ones are gray.
Image three_portraits(const Image& portrait, bool outer_ones) {
  const int side = portrait.width();
  auto canvas = *ImageBuilder::create(PixelFormat::kRgb8, 3 * side, side);
  const HostPixels pixels = *portrait.host();
  const int bytes = bytes_per_pixel(portrait.format());
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < 3 * side; ++x) {
      const uint8_t* source = pixels.data + y * pixels.stride_bytes + (x % side) * bytes;
      const bool middle = x / side == 1;
      for (int channel = 0; channel < 3; ++channel) {
        const int value = middle ? source[channel] / 3 : outer_ones ? source[channel] : 128;
        canvas.row(y)[3 * x + channel] = static_cast<uint8_t>(value);
      }
    }
  }
  return std::move(canvas).finish();
}

TEST_F(FaceUse, NeverGivesMoreFacesThanAskedForAndKeepsThoseItFollows) {
  const Image alone = three_portraits(portrait_, false);
  const Image together = three_portraits(portrait_, true);
  const auto is_middle = [](float x) { return x > 1.0f / 3 && x < 2.0f / 3; };
  const auto detected = *FaceDetection::create({})->process({together, 0, 0});
  ASSERT_EQ(detected.faces.size(), 3u);
  ASSERT_TRUE(is_middle(detected.faces[2].keypoints[2].x));  // so the two best are not the one that is followed

  FaceMeshOptions options;
  options.max_faces = 2;
  auto mesh = *FaceMesh::create(options);
  ASSERT_EQ(mesh.process({alone, 1, 0})->faces.size(), 1u);
  for (const int64_t at : {2, 3, 4}) {
    const auto result = *mesh.process({together, at, 0});
    ASSERT_EQ(result.faces.size(), 2u);
    EXPECT_TRUE(is_middle(result.faces[1].landmarks[1].x));
  }
}

TEST_F(FaceUse, TellsWhereEveryNodeRan) {
  FaceMeshOptions options;
  options.device = "cpu";
  const auto mesh = *FaceMesh::create(options);
  int on_device = 0;
  int networks = 0;
  for (const NodePlacement& node : mesh.placement()) {
    EXPECT_FALSE(node.node.empty());
    EXPECT_FALSE(node.calculator.empty());
    on_device += node.device == "cpu";
    networks += !node.engine.empty();
  }
  EXPECT_EQ(on_device, 4);  // two crops, two networks
  EXPECT_EQ(networks, 2);
  EXPECT_GT(mesh.placement().size(), 30u);
}

}  // namespace
}  // namespace saccade
