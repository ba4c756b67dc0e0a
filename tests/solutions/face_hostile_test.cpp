// Pictures that nobody meant for a face solution: nothing may break, and no result may hold a number that is none.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "golden.h"
#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/video.h"

namespace saccade {
namespace {

constexpr unsigned kSeed = 20261120;

class Pictures {
 public:
  Pictures() {
    if (!shared_folder().empty()) photograph_ = *read_image(shared_folder() + "/testdata/two_faces.png");
  }

  Image next() {
    const int kind = below(photograph_.empty() ? 2 : 5);
    if (kind == 0) return filled(random_size(), [value = static_cast<uint8_t>(below(256))] { return value; });
    if (kind == 1) return filled(random_size(), [this] { return static_cast<uint8_t>(random_()); });
    return crop();
  }

 private:
  int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  // Mostly small, sometimes a line, a point or a poster.
  Size random_size() {
    switch (below(8)) {
      case 0:
        return {1, 1};
      case 1:
        return {1, 1 + below(3000)};
      case 2:
        return {1 + below(3000), 1};
      default:
        return {1 + below(400), 1 + below(400)};
    }
  }

  template <typename Value>
  Image filled(Size size, Value value) {
    constexpr PixelFormat kFormats[] = {PixelFormat::kGray8, PixelFormat::kRgb8, PixelFormat::kBgr8,
                                        PixelFormat::kRgba8, PixelFormat::kBgra8};
    auto builder = *ImageBuilder::create(kFormats[below(5)], size.width, size.height);
    const int bytes = size.width * bytes_per_pixel(builder.format());
    for (int y = 0; y < size.height; ++y) std::generate(builder.row(y), builder.row(y) + bytes, value);
    return std::move(builder).finish();
  }

  Image crop() {
    const int width = 1 + below(photograph_.width());
    const int height = 1 + below(photograph_.height());
    HostPixels pixels = *photograph_.host();
    pixels.data += below(photograph_.height() - height + 1) * pixels.stride_bytes;
    pixels.data += below(photograph_.width() - width + 1) * bytes_per_pixel(photograph_.format());
    return *Image::copy(photograph_.format(), width, height, pixels);
  }

  std::mt19937 random_{kSeed};
  Image photograph_;
};

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

  Pictures pictures;
  size_t faces = 0;
  for (int i = 0; i < 1000; ++i) {
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
