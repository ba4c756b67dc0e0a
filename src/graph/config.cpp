#include "graph/config.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

namespace saccade {
namespace {

using google::protobuf::TextFormat;
using mediapipe::CalculatorGraphConfig;

// Nested messages in text; official graphs stay under 10.
constexpr int kMaxNesting = 64;
constexpr size_t kMaxConfigBytes = size_t{64} << 20;

// Keeps the first error; later ones mostly follow from it.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (!message_.empty()) return;
    line_ = line;
    column_ = column;
    message_ = message;
  }
  Status status(const std::string& file) const {
    const std::string message = message_.empty() ? "this is no CalculatorGraphConfig" : message_ + remedy();
    return invalid_argument(SourceLocation{file, line_ + 1, column_ + 1}.to_string() + ": " + message);
  }

 private:
  // By the parser's words.
  std::string remedy() const {
    const bool unknown_type = message_.find("is not defined or is not an extension") != std::string::npos ||
                              message_.find("Could not find type") != std::string::npos;
    if (unknown_type) return " (the options of a calculator that this build does not have)";
    const bool percent = message_.find("got: %") != std::string::npos;
    return percent ? " (graph templates are not supported; write the graph out)" : "";
  }

  int line_ = 0;
  int column_ = 0;
  std::string message_;
};

std::vector<SourceLocation> locate_nodes(const CalculatorGraphConfig& config, const TextFormat::ParseInfoTree& tree,
                                         const std::string& file) {
  const auto* field = CalculatorGraphConfig::descriptor()->FindFieldByNumber(CalculatorGraphConfig::kNodeFieldNumber);
  std::vector<SourceLocation> locations;
  for (int i = 0; i < config.node_size(); ++i) {
    const TextFormat::ParseLocation at = tree.GetLocation(field, i);
    locations.push_back({file, at.line + 1, at.column + 1});
  }
  return locations;
}

bool has_suffix(std::string_view text, std::string_view suffix) { return text.ends_with(suffix); }

bool is_binary(std::string_view contents, std::string_view file) {
  if (has_suffix(file, ".binarypb") || has_suffix(file, ".pb")) return true;
  if (has_suffix(file, ".pbtxt")) return false;
  const std::string_view start = contents.substr(0, 1024);
  return std::any_of(start.begin(), start.end(), [](unsigned char c) { return c < '\t' || (c > '\r' && c < ' '); });
}

}  // namespace

std::string SourceLocation::to_string() const {
  if (line <= 0) return file;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

GraphConfig::GraphConfig(CalculatorGraphConfig message)
    : proto(std::move(message)), node_locations(proto.node_size()) {}

Result<GraphConfig> parse_config_text(std::string_view text, const std::string& file) {
  if (text.size() > kMaxConfigBytes) return invalid_argument(file + ": too large for a graph");
  FirstError errors;
  TextFormat::ParseInfoTree tree;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&tree);
  parser.SetRecursionLimit(kMaxNesting);
  google::protobuf::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
  GraphConfig config;
  const google::protobuf::LogSilencer quiet;
  if (!parser.Parse(&input, &config.proto)) return errors.status(file);
  config.node_locations = locate_nodes(config.proto, tree, file);
  return config;
}

Result<GraphConfig> parse_config_binary(std::string_view bytes, const std::string& file) {
  GraphConfig config;
  const google::protobuf::LogSilencer quiet;
  if (bytes.size() > kMaxConfigBytes ||
      !config.proto.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return invalid_argument(file + ": this is no binary CalculatorGraphConfig, or it is damaged");
  }
  if (!config.proto.IsInitialized()) {
    return invalid_argument(file + ": required fields are missing: " + config.proto.InitializationErrorString());
  }
  config.node_locations.assign(config.proto.node_size(), SourceLocation{file, 0, 0});
  return config;
}

Result<GraphConfig> parse_config(std::string_view contents, const std::string& file) {
  return is_binary(contents, file) ? parse_config_binary(contents, file) : parse_config_text(contents, file);
}

Result<GraphConfig> read_config(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return invalid_argument(path + ": this is a folder, not a graph");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return not_found(path + ": cannot read the graph: " + std::strerror(errno));
  std::ostringstream contents;
  contents << stream.rdbuf();  // an empty file sets failbit of `contents` only
  if (stream.bad()) return data_loss(path + ": cannot read the graph: " + std::strerror(errno));
  return parse_config(contents.view(), path);
}

std::string print_config(const CalculatorGraphConfig& config) {
  std::string text;
  TextFormat::PrintToString(config, &text);
  return text;
}

}  // namespace saccade
