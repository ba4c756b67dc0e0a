// Inputs as named on the command line, spread out into sources.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "saccade/status.h"

namespace saccade::cli {

enum class SourceKind { kPicture, kVideo, kLive };

struct Source {
  std::string name;       // what Video::open takes and results carry
  std::string stem;       // file name without extension; "camera0"; a stream's last part. Never empty, no slash
  std::string extension;  // ".png", lower case; empty when there is none
  SourceKind kind = SourceKind::kVideo;
};

// A file, directory (its media files, sorted, not those below), glob, camera:N or URL. A file that is not there stays a
// source: opening it will say so, and the others go on. An empty directory or a glob without a match is not_found.
Result<std::vector<Source>> expand_inputs(std::span<const std::string> inputs);

// Lower case, with its dot.
std::string extension_of(const std::string& path);

}  // namespace saccade::cli
