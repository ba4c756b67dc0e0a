// Which files a run writes: the -o arguments against the sources, decided and checked before anything is opened.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "run/inputs.h"
#include "saccade/status.h"

namespace saccade::cli {

enum class OutputKind { kPicture, kVideo, kJsonl, kCsv, kMask };

struct Output {
  OutputKind kind;
  std::string path;  // "-" is standard output; a picture's may hold {frame}, a mask's does
};

struct OutputPlan {
  std::vector<Output> shared;                  // one for all sources
  std::vector<std::vector<Output>> of_source;  // [sources]
};

// -o FILE, a template with {stem} (the source's name) and {index} (its place, from 0), or DIR/ (or a directory that is
// there): annotated pictures and videos under their own names. Pictures of a video's frames take {frame}. None: JSONL
// to standard output. `masks`: a directory for masks, one picture a frame ({stem}_{frame}.png); empty: none.
//   invalid_argument: usage, exit code 2 (unknown extension or placeholder, one picture or video for several sources,
//   two outputs on one path, an output that is an input); not_found, permission_denied: directories, exit code 1.
Result<OutputPlan> plan_outputs(std::span<const std::string> arguments, std::span<const Source> sources,
                                const std::string& masks = {});

// "out_000012.png" for "out_{frame}.png".
std::string frame_path(const std::string& path, int64_t frame);

}  // namespace saccade::cli
