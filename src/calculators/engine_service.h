// EngineService: the device that a graph's calculators work on, and what they did there.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "engine/device.h"
#include "saccade/frame.h"

namespace saccade {

// Thread-safe.
class EngineService {
 public:
  explicit EngineService(DeviceChoice choice);

  Engine& engine() const { return *choice_.engine; }

  // A node says once a run where it works; the reason is filled in here.
  void record(NodePlacement placement);
  // By node name.
  Placement placement() const;

 private:
  const DeviceChoice choice_;
  mutable std::mutex mutex_;
  std::map<std::string, NodePlacement> nodes_;
};

}  // namespace saccade
