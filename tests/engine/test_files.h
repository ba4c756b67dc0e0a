// Where the tests of src/engine find recorded results and models.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace saccade {

inline std::filesystem::path shared_folder() {
  const char* shared = std::getenv("SACCADE_SHARED");
  return shared != nullptr ? shared : "";
}

// The file of that name and size in SACCADE_MODELS (folders, ':' between) or the shared folder: models circulate in
// several builds under one name.
inline std::optional<std::filesystem::path> model_file(const std::string& name, uintmax_t bytes) {
  std::vector<std::filesystem::path> folders;
  const char* models = std::getenv("SACCADE_MODELS");
  std::string list = models != nullptr ? models : "";
  for (size_t begin = 0; begin < list.size();) {
    const size_t end = std::min(list.find(':', begin), list.size());
    folders.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  folders.push_back(shared_folder() / "models");
  for (const std::filesystem::path& folder : folders) {
    std::error_code error;
    if (std::filesystem::file_size(folder / name, error) == bytes && !error) return folder / name;
  }
  return std::nullopt;
}

}  // namespace saccade
