// The door for graph descriptions: text (.pbtxt), binary (.binarypb) and messages, with the place each node came from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saccade/proto/calculator.pb.h"
#include "saccade/status.h"

namespace saccade {

// Where a node was written. Line and column count from 1; line 0 when the config is not text.
struct SourceLocation {
  std::string file;
  int line = 0;
  int column = 0;

  // "face.pbtxt:12:3", "face.pbtxt", or nothing.
  std::string to_string() const;
};

struct GraphConfig {
  GraphConfig() = default;
  GraphConfig(mediapipe::CalculatorGraphConfig message);  // NOLINT: implicit, a config without places

  mediapipe::CalculatorGraphConfig proto;
  std::vector<SourceLocation> node_locations;  // one for each proto.node()
};

// `file` is for messages. Errors carry file:line:column.
Result<GraphConfig> parse_config_text(std::string_view text, const std::string& file);
Result<GraphConfig> parse_config_binary(std::string_view bytes, const std::string& file);
// Takes bytes with control characters, and files named *.binarypb or *.pb, as binary.
Result<GraphConfig> read_config(const std::string& path);
// The same choice for contents that are in memory already.
Result<GraphConfig> parse_config(std::string_view contents, const std::string& file);

std::string print_config(const mediapipe::CalculatorGraphConfig& config);

}  // namespace saccade
