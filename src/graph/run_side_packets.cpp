// Side packets: given, required, produced.
#include <algorithm>

#include "base/near_names.h"
#include "graph/graph_run.h"

namespace saccade {

Status GraphRun::set_side_packets(const std::map<std::string, Packet>& given, bool permanent) {
  for (const auto& [name, packet] : given) {
    const std::string where = "side packet \"" + name + "\"";
    const int id = plan_->side_index(name);
    if (!permanent && permanent_side_packets_.contains(name)) {
      return already_exists(where + " was given when the graph was created");
    }
    if (id < 0) {
      const PortMap declared = SACCADE_TRY(PortMap::from(plan_->config.input_side_packet()));
      const auto& ports = declared.ports();
      const auto is_named = [&name = name](const Port& port) { return port.name == name; };
      if (std::any_of(ports.begin(), ports.end(), is_named)) continue;
      std::vector<std::string> known;
      for (const SidePlan& side : plan_->side_packets) known.push_back(side.name);
      return not_found("the graph has no " + where + suggest_near_names(name, known));
    }
    const SidePlan& side = plan_->side_packets[id];
    if (side.producer.node != kGraphInput) {
      return already_exists(where + " is produced by " + plan_->nodes[side.producer.node].label());
    }
    if (packet.empty()) return invalid_argument(where + " is empty");
    if (!side.types.empty() && std::find(side.types.begin(), side.types.end(), packet.type()) == side.types.end()) {
      return invalid_argument(where + " holds " + type_name(packet.type()) + ", but the graph needs " +
                              type_name(side.types.front()));
    }
    side_packets_[id] = packet.at(Timestamp::unset());
  }
  return ok_status();
}

Status GraphRun::require_side_packets() const {
  for (size_t i = 0; i < side_packets_.size(); ++i) {
    const SidePlan& side = plan_->side_packets[i];
    if (!side.required || side.producer.node != kGraphInput || !side_packets_[i].empty()) continue;
    return invalid_argument("Side packet \"" + side.name + "\" is required but was not provided. It is needed by " +
                            plan_->nodes[side.consumers.front().node].label());
  }
  return ok_status();
}

void GraphRun::send_side_outputs(NodeRun& node) {
  for (auto& [port, packet] : node.pending_side_outputs) {
    const int id = node.plan->stream_ids(PortKind::kSideOutput)[port];
    const SidePlan& side = plan_->side_packets[id];
    const std::string where = node.plan->label() + ": side packet \"" + side.name + "\"";
    const bool typed = !side.types.empty() && !packet.empty();
    if (packet.empty()) {
      record_error(invalid_argument(where + " is empty"));
    } else if (packet.timestamp() != Timestamp::unset()) {
      record_error(invalid_argument(where + " has a timestamp"));
    } else if (!side_packets_[id].empty()) {
      record_error(already_exists(where + " was set before"));
    } else if (typed && std::find(side.types.begin(), side.types.end(), packet.type()) == side.types.end()) {
      record_error(invalid_argument(where + " holds " + type_name(packet.type()) + ", but should hold " +
                                    type_name(side.types.front())));
    } else {
      publish_side_packet(id, std::move(packet));
    }
  }
  node.pending_side_outputs.clear();
}

void GraphRun::publish_side_packet(int id, Packet packet) {
  side_packets_[id] = std::move(packet);
  for (const PortPlace& place : plan_->side_packets[id].consumers) {
    NodeRun& node = nodes_[place.node];
    node.side_inputs[place.port] = side_packets_[id];
    if (--node.missing_side_inputs == 0) ready_to_open_.add(node.id);
  }
}

Result<Packet> GraphRun::output_side_packet(std::string_view name) const {
  const int id = plan_->side_index(name);
  if (id < 0) return not_found("the graph has no side packet \"" + std::string(name) + "\"");
  const Lock lock(mutex_);
  if (side_packets_[id].empty()) {
    return unavailable("side packet \"" + std::string(name) + "\" has not been produced");
  }
  return side_packets_[id];
}

}  // namespace saccade
