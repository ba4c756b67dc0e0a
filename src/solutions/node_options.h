// Changing the options of one node of a graph from outside, as MediaPipe's calculator_params do.
#pragma once

#include <string>

#include "graph/config.h"

namespace saccade {

// Calls change(Options&) on the message of the node of that name, wherever it stands (extension or Any), adding it when
// there is none. `expanded` is the result of expand_graph(). not_found when there is no such node.
template <typename Options, typename Change>
Status change_node_options(GraphConfig& expanded, const std::string& node_name, Change change) {
  for (auto& node : *expanded.proto.mutable_node()) {
    if (node.name() != node_name) continue;
    if (node.options().HasExtension(Options::ext)) {
      change(*node.mutable_options()->MutableExtension(Options::ext));
      return ok_status();
    }
    for (auto& any : *node.mutable_node_options()) {
      Options options;
      if (!any.UnpackTo(&options)) continue;
      change(options);
      any.PackFrom(options);
      return ok_status();
    }
    change(*node.mutable_options()->MutableExtension(Options::ext));
    return ok_status();
  }
  return not_found("the graph has no node " + node_name);
}

}  // namespace saccade
