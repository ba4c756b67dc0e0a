#include "catalog/hands.h"

#include "catalog/solution_of.h"

namespace saccade::cli {
namespace {

constexpr int kLandmarks = 21;

class HandsSolution final : public SolutionOf<Hands, HandsOptions> {
 public:
  std::vector<std::string> model_names() const override {
    const std::string size = options_.complexity == 0 ? "_lite" : "_full";
    return {"palm_detection" + size, "hand_landmark" + size};
  }
  std::vector<std::string> csv_columns() const override {
    std::vector<std::string> columns = {"hand", "handedness", "score", "track_id"};
    for (const char* kind : {"landmark_", "world_landmark_"}) {
      for (int point = 0; point < kLandmarks; ++point) {
        for (const char* axis : {"_x", "_y", "_z"}) columns.push_back(kind + std::to_string(point) + axis);
      }
    }
    return columns;
  }
};

template <typename Points>
void append_points(JsonText& text, const Points& points) {
  text.raw('[');
  for (const auto& point : points) {
    if (&point != &points.front()) text.raw(',');
    text.numbers(point.x, point.y, point.z);
  }
  text.raw(']');
}

template <typename Points>
void append_cells(std::string& line, const Points& points) {
  for (const auto& point : points) {
    for (const float value : {point.x, point.y, point.z}) append_number(line += ',', value);
  }
}

}  // namespace

std::unique_ptr<Solution> make_hands() { return std::make_unique<HandsSolution>(); }

void append_json(JsonText& text, const HandsResult& result) {
  text.raw("\"hands\":[");
  for (const Hand& hand : result.hands) {
    text.raw(&hand == &result.hands.front() ? "{\"handedness\":" : ",{\"handedness\":");
    text.string(hand.handedness);
    text.raw(",\"score\":");
    text.number(hand.score);
    text.raw(",\"track_id\":");
    text.integer(hand.track_id);
    text.raw(",\"landmarks\":");
    append_points(text, hand.landmarks);
    text.raw(",\"world_landmarks\":");
    append_points(text, hand.world_landmarks);
    text.raw('}');
  }
  text.raw(']');
}

std::vector<std::string> csv_lines(const HandsResult& result) {
  std::vector<std::string> lines;
  for (const Hand& hand : result.hands) {
    std::string line = hand.handedness;
    append_number(line += ',', hand.score);
    line += ',' + std::to_string(hand.track_id);
    append_cells(line, hand.landmarks);
    append_cells(line, hand.world_landmarks);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace saccade::cli
