#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace saccade::cli {

// One sentence for what CLI11 could not parse: names the word, the one probably meant, and where the help is.
std::string usage_error(const CLI::App& root, const CLI::Error& error);

}  // namespace saccade::cli
