// Pictures and videos for the process tests: made here, or from ../shared when it is there.
#pragma once

#include <optional>
#include <string>

namespace saccade::cli {

// A picture of soft stripes; `seed` varies it. The extension decides the format.
void make_picture(const std::string& path, int width, int height, int seed = 0);
// `frames` such pictures at 25 frames/s.
void make_video(const std::string& path, int frames, int width = 96, int height = 64);

// "../shared/testdata/NAME" when it is there.
std::optional<std::string> shared_media(const std::string& name);

// Whether the face models are where the tool will find them.
bool has_face_models();

}  // namespace saccade::cli

#define SKIP_WITHOUT_FACE_MODELS() \
  if (!has_face_models()) GTEST_SKIP() << "skipped: the face models are not here (make models)"
