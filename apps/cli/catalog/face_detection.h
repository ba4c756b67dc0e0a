#pragma once

#include "catalog/solution.h"

namespace saccade::cli {

std::unique_ptr<Solution> make_face_detection();
void append_json(JsonText& text, const FaceDetectionResult& result);
std::vector<std::string> csv_lines(const FaceDetectionResult& result);

}  // namespace saccade::cli
