#include "calculators/engine_service.h"

#include <utility>

namespace saccade {

EngineService::EngineService(DeviceChoice choice) : choice_(std::move(choice)) {}

Result<Session*> EngineService::session(const std::string& node, const Packet& model, SessionOptions options) {
  options.precision = choice_.precision;
  {
    const std::lock_guard lock(mutex_);
    const auto known = prepared_.find(node);
    if (known != prepared_.end() && known->second.model.same_payload(model) &&
        known->second.wanted_outputs == options.wanted_outputs) {
      return known->second.session.get();
    }
  }
  // Nodes that open side by side plan side by side.
  std::unique_ptr<Session> session = SACCADE_TRY(choice_.engine->prepare(*SACCADE_TRY(model.get<Model>()), options));
  const std::lock_guard lock(mutex_);
  Prepared& prepared = prepared_[node];
  prepared = {model, options.wanted_outputs, std::move(session)};
  return prepared.session.get();
}

Engine& EngineService::use(const std::string& node, const std::string& calculator) {
  NodePlacement placement;
  placement.node = node;
  placement.calculator = calculator;
  placement.kernel_count = 1;
  record(std::move(placement));
  return engine();
}

void EngineService::record(NodePlacement placement) {
  placement.device = choice_.engine->info().device;
  placement.reason = choice_.reason;
  const std::lock_guard lock(mutex_);
  nodes_[placement.node] = std::move(placement);
}

std::optional<NodePlacement> EngineService::traffic() const {
  const Traffic moved = choice_.engine->traffic();
  if (moved.submits == 0) return std::nullopt;
  const EngineInfo info = choice_.engine->info();
  NodePlacement row;
  row.node = "all nodes together";
  row.device = info.device;
  row.engine = info.kind;
  row.bytes_to_device = static_cast<int64_t>(moved.upload_bytes);
  row.bytes_from_device = static_cast<int64_t>(moved.readback_bytes);
  row.reason = std::to_string(moved.submits) + " submissions, " + std::to_string(moved.waits) + " waits, " +
               std::to_string(moved.uploads) + " uploads, " + std::to_string(moved.readbacks) + " readbacks so far";
  return row;
}

Placement EngineService::placement() const {
  const std::lock_guard lock(mutex_);
  Placement placement;
  for (const auto& [name, node] : nodes_) placement.push_back(node);
  return placement;
}

}  // namespace saccade
