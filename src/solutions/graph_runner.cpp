#include <utility>

#include "calculators/resources.h"
#include "graph/plan.h"
#include "saccade/graph.h"
#include "solutions/graph_values.h"
#include "solutions/registry.h"
#include "solutions/solution_graph.h"

namespace saccade {

class GraphRunner::Impl {
 public:
  std::shared_ptr<EngineService> engine;
  std::unique_ptr<Graph> graph;
};

GraphRunner::GraphRunner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GraphRunner::GraphRunner(GraphRunner&&) noexcept = default;
GraphRunner& GraphRunner::operator=(GraphRunner&&) noexcept = default;
GraphRunner::~GraphRunner() = default;

Result<GraphRunner> GraphRunner::open(const std::string& path, const GraphSetup& setup) {
  constexpr int kMaxThreads = 1024;
  if (setup.threads < 0 || setup.threads > kMaxThreads) {
    return invalid_argument("threads is " + std::to_string(setup.threads) + "; it must lie between 0 and " +
                            std::to_string(kMaxThreads));
  }
  GraphConfig config = SACCADE_TRY(read_config(path));
  auto impl = std::make_unique<Impl>();
  impl->engine =
      std::make_shared<EngineService>(SACCADE_TRY(choose_device(setup.device, {.precision = setup.precision})));
  Services services;
  services.set(impl->engine);
  services.set(std::make_shared<ModelStore>());
  std::map<std::string, Packet> side_packets;
  for (const auto& [name, value] : setup.side_packets) side_packets.emplace(name, to_packet(value));
  GraphRunOptions options;
  options.num_threads = setup.threads;
  impl->graph = SACCADE_TRY(
      Graph::create(std::move(config), builtin_registry(), std::move(services), std::move(side_packets), options));
  return GraphRunner(std::move(impl));
}

std::vector<std::string> GraphRunner::input_streams() const {
  const GraphPlan& plan = impl_->graph->plan();
  std::vector<std::string> names;
  for (const int input : plan.input_streams) names.push_back(plan.streams[static_cast<size_t>(input)].name);
  return names;
}

std::vector<std::string> GraphRunner::output_streams() const {
  std::vector<std::string> names;
  for (const std::string& text : impl_->graph->plan().config.output_stream()) {
    names.push_back(text.substr(text.rfind(':') + 1));  // "LANDMARKS:multi_face_landmarks"
  }
  return names;
}

Status GraphRunner::observe(const std::string& stream, std::function<void(const Value&, int64_t)> callback) {
  return impl_->graph->observe(stream, [callback = std::move(callback)](const Packet& packet) {
    callback(to_value(packet), packet.timestamp().value());
    return ok_status();
  });
}

Status GraphRunner::start() { return impl_->graph->start_run(); }

Status GraphRunner::add(const std::string& stream, const Value& value, int64_t timestamp_us) {
  if (std::holds_alternative<std::monostate>(value)) return invalid_argument("no value for stream " + stream);
  return impl_->graph->add_packet(stream, to_packet(value).at(Timestamp(timestamp_us)));
}

Status GraphRunner::wait_until_idle() { return impl_->graph->wait_until_idle(); }

Status GraphRunner::finish() {
  SACCADE_TRY(impl_->graph->close_all_inputs());
  return impl_->graph->wait_until_done();
}

Placement GraphRunner::placement() const { return placement_of(*impl_->graph, *impl_->engine); }

}  // namespace saccade
