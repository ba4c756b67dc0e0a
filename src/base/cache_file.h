// What is kept between runs: pipelines, verdicts of self-tests, measurements. Losing it costs time only, so reading and
// writing it never fails: what cannot be read is as good as absent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saccade {

// SACCADE_CACHE, else $XDG_CACHE_HOME/saccade, else ~/.cache/saccade; empty when there is none of them.
std::string cache_directory();

// The content of a file of that directory (of at most a megabyte).
std::optional<std::string> read_cache_file(std::string_view name);
// Written beside and renamed, so that readers see the old content or the new one. Makes the directory. False when it
// could not be written.
bool write_cache_file(std::string_view name, std::string_view content);

}  // namespace saccade
