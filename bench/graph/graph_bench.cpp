// What the graph runtime costs: time per node and packet, inline and with a pool.
// Build with the release preset; run build/release/bin/graph_bench.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <string>

#include "graph/config.h"
#include "graph/graph.h"

namespace saccade {
namespace {

// One packet in, one new packet out.
class AddOne final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    for (int i = 0; i < c.input_count(""); ++i) c.input<int>("", i);
    c.output<int>("");
    c.set_timestamp_offset(0);
    return ok_status();
  }
  Status process(CalculatorContext& c) override {
    const int* value = c.get<int>(0);
    c.emit<int>(0, value == nullptr ? 1 : *value + 1);
    return ok_status();
  }
};

std::unique_ptr<Graph> make_graph(const std::string& text, const GraphRunOptions& options) {
  GraphRegistry registry;
  registry.add_calculators(std::array{calculator_entry<AddOne>("AddOne", "bench")});
  Result<GraphConfig> config = parse_config_text(text, "bench");
  Result<std::unique_ptr<Graph>> graph = Graph::create(*std::move(config), registry, {}, {}, options);
  if (!graph.ok() || !(*graph)->start_run().ok()) std::abort();
  return *std::move(graph);
}

std::string chain(int length, const char* calculator) {
  std::string text = "input_stream: \"s0\"\n";
  for (int i = 0; i < length; ++i) {
    text += "node { calculator: \"" + std::string(calculator) + "\" input_stream: \"s" + std::to_string(i) +
            "\" output_stream: \"s" + std::to_string(i + 1) + "\" }\n";
  }
  return text;
}

// One stream into `width` nodes, all into one.
std::string fan(int width) {
  std::string text = "input_stream: \"s0\"\n";
  std::string join = "node { calculator: \"AddOne\" output_stream: \"out\"";
  for (int i = 0; i < width; ++i) {
    const std::string stream = "b" + std::to_string(i);
    text += "node { calculator: \"AddOne\" input_stream: \"s0\" output_stream: \"" + stream + "\" }\n";
    join += " input_stream: \"" + stream + "\"";
  }
  return text + join + "}";
}

// One packet at a time through the whole graph, as a synchronous process() does it.
void run(benchmark::State& state, const std::string& text, int nodes, const GraphRunOptions& options) {
  const std::unique_ptr<Graph> graph = make_graph(text, options);
  int64_t t = 0;
  for (auto _ : state) {
    if (!graph->add_packet("s0", make_packet<int>(0).at(Timestamp(t++))).ok()) std::abort();
    if (!graph->wait_until_idle().ok()) std::abort();
  }
  state.counters["ns/node"] =
      benchmark::Counter(static_cast<double>(nodes) * static_cast<double>(state.iterations()) * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// Packets as fast as they are taken.
void stream_packets(benchmark::State& state, const std::string& text, int nodes, const GraphRunOptions& options) {
  const std::unique_ptr<Graph> graph = make_graph(text, options);
  int64_t t = 0;
  for (auto _ : state) {
    for (int i = 0; i < 100; ++i) {
      if (!graph->add_packet("s0", make_packet<int>(0).at(Timestamp(t++))).ok()) std::abort();
    }
    if (!graph->wait_until_idle().ok()) std::abort();
  }
  state.counters["ns/node"] =
      benchmark::Counter(100.0 * static_cast<double>(nodes) * static_cast<double>(state.iterations()) * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

GraphRunOptions options(int threads, bool timed) { return {.num_threads = threads, .time_nodes = timed, .trace = {}}; }

BENCHMARK_CAPTURE(run, chain_of_100_inline, chain(100, "AddOne"), 100, options(0, true));
BENCHMARK_CAPTURE(run, chain_of_100_inline_untimed, chain(100, "AddOne"), 100, options(0, false));
BENCHMARK_CAPTURE(run, chain_of_1_inline, chain(1, "AddOne"), 1, options(0, true));
BENCHMARK_CAPTURE(run, pass_through_chain_of_100_inline, chain(100, "PassThroughCalculator"), 100, options(0, true));
BENCHMARK_CAPTURE(run, fan_of_32_inline, fan(32), 33, options(0, true));
BENCHMARK_CAPTURE(run, chain_of_100_pool_of_1, chain(100, "AddOne"), 100, options(1, true))->UseRealTime();
BENCHMARK_CAPTURE(run, chain_of_100_pool_of_2, chain(100, "AddOne"), 100, options(2, true))->UseRealTime();
BENCHMARK_CAPTURE(run, fan_of_32_pool_of_2, fan(32), 33, options(2, true))->UseRealTime();
BENCHMARK_CAPTURE(stream_packets, chain_of_20_inline, chain(20, "AddOne"), 20, options(0, true));
BENCHMARK_CAPTURE(stream_packets, chain_of_20_pool_of_2, chain(20, "AddOne"), 20, options(2, true))->UseRealTime();

}  // namespace
}  // namespace saccade

BENCHMARK_MAIN();
