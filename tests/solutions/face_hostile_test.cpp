// Pictures that nobody meant for a face solution: nothing may break, and no result may hold a number that is none.
#include <gtest/gtest.h>

#include <cmath>

#include "hostile_pictures.h"
#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "support/instrumented.h"

namespace saccade {
namespace {

constexpr unsigned kSeed = 20261120;

TEST(FaceHostile, AThousandPicturesGiveNumbersOrNothing) {
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  FaceMeshOptions tracking;
  tracking.max_faces = 3;
  tracking.min_detection_confidence = 0.1f;
  tracking.min_tracking_confidence = 0.01f;  // follow what is hardly there
  FaceMeshOptions refined = tracking;
  refined.refine = true;
  auto mesh = FaceMesh::create(tracking);
  if (!mesh.ok() && mesh.error().code() == StatusCode::kNotFound) GTEST_SKIP() << "skipped: " << mesh.error().message();
  auto refined_mesh = *FaceMesh::create(refined);
  FaceDetectionOptions every_box;
  every_box.min_detection_confidence = 0;
  auto detection = *FaceDetection::create(every_box);

  HostilePictures pictures(kSeed, "two_faces.png");
  size_t faces = 0;
  for (int i = 0; i < count_here(1000); ++i) {
    const Frame frame{pictures.next(), i, i};
    SCOPED_TRACE("picture " + std::to_string(i));
    for (FaceMesh* solution : {&*mesh, &refined_mesh}) {
      const auto result = solution->process(frame);
      ASSERT_TRUE(result.ok()) << result.error().to_string();
      faces += result->faces.size();
      for (const FaceMeshFace& face : result->faces) {
        for (const NormalizedLandmark& l : face.landmarks) {
          ASSERT_TRUE(std::isfinite(l.x) && std::isfinite(l.y) && std::isfinite(l.z));
        }
      }
    }
    const auto found = detection.process(frame);
    ASSERT_TRUE(found.ok()) << found.error().to_string();
    for (const DetectedFace& face : found->faces) {
      ASSERT_TRUE(face.score >= 0 && face.score <= 1);
      ASSERT_TRUE(std::isfinite(face.box.xmin) && std::isfinite(face.box.ymin));
      ASSERT_TRUE(face.box.width >= 0 && face.box.height >= 0);
    }
  }
  EXPECT_GT(faces, 0u);
}

}  // namespace
}  // namespace saccade
