#include "graph/port_map.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

namespace saccade {
namespace {

// Far above any real node; keeps a hostile index from becoming a loop.
constexpr int kMaxIndex = 9999;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name(std::string_view text) {
  auto starts = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !text.empty() && starts(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return starts(c) || is_digit(c); });
}

bool is_tag(std::string_view text) {
  auto starts = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && starts(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return starts(c) || is_digit(c); });
}

std::optional<int> parse_index(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || !is_digit(text[0]) || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  if (error != std::errc() || end != text.data() + text.size() || value > kMaxIndex) return std::nullopt;
  return value;
}

Status port_error(std::string_view text) {
  return invalid_argument("\"" + std::string(text) +
                          "\" is no port; write \"name\", \"TAG:name\" or \"TAG:index:name\" with name in lower case, "
                          "TAG in upper case and index from 0 to " +
                          std::to_string(kMaxIndex));
}

}  // namespace

Result<Port> parse_port(std::string_view text) {
  const size_t first = text.find(':');
  if (first == std::string_view::npos) {
    if (!is_name(text)) return port_error(text);
    return Port{.tag = "", .index = -1, .name = std::string(text)};
  }
  const std::string_view tag = text.substr(0, first);
  std::string_view name = text.substr(first + 1);
  int index = 0;
  if (const size_t second = name.find(':'); second != std::string_view::npos) {
    const std::optional<int> parsed = parse_index(name.substr(0, second));
    if (!parsed) return port_error(text);
    index = *parsed;
    name = name.substr(second + 1);
  }
  // ":1:name" is the long form of a positional port.
  if (!(is_tag(tag) || tag.empty()) || !is_name(name)) return port_error(text);
  return Port{.tag = std::string(tag), .index = index, .name = std::string(name)};
}

Result<Port> parse_tag_index(std::string_view text) {
  const size_t colon = text.find(':');
  const std::string_view tag = text.substr(0, colon);
  std::optional<int> index = 0;
  if (colon != std::string_view::npos) index = parse_index(text.substr(colon + 1));
  if (!(is_tag(tag) || tag.empty()) || !index) {
    return invalid_argument("\"" + std::string(text) + "\" names no port; write \"TAG\", \"TAG:index\" or \":index\"");
  }
  return Port{.tag = std::string(tag), .index = *index, .name = {}};
}

Result<PortMap> PortMap::parse(std::span<const std::string_view> texts) {
  PortMap map;
  int next_positional = 0;
  for (const std::string_view text : texts) {
    Port port = SACCADE_TRY(parse_port(text));
    if (port.index < 0) port.index = next_positional++;
    map.ports_.push_back(std::move(port));
  }
  std::stable_sort(map.ports_.begin(), map.ports_.end(),
                   [](const Port& a, const Port& b) { return std::tie(a.tag, a.index) < std::tie(b.tag, b.index); });
  for (size_t i = 0; i < map.ports_.size(); ++i) {
    const Port& port = map.ports_[i];
    const bool first_of_tag = i == 0 || map.ports_[i - 1].tag != port.tag;
    const int expected = first_of_tag ? 0 : map.ports_[i - 1].index + 1;
    if (port.index != expected) {
      return failed_precondition("the ports of tag \"" + port.tag + "\" must be numbered 0, 1, 2, ... each once; \"" +
                                 port.to_string() + "\" stands where index " + std::to_string(expected) + " should be");
    }
  }
  return map;
}

PortId PortMap::find(std::string_view tag, int index) const {
  for (size_t i = 0; i < ports_.size(); ++i) {
    if (ports_[i].index == index && ports_[i].tag == tag) return static_cast<PortId>(i);
  }
  return kNoPort;
}

int PortMap::count(std::string_view tag) const {
  return static_cast<int>(
      std::count_if(ports_.begin(), ports_.end(), [&](const Port& port) { return port.tag == tag; }));
}

}  // namespace saccade
