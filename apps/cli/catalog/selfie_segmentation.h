#pragma once

#include "catalog/solution.h"

namespace saccade::cli {

std::unique_ptr<Solution> make_selfie_segmentation();
void append_json(JsonText& text, const SelfieSegmentationResult& result, const std::string& mask_file);
std::vector<std::string> csv_lines(const SelfieSegmentationResult& result);

}  // namespace saccade::cli
