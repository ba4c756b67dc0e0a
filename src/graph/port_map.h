// PortMap: the ports of one collection of a node (inputs, outputs, side inputs or side outputs), read from strings
// "name", "TAG:name" and "TAG:index:name".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saccade/status.h"

namespace saccade {

// Index of a port within its collection; ports are ordered by (tag, index), the empty tag first.
using PortId = int;
inline constexpr PortId kNoPort = -1;

struct Port {
  std::string tag;  // empty: positional
  int index = 0;
  std::string name;  // of the stream or side packet

  // "TAG:0", ":1"
  std::string tag_index() const { return tag + ":" + std::to_string(index); }
  // "TAG:0:name"; "name" when positional
  std::string to_string() const { return tag.empty() ? name : tag_index() + ":" + name; }
};

// One string of a config. The index of a positional port is -1 until it stands in a collection.
Result<Port> parse_port(std::string_view text);
// "TAG", "TAG:2", ":3", or nothing for the first positional port. The port has no name.
Result<Port> parse_tag_index(std::string_view text);

// Immutable.
class PortMap {
 public:
  PortMap() = default;
  // Per tag the indexes must be 0..n-1, each once.
  static Result<PortMap> parse(std::span<const std::string_view> texts);
  // Any range of strings.
  template <typename Range>
  static Result<PortMap> from(const Range& texts) {
    return parse(std::vector<std::string_view>(texts.begin(), texts.end()));
  }

  int size() const { return static_cast<int>(ports_.size()); }
  const std::vector<Port>& ports() const { return ports_; }
  const Port& operator[](PortId id) const { return ports_[id]; }
  // kNoPort when absent.
  PortId find(std::string_view tag, int index = 0) const;
  int count(std::string_view tag) const;

 private:
  std::vector<Port> ports_;
};

}  // namespace saccade
