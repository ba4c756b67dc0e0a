#include "catalog/pose.h"

#include "catalog/solution_of.h"
#include "text/mask_text.h"

namespace saccade::cli {
namespace {

constexpr int kLandmarks = 33;

class PoseSolution final : public SolutionOf<Pose, PoseOptions> {
 public:
  std::vector<std::string> model_names() const override {
    constexpr const char* kSizes[] = {"_lite", "_full", "_heavy"};
    return {"pose_detection", std::string("pose_landmark") + kSizes[options_.complexity]};
  }
  std::vector<std::string> csv_columns() const override {
    std::vector<std::string> columns = {"pose"};
    for (int point = 0; point < kLandmarks; ++point) {
      for (const char* value : {"_x", "_y", "_z", "_visibility"}) {
        columns.push_back("landmark_" + std::to_string(point) + value);
      }
    }
    for (int point = 0; point < kLandmarks; ++point) {
      for (const char* axis : {"_x", "_y", "_z"}) columns.push_back("world_landmark_" + std::to_string(point) + axis);
    }
    return columns;
  }
  Masks masks() const override { return options_.segmentation ? Masks::kOn : Masks::kOff; }
};

void append_body(JsonText& text, const BodyPose& pose) {
  text.raw("{\"landmarks\":[");
  for (const NormalizedLandmark& point : pose.landmarks) {
    if (&point != &pose.landmarks.front()) text.raw(',');
    text.numbers(point.x, point.y, point.z, point.visibility.value_or(0));
  }
  text.raw("],\"world_landmarks\":[");
  for (const Landmark& point : pose.world_landmarks) {
    if (&point != &pose.world_landmarks.front()) text.raw(',');
    text.numbers(point.x, point.y, point.z);
  }
  text.raw("]}");
}

}  // namespace

std::unique_ptr<Solution> make_pose() { return std::make_unique<PoseSolution>(); }

void append_json(JsonText& text, const PoseResult& result, const std::string& mask_file) {
  text.raw("\"poses\":[");
  for (const BodyPose& pose : result.poses) {
    if (&pose != &result.poses.front()) text.raw(',');
    append_body(text, pose);
  }
  text.raw(']');
  if (result.mask.empty()) return;
  text.raw(",\"mask\":");
  append_mask(text, result.mask, mask_file);
}

std::vector<std::string> csv_lines(const PoseResult& result) {
  std::vector<std::string> lines;
  for (const BodyPose& pose : result.poses) {
    std::string line;
    for (const NormalizedLandmark& point : pose.landmarks) {
      for (const float value : {point.x, point.y, point.z, point.visibility.value_or(0)}) {
        if (!line.empty()) line += ',';
        append_number(line, value);
      }
    }
    for (const Landmark& point : pose.world_landmarks) {
      for (const float value : {point.x, point.y, point.z}) append_number(line += ',', value);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace saccade::cli
