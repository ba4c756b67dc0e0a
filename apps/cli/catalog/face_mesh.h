#pragma once

#include "catalog/solution.h"

namespace saccade::cli {

std::unique_ptr<Solution> make_face_mesh();
void append_json(JsonText& text, const FaceMeshResult& result);
std::vector<std::string> csv_lines(const FaceMeshResult& result);

}  // namespace saccade::cli
