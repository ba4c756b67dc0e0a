// EngineService: the device that a graph's calculators work on, and what they did there.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/device.h"
#include "graph/packet.h"
#include "saccade/frame.h"

namespace saccade {

// Thread-safe.
class EngineService {
 public:
  explicit EngineService(DeviceChoice choice);

  Engine& engine() const { return *choice_.engine; }

  // The network in a packet of Model, made ready for a node. A node that comes again with the same packet (in a later
  // run of the graph) gets the session of before: reset() of a solution costs no planning. Valid as long as this. The
  // precision is the one that was chosen with the device.
  Result<Session*> session(const std::string& node, const Packet& model, SessionOptions options);

  // The engine, for a node that asks one operation of it a packet; recorded as one kernel.
  Engine& use(const std::string& node, const std::string& calculator);
  // A node says once a run where it works; the reason is filled in here.
  void record(NodePlacement placement);
  // What all nodes together moved, as a row of its own, as operations are recorded and run together; nothing where host
  // and device are one.
  std::optional<NodePlacement> traffic() const;
  // By node name.
  Placement placement() const;

 private:
  const DeviceChoice choice_;
  mutable std::mutex mutex_;
  std::map<std::string, NodePlacement> nodes_;
  struct Prepared {
    Packet model;
    std::vector<int> wanted_outputs;
    std::unique_ptr<Session> session;
  };
  std::map<std::string, Prepared> prepared_;  // by node
};

}  // namespace saccade
