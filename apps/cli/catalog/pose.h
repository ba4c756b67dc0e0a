#pragma once

#include "catalog/solution.h"

namespace saccade::cli {

std::unique_ptr<Solution> make_pose();
void append_json(JsonText& text, const PoseResult& result, const std::string& mask_file);
std::vector<std::string> csv_lines(const PoseResult& result);

}  // namespace saccade::cli
