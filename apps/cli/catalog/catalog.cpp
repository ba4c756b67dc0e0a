#include <array>

#include "catalog/face_detection.h"
#include "catalog/face_mesh.h"
#include "catalog/hands.h"
#include "catalog/solution.h"
#include "saccade/overlay.h"

namespace saccade::cli {

std::span<const SolutionEntry> solution_catalog() {
  static const std::array<SolutionEntry, 3> catalog = {{
      {"face_detection", "faces with score, box and six keypoints", make_face_detection},
      {"face_mesh", "468 points of each face, 478 with --refine, tracked through video", make_face_mesh},
      {"hands", "21 points of each hand, in the picture and in metres, tracked through video", make_hands},
  }};
  return catalog;
}

void append_json(JsonText& text, const SolutionResult& result) {
  std::visit([&](const auto& one) { append_json(text, one); }, result);
}

std::vector<std::string> csv_lines(const SolutionResult& result) {
  return std::visit([](const auto& one) { return csv_lines(one); }, result);
}

Result<Image> draw_result(const Image& image, const SolutionResult& result) {
  return std::visit([&](const auto& one) { return draw(image, one); }, result);
}

}  // namespace saccade::cli
