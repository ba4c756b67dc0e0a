#include "solutions/solution_graph.h"

#include <utility>

#include "calculators/resources.h"
#include "graph/plan.h"
#include "image/convert.h"
#include "solutions/registry.h"

namespace saccade {

Result<std::unique_ptr<SolutionGraph>> SolutionGraph::create(Setup setup) {
  std::unique_ptr<SolutionGraph> solution(new SolutionGraph);
  DeviceChoice choice =
      SACCADE_TRY(choose_device(setup.device, {.threads = setup.threads, .precision = setup.precision}));
  solution->engine_ = std::make_shared<EngineService>(std::move(choice));
  Services services;
  services.set(solution->engine_);
  services.set(std::make_shared<ModelStore>());
  GraphRunOptions options;
  options.time_nodes = false;
  solution->graph_ = SACCADE_TRY(Graph::create(std::move(setup.config), builtin_registry(), std::move(services),
                                               std::move(setup.side_packets), options));
  const GraphPlan& plan = solution->graph_->plan();
  solution->input_ = plan.streams[static_cast<size_t>(plan.input_streams.front())].name;
  SACCADE_TRY(solution->observe(setup.outputs));
  SACCADE_TRY(solution->restart());
  return solution;
}

Status SolutionGraph::observe(const std::vector<std::string>& streams) {
  outputs_.resize(streams.size());
  for (size_t i = 0; i < streams.size(); ++i) {
    SACCADE_TRY(graph_->observe(streams[i], [this, i](const Packet& packet) {
      outputs_[i] = packet;
      return ok_status();
    }));
  }
  return ok_status();
}

Status SolutionGraph::process(const Image& image, Timestamp at) {
  if (image.empty()) return invalid_argument("the image is empty (0x0 pixels)");
  if (!running_) SACCADE_TRY(restart());
  for (Packet& output : outputs_) output = Packet();
  // The networks look at colours; a gray picture is one whose colours are equal.
  const Image colored = channel_count(image.format()) == 1 ? SACCADE_TRY(convert(image, PixelFormat::kRgb8)) : image;
  Status status = graph_->add_packet(input_, make_packet<Image>(colored).at(at));
  if (status.ok()) status = graph_->wait_until_idle();
  if (!status.ok()) running_ = false;
  return status;
}

Status SolutionGraph::restart() {
  if (running_) SACCADE_TRY(graph_->close_all_inputs());
  (void)graph_->wait_until_done();  // of the run before; its error, if any, has been told
  for (Packet& output : outputs_) output = Packet();
  running_ = false;
  SACCADE_TRY(graph_->start_run());
  // Nodes open here or with the first image; a graph that cannot open must not look as if it could run.
  SACCADE_TRY(graph_->wait_until_idle());
  running_ = true;
  return ok_status();
}

Placement SolutionGraph::placement() const { return placement_of(*graph_, *engine_); }

Placement placement_of(const Graph& graph, const EngineService& engine) {
  const Placement on_device = engine.placement();
  Placement placement;
  for (const NodePlan& node : graph.plan().nodes) {
    NodePlacement row;
    row.node = node.name;
    row.calculator = node.entry.name;
    for (const NodePlacement& recorded : on_device) {
      if (recorded.node == node.name) row = recorded;
    }
    placement.push_back(std::move(row));
  }
  if (const std::optional<NodePlacement> moved = engine.traffic()) placement.push_back(*moved);
  return placement;
}

}  // namespace saccade
