#include "golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "saccade/video.h"
#include "support/instrumented.h"

namespace saccade {
namespace {

GoldenFace face_of(const nlohmann::json& json) {
  GoldenFace face;
  if (json.is_array()) {
    face.values = json.get<std::vector<float>>();
    return face;
  }
  face.score = json.at("score").get<float>();
  face.values = json.at("bbox").get<std::vector<float>>();
  for (const float value : json.at("keypoints")) face.values.push_back(value);
  return face;
}

std::vector<GoldenHand> hands_of(const nlohmann::json& results) {
  std::vector<GoldenHand> hands;
  const auto& landmarks = results.at("multi_hand_landmarks");
  if (landmarks.is_null()) return hands;
  for (size_t i = 0; i < landmarks.size(); ++i) {
    const auto& handedness = results.at("multi_handedness").at(i);
    hands.push_back({landmarks.at(i).get<std::vector<float>>(),
                     results.at("multi_hand_world_landmarks").at(i).get<std::vector<float>>(),
                     handedness.at("label").get<std::string>(), handedness.at("score").get<float>()});
  }
  return hands;
}

std::vector<GoldenFace> faces_of(const nlohmann::json& results) {
  std::vector<GoldenFace> faces;
  const auto& list = results.contains("detections") ? results.at("detections") : results.at("multi_face_landmarks");
  if (list.is_null()) return faces;
  for (const auto& face : list) faces.push_back(face_of(face));
  return faces;
}

void keep_first(Golden& golden, size_t count) {
  if (golden.counts.size() > count) golden.counts.resize(count);
  std::erase_if(golden.frames, [&](const GoldenFrame& frame) {
    return static_cast<size_t>(frame.index / golden.step) >= golden.counts.size();
  });
}

}  // namespace

std::string shared_folder() {
  const char* folder = std::getenv("SACCADE_SHARED");
  if (folder == nullptr || !std::filesystem::is_directory(std::filesystem::path(folder) / "golden")) return {};
  return folder;
}

Golden load_golden(const std::string& name) {
  std::ifstream file(shared_folder() + "/golden/" + name + ".json");
  const nlohmann::json json = nlohmann::json::parse(file);
  Golden golden;
  golden.config = json.at("config");
  golden.media = json.at("media");
  golden.width = json.at("width");
  golden.height = json.at("height");
  golden.step = json.at("processed_step");
  golden.counts = json.at("counts").get<std::vector<int>>();
  for (const auto& entry : json.at("frames")) {
    GoldenFrame frame;
    frame.index = entry.at("index");
    const auto& results = entry.at("results");
    if (results.contains("multi_hand_landmarks")) {
      frame.hands = hands_of(results);
    } else {
      frame.faces = faces_of(results);
    }
    golden.frames.push_back(std::move(frame));
  }
  if (is_instrumented()) keep_first(golden, 5);
  return golden;
}

std::vector<Frame> processed_frames(const Golden& golden) {
  const std::string path = shared_folder() + "/testdata/" + golden.media;
  std::vector<Frame> frames;
  auto video = Video::open(path);
  if (!video) ADD_FAILURE() << video.error().to_string();
  while (video && frames.size() < golden.counts.size()) {
    auto frame = video->next();
    if (!frame || !*frame) break;
    if ((*frame)->index % golden.step != 0) continue;
    (*frame)->timestamp_us = static_cast<int64_t>(frames.size() + 1) * 33333;
    frames.push_back(**frame);
  }
  EXPECT_EQ(frames.size(), golden.counts.size()) << path;
  return frames;
}

std::vector<Frame> first_frames(const std::string& media, size_t count) {
  Golden first;
  first.media = media;
  first.counts.resize(media.ends_with(".mp4") ? count : 1);
  return processed_frames(first);
}

}  // namespace saccade
