// SolutionGraph: what every solution is made of, a graph that takes one image after another on the caller's thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "calculators/engine_service.h"
#include "graph/config.h"
#include "graph/graph.h"
#include "saccade/frame.h"

namespace saccade {

// One thread at a time.
class SolutionGraph {
 public:
  struct Setup {
    GraphConfig config;  // its first input stream takes the images
    std::map<std::string, Packet> side_packets;
    std::vector<std::string> outputs;  // streams to read
    std::string device = "auto";
    std::string precision = "auto";
    int threads = 0;
  };
  // Starts the graph: models are loaded and made ready here.
  static Result<std::unique_ptr<SolutionGraph>> create(Setup setup);

  // Runs one image to the end. Timestamps grow from call to call until restart(). After an error the graph starts anew
  // with the next image.
  Status process(const Image& image, Timestamp at);
  // What came out on the i-th output for the last image; nullptr when nothing did.
  template <typename T>
  const T* output(size_t index) const {
    return outputs_[index].get_if<T>();
  }

  // What the graph's calculators work on.
  Engine& engine() const { return engine_->engine(); }

  // Forgets the past: the next image is the first.
  Status restart();
  Placement placement() const;
  // Between the host and the device since create().
  Traffic traffic() const { return engine_->engine().traffic(); }

 private:
  SolutionGraph() = default;
  Status observe(const std::vector<std::string>& streams);

  std::shared_ptr<EngineService> engine_;
  std::unique_ptr<Graph> graph_;
  std::string input_;
  std::vector<Packet> outputs_;
  bool running_ = false;
};

// Every node of the graph, those that work on a device as `engine` recorded it; then what went to the device and back.
Placement placement_of(const Graph& graph, const EngineService& engine);

}  // namespace saccade
