#include "base/cache_file.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/env.h"

namespace saccade {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = size_t{1} << 20;

fs::path file_path(std::string_view name) {
  const std::string directory = cache_directory();
  return directory.empty() ? fs::path() : fs::path(directory) / name;
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(file, content.data(), content.size());
    if (count <= 0) return false;
    content.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace

std::string cache_directory() {
  if (const auto given = environment("SACCADE_CACHE")) return *given;
  if (const auto cache = environment("XDG_CACHE_HOME")) return *cache + "/saccade";
  if (const auto home = environment("HOME")) return *home + "/.cache/saccade";
  return "";
}

std::optional<std::string> read_cache_file(std::string_view name) {
  const fs::path path = file_path(name);
  std::error_code error;
  if (path.empty() || !fs::is_regular_file(path, error) || fs::file_size(path, error) > kMaxBytes) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string content(std::istreambuf_iterator<char>(file), {});
  return file ? std::optional(std::move(content)) : std::nullopt;
}

bool write_cache_file(std::string_view name, std::string_view content) {
  const fs::path path = file_path(name);
  if (path.empty()) return false;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::string beside = path.string() + ".XXXXXX";
  const int file = ::mkstemp(beside.data());
  if (file < 0) return false;
  const bool written = write_all(file, content);
  const bool closed = ::close(file) == 0;
  if (written && closed) fs::rename(beside, path, error);
  if (written && closed && !error) return true;
  fs::remove(beside, error);
  return false;
}

}  // namespace saccade
