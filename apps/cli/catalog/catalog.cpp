#include <array>

#include "catalog/face_detection.h"
#include "catalog/face_mesh.h"
#include "catalog/hands.h"
#include "catalog/pose.h"
#include "catalog/selfie_segmentation.h"
#include "catalog/solution.h"
#include "saccade/overlay.h"

namespace saccade::cli {

std::span<const SolutionEntry> solution_catalog() {
  static const std::array<SolutionEntry, 5> catalog = {{
      {"face_detection", "faces with score, box and six keypoints", make_face_detection},
      {"face_mesh", "468 points of each face, 478 with --refine, tracked through video", make_face_mesh},
      {"hands", "21 points of each hand, in the picture and in metres, tracked through video", make_hands},
      {"pose", "33 points of a body, in the picture and in metres, and its mask, tracked through video", make_pose},
      {"selfie_segmentation", "the mask of people, or people on another background", make_selfie_segmentation},
  }};
  return catalog;
}

void append_json(JsonText& text, const SolutionResult& result, const std::string& mask_file) {
  std::visit(
      [&](const auto& one) {
        if constexpr (requires { one.mask; }) {
          append_json(text, one, mask_file);
        } else {
          append_json(text, one);
        }
      },
      result);
}

Image mask_of(const SolutionResult& result) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.mask; }) {
          return one.mask;
        } else {
          return Image();
        }
      },
      result);
}

std::vector<std::string> csv_lines(const SolutionResult& result) {
  return std::visit([](const auto& one) { return csv_lines(one); }, result);
}

Result<Image> draw_result(const Image& image, const SolutionResult& result) {
  return std::visit([&](const auto& one) { return draw(image, one); }, result);
}

}  // namespace saccade::cli
