// Where the tests of src/model find real model files.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace saccade {

inline std::filesystem::path shared_folder() {
  const char* shared = std::getenv("SACCADE_SHARED");
  return shared ? shared : "";
}

// Every .tflite of the shared folder, sorted; empty where there is none.
inline std::vector<std::filesystem::path> shared_models() {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(shared_folder() / "models", error)) {
    if (entry.path().extension() == ".tflite") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace saccade
