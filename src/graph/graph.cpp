#include "graph/graph.h"

#include "graph/config.h"
#include "graph/graph_run.h"
#include "graph/plan.h"

namespace saccade {

Result<std::unique_ptr<Graph>> Graph::create(GraphConfig config, const GraphRegistry& registry, Services services,
                                             std::map<std::string, Packet> side_packets,
                                             const GraphRunOptions& options) {
  if (options.num_threads < 0 || options.num_threads > 1024) {
    return invalid_argument("num_threads is " + std::to_string(options.num_threads) + "; give 0 to 1024");
  }
  auto plan = SACCADE_TRY(GraphPlan::create(std::move(config), registry, side_packets));
  auto run = std::make_unique<GraphRun>(std::move(plan), std::move(services), std::move(side_packets), options);
  SACCADE_TRY(run->prepare());
  return std::unique_ptr<Graph>(new Graph(std::move(run)));
}

Graph::Graph(std::unique_ptr<GraphRun> run) : run_(std::move(run)) {}
Graph::~Graph() = default;

const GraphPlan& Graph::plan() const { return run_->plan(); }

Status Graph::observe(std::string_view stream, std::function<Status(const Packet&)> callback, bool with_bounds) {
  if (!callback) return invalid_argument("an observer needs a callback");
  return run_->observe(stream, std::move(callback), with_bounds);
}
Result<std::unique_ptr<GraphPoller>> Graph::poll(std::string_view stream, bool with_bounds) {
  return run_->poll(stream, with_bounds);
}
Status Graph::start_run(std::map<std::string, Packet> side_packets) { return run_->start(std::move(side_packets)); }
Status Graph::add_packet(std::string_view stream, Packet packet, AddMode mode) {
  return run_->add_packet(stream, std::move(packet), mode);
}
Status Graph::set_input_timestamp_bound(std::string_view stream, Timestamp bound) {
  return run_->set_input_bound(stream, bound);
}
Status Graph::close_input(std::string_view stream) {
  if (stream.empty()) return invalid_argument("close_input() needs the name of a stream");
  return run_->close_inputs(stream);
}
Status Graph::close_all_inputs() { return run_->close_inputs({}); }
Status Graph::close_all_sources() { return run_->close_all_sources(); }
Status Graph::wait_until_idle() { return run_->wait_until_idle(); }
Status Graph::wait_until_done() { return run_->wait_until_done(); }
void Graph::cancel() { run_->cancel(); }
bool Graph::has_error() const { return run_->has_error(); }
Result<Packet> Graph::output_side_packet(std::string_view name) const { return run_->output_side_packet(name); }
std::vector<Graph::NodeStats> Graph::stats() const { return run_->stats(); }

}  // namespace saccade
