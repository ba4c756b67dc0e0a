#include "run/output_plan.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "text/output_file.h"
#include "text/suggest.h"

namespace saccade::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kFrame = "{frame}";

const std::map<std::string, OutputKind>& kinds_by_extension() {
  static const std::map<std::string, OutputKind> kinds = {
      {".png", OutputKind::kPicture},  {".jpg", OutputKind::kPicture}, {".jpeg", OutputKind::kPicture},
      {".webp", OutputKind::kPicture}, {".bmp", OutputKind::kPicture}, {".tif", OutputKind::kPicture},
      {".tiff", OutputKind::kPicture}, {".mp4", OutputKind::kVideo},   {".mkv", OutputKind::kVideo},
      {".mov", OutputKind::kVideo},    {".webm", OutputKind::kVideo},  {".jsonl", OutputKind::kJsonl},
      {".csv", OutputKind::kCsv}};
  return kinds;
}

Result<OutputKind> kind_of(const std::string& path) {
  const std::string extension = extension_of(path);
  const auto found = kinds_by_extension().find(extension);
  if (found != kinds_by_extension().end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds_by_extension()) names.push_back(name);
  return invalid_argument("output " + path + " ends in nothing that is known" + did_you_mean(extension, names) +
                          " (.jsonl .csv .png .jpg .webp .bmp .tiff .mp4 .mkv .mov .webm, or a directory/)");
}

bool is_directory_argument(const std::string& argument) {
  std::error_code ignored;
  return argument.ends_with('/') || fs::is_directory(argument, ignored);
}

// Annotated files keep their source's container where it can be written.
std::string annotated_extension(const Source& source) {
  const bool picture = source.kind == SourceKind::kPicture;
  const auto found = kinds_by_extension().find(source.extension);
  const bool same =
      found != kinds_by_extension().end() && found->second == (picture ? OutputKind::kPicture : OutputKind::kVideo);
  return same ? source.extension : (picture ? ".png" : ".mp4");
}

// Fills {stem} and {index}, leaves {frame}, refuses others.
Result<std::string> fill(const std::string& pattern, const Source& source, size_t index) {
  std::string path;
  size_t done = 0;
  for (size_t open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', done)) {
    const size_t close = pattern.find('}', open);
    if (close == std::string::npos) break;
    const std::string name = pattern.substr(open + 1, close - open - 1);
    path += pattern.substr(done, open - done);
    if (name == "stem") {
      path += source.stem;
    } else if (name == "index") {
      path += std::to_string(index);
    } else if (name == "frame") {
      path += kFrame;
    } else {
      return invalid_argument("output " + pattern + ": {" + name +
                              "} is unknown; there are {stem}, {index} and {frame}");
    }
    done = close + 1;
  }
  return path + pattern.substr(done);
}

std::string identity(const std::string& path) {
  std::error_code error;
  const fs::path canonical = fs::weakly_canonical(path, error);
  return error ? path : canonical.string();
}

// Whether `path`, which may hold {frame}, can become `file`.
bool may_become(const std::string& path, const std::string& file) {
  const size_t at = path.find(kFrame);
  if (at == std::string::npos) return path == file;
  const std::string before = path.substr(0, at), after = path.substr(at + kFrame.size());
  if (!file.starts_with(before) || !file.ends_with(after) || file.size() <= before.size() + after.size()) return false;
  const std::string_view middle(file.data() + before.size(), file.size() - before.size() - after.size());
  return std::all_of(middle.begin(), middle.end(), [](unsigned char c) { return std::isdigit(c); });
}

class Planner {
 public:
  explicit Planner(std::span<const Source> sources) : sources_(sources) {
    plan_.of_source.resize(sources.size());
    for (const Source& source : sources) {
      if (source.kind != SourceKind::kLive) inputs_.insert(identity(source.name));
    }
  }

  Status add(const std::string& argument) {
    if (argument == "-") return claim_shared({OutputKind::kJsonl, "-"});
    if (argument.empty()) return invalid_argument("an output is empty; give -o a file name");
    const bool directory = is_directory_argument(argument);
    if (!directory && argument.find('{') == std::string::npos) return add_single(argument);
    for (size_t i = 0; i < sources_.size(); ++i) {
      const std::string pattern =
          directory ? (fs::path(argument) / ("{stem}" + annotated_extension(sources_[i]))).string() : argument;
      const std::string path = SACCADE_TRY(fill(pattern, sources_[i], i));
      const OutputKind kind = SACCADE_TRY(kind_of(path));
      if (kind != OutputKind::kPicture && path.find(kFrame) != std::string::npos) {
        return invalid_argument("output " + argument + ": {frame} is for pictures, one a frame");
      }
      SACCADE_TRY(claim(path, argument));
      plan_.of_source[i].push_back({kind, path});
    }
    return ok_status();
  }

  Status add_masks(const std::string& directory) {
    for (size_t i = 0; i < sources_.size(); ++i) {
      const std::string path = SACCADE_TRY(fill((fs::path(directory) / "{stem}_{frame}.png").string(), sources_[i], i));
      SACCADE_TRY(claim(path, "--masks " + directory));
      plan_.of_source[i].push_back({OutputKind::kMask, path});
    }
    return ok_status();
  }

  OutputPlan take() { return std::move(plan_); }

 private:
  Status add_single(const std::string& argument) {
    const OutputKind kind = SACCADE_TRY(kind_of(argument));
    if (kind == OutputKind::kJsonl || kind == OutputKind::kCsv) return claim_shared({kind, argument});
    if (sources_.size() > 1) {
      const std::string better = (fs::path(argument).parent_path() / "{stem}").string() + extension_of(argument);
      return invalid_argument("output " + argument + " holds one picture or video, and there are " +
                              std::to_string(sources_.size()) + " inputs; write -o '" + better + "'");
    }
    SACCADE_TRY(claim(argument, argument));
    plan_.of_source[0].push_back({kind, argument});
    return ok_status();
  }

  Status claim_shared(Output output) {
    SACCADE_TRY(claim(output.path, output.path));
    plan_.shared.push_back(std::move(output));
    return ok_status();
  }

  Status claim(const std::string& path, const std::string& argument) {
    const std::string id = path == "-" ? path : identity(path);
    for (const std::string& input : inputs_) {
      if (may_become(id, input)) {
        return invalid_argument("output " + argument + " would overwrite the input " + input + "; choose another name");
      }
    }
    if (!outputs_.insert(id).second) {
      return invalid_argument("two outputs would be written to " + path + "; tell them apart with {stem} or {index}");
    }
    return path == "-" ? ok_status() : check_output_path(path);
  }

  std::span<const Source> sources_;
  std::set<std::string> inputs_, outputs_;
  OutputPlan plan_;
};

}  // namespace

Result<OutputPlan> plan_outputs(std::span<const std::string> arguments, std::span<const Source> sources,
                                const std::string& masks) {
  Planner planner(sources);
  if (arguments.empty()) SACCADE_TRY(planner.add("-"));
  for (const std::string& argument : arguments) SACCADE_TRY(planner.add(argument));
  if (!masks.empty()) SACCADE_TRY(planner.add_masks(masks));
  return planner.take();
}

std::string frame_path(const std::string& path, int64_t frame) {
  const size_t at = path.find(kFrame);
  if (at == std::string::npos) return path;
  char number[24];
  std::snprintf(number, sizeof number, "%06lld", static_cast<long long>(frame));
  return path.substr(0, at) + number + path.substr(at + kFrame.size());
}

}  // namespace saccade::cli
