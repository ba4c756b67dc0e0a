// Prints the tip of every nose of a video or picture, in pixels.
#include "saccade/face_mesh.h"

#include <cstdio>

#include "saccade/video.h"

namespace {

constexpr size_t kNoseTip = 1;  // index in MediaPipe's canonical face model

int fail(const saccade::Status& status) {
  std::fprintf(stderr, "%s\n", status.to_string().c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: face_mesh VIDEO\n");
    return 2;
  }
  auto mesh = saccade::FaceMesh::create({.max_faces = 2, .refine = true, .device = "auto"});
  if (!mesh) return fail(mesh.error());
  auto video = saccade::Video::open(argv[1]);
  if (!video) return fail(video.error());
  for (;;) {
    auto frame = video->next();  // a bad frame is an error, the end is empty
    if (!frame) return fail(frame.error());
    if (!*frame) return 0;
    auto result = mesh->process(**frame);
    if (!result) return fail(result.error());
    for (const saccade::FaceMeshFace& face : result->faces) {
      const saccade::NormalizedLandmark& nose = face.landmarks[kNoseTip];
      std::printf("%lld us: nose at %.1f, %.1f px\n", static_cast<long long>(result->timestamp_us),
                  nose.x * (*frame)->image.width(), nose.y * (*frame)->image.height());
    }
  }
}
