#include "catalog/face_detection.h"

#include "catalog/solution_of.h"

namespace saccade::cli {
namespace {

class FaceDetectionSolution final : public SolutionOf<FaceDetection, FaceDetectionOptions> {
 public:
  std::vector<std::string> model_names() const override {
    return {options_.range == "full" ? "face_detection_full_range_sparse" : "face_detection_short_range"};
  }
  std::vector<std::string> csv_columns() const override {
    std::vector<std::string> columns = {"face", "score", "x", "y", "w", "h"};
    for (int point = 0; point < 6; ++point) {
      for (const char* axis : {"_x", "_y"}) columns.push_back("keypoint_" + std::to_string(point) + axis);
    }
    return columns;
  }
};

}  // namespace

std::unique_ptr<Solution> make_face_detection() { return std::make_unique<FaceDetectionSolution>(); }

void append_json(JsonText& text, const FaceDetectionResult& result) {
  text.raw("\"faces\":[");
  for (const DetectedFace& face : result.faces) {
    if (&face != &result.faces.front()) text.raw(',');
    text.raw("{\"score\":");
    text.number(face.score);
    text.raw(",\"box\":");
    text.numbers(face.box.xmin, face.box.ymin, face.box.width, face.box.height);
    text.raw(",\"keypoints\":[");
    for (const Point2& point : face.keypoints) {
      if (&point != &face.keypoints.front()) text.raw(',');
      text.numbers(point.x, point.y);
    }
    text.raw("]}");
  }
  text.raw(']');
}

std::vector<std::string> csv_lines(const FaceDetectionResult& result) {
  std::vector<std::string> lines;
  for (const DetectedFace& face : result.faces) {
    std::string line;
    append_number(line, face.score);
    for (const float value : {face.box.xmin, face.box.ymin, face.box.width, face.box.height}) {
      append_number(line += ',', value);
    }
    for (const Point2& point : face.keypoints) {
      append_number(line += ',', point.x);
      append_number(line += ',', point.y);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace saccade::cli
