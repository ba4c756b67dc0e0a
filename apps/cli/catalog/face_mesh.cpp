#include "catalog/face_mesh.h"

#include "catalog/solution_of.h"

namespace saccade::cli {
namespace {

class FaceMeshSolution final : public SolutionOf<FaceMesh, FaceMeshOptions> {
 public:
  std::vector<std::string> model_names() const override {
    return {"face_detection_short_range", options_.refine ? "face_landmark_with_attention" : "face_landmark"};
  }
  std::vector<std::string> csv_columns() const override {
    std::vector<std::string> columns = {"face", "track_id"};
    const int points = options_.refine ? 478 : 468;
    for (int point = 0; point < points; ++point) {
      for (const char* axis : {"_x", "_y", "_z"}) columns.push_back("landmark_" + std::to_string(point) + axis);
    }
    return columns;
  }
};

}  // namespace

std::unique_ptr<Solution> make_face_mesh() { return std::make_unique<FaceMeshSolution>(); }

void append_json(JsonText& text, const FaceMeshResult& result) {
  text.raw("\"faces\":[");
  for (const FaceMeshFace& face : result.faces) {
    text.raw(&face == &result.faces.front() ? "{\"track_id\":" : ",{\"track_id\":");
    text.integer(face.track_id);
    text.raw(",\"landmarks\":[");
    for (const NormalizedLandmark& point : face.landmarks) {
      if (&point != &face.landmarks.front()) text.raw(',');
      text.numbers(point.x, point.y, point.z);
    }
    text.raw("]}");
  }
  text.raw(']');
}

std::vector<std::string> csv_lines(const FaceMeshResult& result) {
  std::vector<std::string> lines;
  for (const FaceMeshFace& face : result.faces) {
    std::string line = std::to_string(face.track_id);
    for (const NormalizedLandmark& point : face.landmarks) {
      for (const float value : {point.x, point.y, point.z}) append_number(line += ',', value);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace saccade::cli
