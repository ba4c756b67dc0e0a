#include "calculators/resources.h"

#include <filesystem>
#include <fstream>
#include <span>
#include <utility>

#include "model/model.h"
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

Result<Packet> ModelStore::contents(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (const auto known = contents_.find(name); known != contents_.end()) return known->second;
  Packet bytes = make_packet<std::string>(SACCADE_TRY(read_resource(name)));
  contents_.emplace(name, bytes);
  return bytes;
}

Result<Packet> ModelStore::parse(const Packet& bytes, const std::string& name) {
  const std::lock_guard lock(mutex_);
  for (const Parsed& known : parsed_) {
    if (known.bytes.same_payload(bytes)) return known.model;
  }
  const std::string& text = *SACCADE_TRY(bytes.get<std::string>());
  Packet model = make_packet<Model>(SACCADE_TRY(parse_tflite(std::as_bytes(std::span(text)), name)));
  parsed_.push_back({bytes, model});
  return model;
}

Result<Packet> ModelStore::load(const std::string& name) {
  const std::lock_guard lock(mutex_);
  if (const auto known = models_.find(name); known != models_.end()) return known->second;
  Packet model = make_packet<Model>(SACCADE_TRY(load_tflite(SACCADE_TRY(find_resource(name)))));
  models_.emplace(name, model);
  return model;
}

}  // namespace saccade
