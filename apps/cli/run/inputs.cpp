#include "run/inputs.h"

#include <glob.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace saccade::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::array kPictureExtensions = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"};
// What a directory is searched for besides pictures; a file named outright may have any name.
constexpr std::array kVideoExtensions = {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg",
                                         ".ts",  ".mts", ".wmv", ".flv", ".3gp",  ".ogv", ".gif", ".y4m"};

bool is_one_of(const std::string& extension, auto& extensions) {
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

bool is_live(const std::string& input) {
  return input.starts_with("camera:") || input.find("://") != std::string::npos;
}

// The part of a name that is safe in a file name: "camera0", "cam1" for rtsp://host/cam1?x=y.
std::string live_stem(const std::string& input) {
  std::string stem = input.starts_with("camera:") ? "camera" + input.substr(7) : input.substr(0, input.find('?'));
  while (!stem.empty() && stem.back() == '/') stem.pop_back();
  stem = fs::path(stem).stem().string();
  std::erase_if(stem, [](unsigned char c) { return !std::isalnum(c) && c != '-' && c != '_' && c != '.'; });
  return stem.empty() ? "stream" : stem;
}

Source source_of(const std::string& input) {
  if (is_live(input)) return {input, live_stem(input), "", SourceKind::kLive};
  const std::string extension = extension_of(input);
  const std::string stem = fs::path(input).stem().string();
  const SourceKind kind = is_one_of(extension, kPictureExtensions) ? SourceKind::kPicture : SourceKind::kVideo;
  return {input, stem.empty() ? "input" : stem, extension, kind};
}

Result<std::vector<std::string>> files_of_directory(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    const std::string extension = extension_of(entry->path().string());
    const bool media = is_one_of(extension, kPictureExtensions) || is_one_of(extension, kVideoExtensions);
    const bool hidden = entry->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (media && !hidden && entry->is_regular_file(ignored)) files.push_back(entry->path().string());
  }
  if (error) return unavailable("cannot read directory " + directory + ": " + error.message());
  if (files.empty())
    return not_found("no picture or video in directory " + directory + "; name its files to force them");
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::vector<std::string>> files_of_glob(const std::string& pattern) {
  glob_t found{};
  const int code = ::glob(pattern.c_str(), 0, nullptr, &found);
  std::vector<std::string> files;
  for (size_t i = 0; code == 0 && i < found.gl_pathc; ++i) {
    std::error_code ignored;
    if (!fs::is_directory(found.gl_pathv[i], ignored)) files.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  if (files.empty()) return not_found("no file matches " + pattern + "; check the pattern");
  return files;
}

bool is_pattern(const std::string& input) { return input.find_first_of("*?[") != std::string::npos; }

Result<std::vector<std::string>> files_of(const std::string& input) {
  std::error_code ignored;
  if (input.empty()) return invalid_argument("an input is empty; name a picture, video, directory, camera:N or URL");
  if (is_live(input) || fs::is_regular_file(input, ignored)) return std::vector<std::string>{input};
  if (fs::is_directory(input, ignored)) return files_of_directory(input);
  if (is_pattern(input) && !fs::exists(input, ignored)) return files_of_glob(input);
  return std::vector<std::string>{input};
}

}  // namespace

std::string extension_of(const std::string& path) {
  std::string extension = fs::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return extension;
}

Result<std::vector<Source>> expand_inputs(std::span<const std::string> inputs) {
  std::vector<Source> sources;
  for (const std::string& input : inputs) {
    for (const std::string& file : SACCADE_TRY(files_of(input))) sources.push_back(source_of(file));
  }
  return sources;
}

}  // namespace saccade::cli
