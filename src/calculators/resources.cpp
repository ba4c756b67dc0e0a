#include "calculators/resources.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "model/tflite.h"
#include "saccade/models.h"

namespace saccade {
namespace {

constexpr std::uintmax_t kMaxBytes = std::uintmax_t{1} << 30;

}  // namespace

Result<std::string> find_resource(const std::string& name) {
  if (name.empty()) return invalid_argument("the name of a file is empty");
  std::error_code ignored;
  if (std::filesystem::is_regular_file(name, ignored)) return name;
  const std::filesystem::path path(name);
  const bool plain_name = path.extension().empty() && !path.has_parent_path();
  if (path.extension() != ".tflite" && !plain_name) return not_found(name + " does not exist");
  auto model = find_model(path.stem().string());
  if (!model) return model.error().with_context(name);
  return model;
}

Result<std::string> read_resource(const std::string& name) {
  const std::string path = SACCADE_TRY(find_resource(name));
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) return not_found(path + ": " + error.message());
  if (bytes > kMaxBytes)
    return resource_exhausted(path + " has " + std::to_string(bytes) + " bytes; the most is 1 GiB");
  std::string contents(static_cast<size_t>(bytes), '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file) return permission_denied(path + " cannot be opened");
  file.read(contents.data(), static_cast<std::streamsize>(contents.size()));
  contents.resize(static_cast<size_t>(file.gcount()));
  return contents;
}

Result<std::shared_ptr<const Model>> ModelStore::load(const std::string& name) {
  const std::string path = SACCADE_TRY(find_resource(name));
  const std::lock_guard lock(mutex_);
  if (const auto known = models_.find(path); known != models_.end()) return known->second;
  auto model = std::make_shared<const Model>(SACCADE_TRY(load_tflite(path)));
  models_.emplace(path, model);
  return model;
}

}  // namespace saccade
