// What several commands share: media flags, errors, tables, placement.
#include <algorithm>
#include <cstdio>
#include <limits>

#include "commands/command.h"
#include "text/numbers.h"

namespace saccade::cli {
namespace {

// A flag whose text goes through `parse`; its error becomes a usage error naming the flag.
template <typename Value, typename Parse>
void add_parsed(CLI::App& app, const std::string& flag, Value& value, const std::string& help, const std::string& type,
                Parse parse) {
  app.add_option_function<std::string>(
         flag,
         [&value, flag, parse](const std::string& text) {
           const auto parsed = parse(text);
           if (!parsed) throw CLI::ValidationError(flag, parsed.error().message());
           value = static_cast<Value>(*parsed);
         },
         help)
      ->type_name(type);
}

auto whole_number_from(int64_t min) {
  return [min](const std::string& text) { return parse_integer_between(text, min, std::numeric_limits<int>::max()); };
}

Result<double> frame_rate(const std::string& text) { return parse_number_between(text, 0.001, 1e6); }

// What an engine moves for all nodes together stands in a row of its own.
std::string moved_text(const NodePlacement& node) {
  if (node.bytes_to_device == 0 && node.bytes_from_device == 0) return "-";
  return std::to_string(node.bytes_to_device) + "/" + std::to_string(node.bytes_from_device);
}

}  // namespace

void add_media_flags(CLI::App& app, VideoOptions& options) {
  add_parsed(app, "--fps", options.fps, "replace the source's clock: frame k at k/FPS seconds", "FPS", frame_rate);
  add_parsed(app, "--every", options.every, "take every N-th frame", "N", whole_number_from(1));
  add_parsed(app, "--start", options.start_us, "first frame at or after this time (12.5, 1:30)", "TIME", parse_time_us);
  add_parsed(app, "--end", options.end_us, "frames before this time", "TIME", parse_time_us);
  add_parsed(app, "--max-frames", options.max_frames, "at most N frames of each input", "N", whole_number_from(1));
}

int fail(const Status& status) {
  std::string message = status.message();
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fprintf(stderr, "saccade: error: %s\n", message.c_str());
  return status.code() == StatusCode::kInvalidArgument ? kExitUsage : kExitFailed;
}

void print_json(const nlohmann::ordered_json& json) {
  const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  std::printf("%s\n", text.c_str());
}

std::string table_text(const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  }
  std::string text;
  for (const auto& row : rows) {
    if (!text.empty()) text += '\n';
    std::string line;
    for (size_t column = 0; column < row.size(); ++column) {
      line += row[column] + std::string(widths[column] - row[column].size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line;
  }
  return text;
}

std::string placement_text(const Placement& placement) {
  std::vector<std::vector<std::string>> rows = {
      {"node", "device", "engine", "precision", "kernels", "to/from device", "reason"}};
  for (const NodePlacement& node : placement) {
    if (node.device.empty()) continue;
    rows.push_back({node.node, node.device, node.engine, node.precision, std::to_string(node.kernel_count),
                    moved_text(node), node.reason});
  }
  return table_text(rows);
}

nlohmann::ordered_json placement_json(const Placement& placement) {
  nlohmann::ordered_json nodes = nlohmann::ordered_json::array();
  for (const NodePlacement& node : placement) {
    nodes.push_back({{"node", node.node},
                     {"calculator", node.calculator},
                     {"device", node.device},
                     {"engine", node.engine},
                     {"precision", node.precision},
                     {"kernel_count", node.kernel_count},
                     {"bytes_to_device", node.bytes_to_device},
                     {"bytes_from_device", node.bytes_from_device},
                     {"reason", node.reason}});
  }
  return nodes;
}

}  // namespace saccade::cli
