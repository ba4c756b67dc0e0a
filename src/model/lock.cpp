#include "model/lock.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.h"

namespace saccade {
namespace {

using nlohmann::json;

constexpr int kSchema = 1;

Status damaged(const std::string& what) { return data_loss("models.lock.json: " + what); }

Result<std::string> text_of(const json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_string()) return damaged(std::string(key) + " is missing or no text");
  return it->get<std::string>();
}

Result<int64_t> count_of(const json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_number_integer() || it->get<int64_t>() < 0) {
    return damaged(std::string(key) + " is missing or no count");
  }
  return it->get<int64_t>();
}

Result<std::string> hash_of(const json& object) {
  std::string hash = SACCADE_TRY(text_of(object, "sha256"));
  const bool hex = std::all_of(hash.begin(), hash.end(), [](char c) { return std::strchr("0123456789abcdef", c); });
  if (hash.size() != 64 || !hex) return damaged("a sha256 is not 64 lower-case hex digits");
  return hash;
}

Result<std::vector<json>> objects_of(const json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_array()) return damaged(std::string(key) + " is missing or no list");
  for (const json& element : *it) {
    if (!element.is_object()) return damaged(std::string("an entry of ") + key + " is no object");
  }
  return it->get<std::vector<json>>();
}

Result<ModelSource> parse_source(const json& object) {
  ModelSource source;
  source.registry = SACCADE_TRY(text_of(object, "registry"));
  source.package = SACCADE_TRY(text_of(object, "package"));
  source.version = SACCADE_TRY(text_of(object, "version"));
  source.path = SACCADE_TRY(text_of(object, "path"));
  if (object.contains("offset")) source.offset = SACCADE_TRY(count_of(object, "offset"));
  source.sha256 = SACCADE_TRY(hash_of(object));
  return source;
}

Result<ModelEntry> parse_entry(const json& object) {
  ModelEntry entry;
  entry.name = SACCADE_TRY(text_of(object, "name"));
  entry.file = SACCADE_TRY(text_of(object, "file"));
  entry.purpose = SACCADE_TRY(text_of(object, "purpose"));
  entry.licence = SACCADE_TRY(text_of(object, "licence"));
  for (const json& variant : SACCADE_TRY(objects_of(object, "variants"))) {
    ModelVariant& one = entry.variants.emplace_back();
    one.sha256 = SACCADE_TRY(hash_of(variant));
    one.bytes = SACCADE_TRY(count_of(variant, "bytes"));
  }
  for (const json& source : SACCADE_TRY(objects_of(object, "sources"))) {
    entry.sources.push_back(SACCADE_TRY(parse_source(source)));
  }
  if (entry.name.empty() || entry.variants.empty()) return damaged("an entry has no name or no variant");
  if (entry.file.empty() || entry.file[0] == '.' || entry.file.find('/') != std::string::npos) {
    return damaged("'" + entry.file + "' is no plain file name");
  }
  return entry;
}

}  // namespace

Result<std::vector<ModelEntry>> parse_lock(std::string_view text) {
  const json lock = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!lock.is_object()) return damaged("it is no JSON object");
  const int64_t schema = SACCADE_TRY(count_of(lock, "schema"));
  if (schema != kSchema) return damaged("its schema is " + std::to_string(schema) + ", not 1");
  std::vector<ModelEntry> entries;
  for (const json& object : SACCADE_TRY(objects_of(lock, "models"))) {
    Result<ModelEntry> entry = parse_entry(object);
    if (!entry.ok()) return entry.error().with_context("model " + std::to_string(entries.size()));
    entries.push_back(std::move(*entry));
  }
  return entries;
}

std::vector<ModelEntry> known_models() {
  Result<std::vector<ModelEntry>> entries = parse_lock(embedded_lock());
  SACCADE_CHECK(entries.ok());  // the build's own file; a test reads it
  return *std::move(entries);
}

}  // namespace saccade
