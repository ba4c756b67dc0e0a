// Graphs: MediaPipe's CalculatorGraphConfig files, checked, shown and run with images and numbers as packets.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "saccade/frame.h"
#include "saccade/types.h"

namespace saccade {

// What may cross the border of a graph from outside: images, plain numbers, text, and the plain result types.
using Value = std::variant<std::monostate, bool, int, float, std::string, Image, std::vector<float>, Detection,
                           std::vector<Detection>, NormalizedRect, std::vector<NormalizedRect>, NormalizedLandmarks,
                           std::vector<NormalizedLandmarks>, Landmarks, std::vector<Landmarks>, Classifications,
                           std::vector<Classifications>>;

struct GraphSetup {
  std::string device = "auto";
  std::string precision = "auto";  // auto, fp32, fp16
  int threads = 0;                 // of the scheduler; 0: the caller's thread
  std::map<std::string, Value> side_packets;
};

struct CalculatorInfo {
  std::string name;
  std::string summary;
};

// Every calculator and subgraph this build knows, sorted.
std::vector<CalculatorInfo> known_calculators();
std::vector<std::string> known_subgraphs();

// One line a node of the expanded graph: name, class, streams, types. Errors carry file:line:column.
Result<std::string> show_graph(const std::string& path);
// Graphviz.
Result<std::string> dot_graph(const std::string& path);
Status check_graph(const std::string& path);

// Text (.pbtxt) or binary (.binarypb). One thread at a time.
class GraphRunner {
 public:
  static Result<GraphRunner> open(const std::string& path, const GraphSetup& setup = {});
  GraphRunner(GraphRunner&&) noexcept;
  GraphRunner& operator=(GraphRunner&&) noexcept;
  ~GraphRunner();

  std::vector<std::string> input_streams() const;
  std::vector<std::string> output_streams() const;
  // Before start(). Called for each packet of the stream in order.
  Status observe(const std::string& stream, std::function<void(const Value&, int64_t timestamp_us)> callback);
  Status start();
  Status add(const std::string& stream, const Value& value, int64_t timestamp_us);
  Status wait_until_idle();
  // Closes the inputs and waits for the end.
  Status finish();
  Placement placement() const;

 private:
  class Impl;
  explicit GraphRunner(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saccade
