// What goes between host and device while a face is followed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "graph/expand.h"
#include "saccade/video.h"
#include "solutions/registry.h"
#include "solutions/solution_graph.h"

namespace saccade {
namespace {

Result<std::unique_ptr<SolutionGraph>> face_mesh_graph(bool refine) {
  SolutionGraph::Setup setup;
  setup.side_packets = {{"num_faces", make_packet<int>(1)},
                        {"use_prev_landmarks", make_packet<bool>(true)},
                        {"with_attention", make_packet<bool>(refine)}};
  setup.config =
      SACCADE_TRY(expand_graph(builtin_graph("FaceLandmarkFrontCpu"), builtin_registry(), setup.side_packets));
  setup.outputs = {"multi_face_landmarks"};
  setup.device = "vulkan:cpu";
  return SolutionGraph::create(std::move(setup));
}

class FaceTraffic : public testing::TestWithParam<bool> {};

TEST_P(FaceTraffic, AFollowedFaceIsOneUploadOneSubmissionAndAFewBytesBack) {
  const char* shared = std::getenv("SACCADE_SHARED");
  const auto path = std::filesystem::path(shared != nullptr ? shared : "") / "testdata/portrait.png";
  if (shared == nullptr || !std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared testdata";
  auto graph = face_mesh_graph(GetParam());
  if (graph.error().code() == StatusCode::kUnavailable || graph.error().code() == StatusCode::kNotFound) {
    GTEST_SKIP() << "skipped: " << graph.error().message();
  }
  ASSERT_TRUE(graph.ok()) << graph.error().to_string();
  const Image picture = *read_image(path.string());
  const HostPixels pixels = *picture.host();
  Traffic before;
  for (int frame = 0; frame < 8; ++frame) {
    if (frame == 3) before = (*graph)->traffic();
    // A frame of a video is an image of its own.
    const Image image = *Image::copy(picture.format(), picture.width(), picture.height(), pixels);
    const Status status = (*graph)->process(image, Timestamp(frame * 33333));
    ASSERT_TRUE(status.ok()) << status.to_string();
    const auto* faces = (*graph)->output<std::vector<NormalizedLandmarks>>(0);
    ASSERT_NE(faces, nullptr);
    ASSERT_EQ(faces->size(), 1U);
  }
  const Traffic after = (*graph)->traffic();
  EXPECT_EQ(after.uploads - before.uploads, 5U);
  EXPECT_EQ(after.submits - before.submits, 5U);
  EXPECT_EQ(after.waits - before.waits, 5U);
  EXPECT_LE(after.readbacks - before.readbacks, 10U);
  EXPECT_LE(after.readback_bytes - before.readback_bytes, 5U * (16 << 10));
}

INSTANTIATE_TEST_SUITE_P(Models, FaceTraffic, testing::Bool(),
                         [](const auto& info) { return info.param ? "refined" : "plain"; });

}  // namespace
}  // namespace saccade
