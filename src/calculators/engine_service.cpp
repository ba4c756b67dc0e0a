#include "calculators/engine_service.h"

#include <utility>

namespace saccade {

EngineService::EngineService(DeviceChoice choice) : choice_(std::move(choice)) {}

void EngineService::record(NodePlacement placement) {
  placement.device = choice_.engine->info().device;
  placement.reason = choice_.reason;
  const std::lock_guard lock(mutex_);
  nodes_[placement.node] = std::move(placement);
}

Placement EngineService::placement() const {
  const std::lock_guard lock(mutex_);
  Placement placement;
  for (const auto& [name, node] : nodes_) placement.push_back(node);
  return placement;
}

}  // namespace saccade
