// The search of Vulkan's loader for drivers, as its documentation (LoaderDriverInterface.md) has it for Linux.
#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/probe.h"

namespace saccade {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxManifestBytes = size_t{1} << 20;

std::string value_of(const Variables& variables, std::string_view name, std::string otherwise = "") {
  const auto found = variables.find(name);
  return found != variables.end() && !found->second.empty() ? found->second : otherwise;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// The folders named icd.d, first wins.
std::vector<std::string> standard_folders(const Variables& variables, const std::string& root) {
  const std::string home = value_of(variables, "HOME");
  std::vector<std::string> bases;
  const auto add = [&bases](const std::string& paths) {
    for (std::string& path : split(paths, ':')) bases.push_back(std::move(path));
  };
  add(value_of(variables, "XDG_CONFIG_HOME", home.empty() ? "" : home + "/.config"));
  add(value_of(variables, "XDG_CONFIG_DIRS", "/etc/xdg"));
  add("/usr/local/etc:/etc");
  add(value_of(variables, "XDG_DATA_HOME", home.empty() ? "" : home + "/.local/share"));
  add(value_of(variables, "XDG_DATA_DIRS", "/usr/local/share:/usr/share"));
  std::vector<std::string> folders;
  for (const std::string& base : bases) {
    const std::string folder = root + base + "/vulkan/icd.d";
    if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
  }
  return folders;
}

// The json files of folders, and those named themselves.
std::vector<fs::path> manifests_in(const std::vector<std::string>& places) {
  std::vector<fs::path> found;
  for (const std::string& place : places) {
    std::error_code error;
    if (!fs::is_directory(place, error)) {
      found.emplace_back(place);
      continue;
    }
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(place, error), end; !error && entry != end; entry.increment(error)) {
      if (entry->path().extension() == ".json") files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    found.insert(found.end(), files.begin(), files.end());
  }
  return found;
}

std::string problem_of_library(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* why = dlerror();
    return why != nullptr ? why : "it cannot be opened";
  }
  dlclose(handle);
  return "";
}

DriverManifest read_manifest(const fs::path& path) {
  DriverManifest manifest;
  manifest.path = path.string();
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    manifest.problem = "there is no such file";
    return manifest;
  }
  std::ifstream file(path);
  if (!file || fs::file_size(path, error) > kMaxManifestBytes) {
    manifest.problem = "it cannot be read";
    return manifest;
  }
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  const auto icd = json.is_object() ? json.find("ICD") : json.end();
  if (icd == json.end() || !icd->is_object() || !icd->contains("library_path") || !(*icd)["library_path"].is_string()) {
    manifest.problem = "it is no driver manifest (no ICD.library_path)";
    return manifest;
  }
  const std::string library = (*icd)["library_path"];
  // A bare name is looked for by the system, a relative path is the manifest's.
  const bool is_name = library.find('/') == std::string::npos;
  manifest.library = is_name ? library : (path.parent_path() / library).lexically_normal().string();
  manifest.problem = problem_of_library(manifest.library);
  return manifest;
}

}  // namespace

std::vector<DriverManifest> find_drivers(const Variables& variables, const std::string& root) {
  std::vector<std::string> places = split(value_of(variables, "VK_ADD_DRIVER_FILES"), ':');
  const std::string chosen = value_of(variables, "VK_DRIVER_FILES", value_of(variables, "VK_ICD_FILENAMES"));
  if (chosen.empty()) {
    for (std::string& folder : standard_folders(variables, root)) {
      std::error_code error;
      if (fs::is_directory(folder, error)) places.push_back(std::move(folder));
    }
  } else {
    places = split(chosen, ':');
  }
  std::vector<DriverManifest> drivers;
  for (const fs::path& path : manifests_in(places)) drivers.push_back(read_manifest(path));
  return drivers;
}

}  // namespace saccade
