#pragma once

#include "catalog/solution.h"

namespace saccade::cli {

std::unique_ptr<Solution> make_hands();
void append_json(JsonText& text, const HandsResult& result);
std::vector<std::string> csv_lines(const HandsResult& result);

}  // namespace saccade::cli
