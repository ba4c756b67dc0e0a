// GraphTester: a small graph of catalogue calculators on the caller's thread, and what came out of it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "calculators/catalog.h"
#include "graph/config.h"
#include "graph/graph.h"
#include "graph/registry.h"

namespace saccade {

class GraphTester {
 public:
  // Creates and starts the graph; status() says how that went. The graph's output streams are observed.
  explicit GraphTester(const std::string& text, std::map<std::string, Packet> side_packets = {},
                       Services services = {}) {
    status_ = start(text, std::move(side_packets), std::move(services));
  }

  const Status& status() const { return status_; }

  template <typename T>
  Status add(const std::string& stream, int64_t at, T value) {
    SACCADE_TRY(status_);
    SACCADE_TRY(graph_->add_packet(stream, make_packet<T>(std::move(value)).at(Timestamp(at))));
    return graph_->wait_until_idle();
  }
  Status settle(const std::string& stream, int64_t until) {
    SACCADE_TRY(graph_->set_input_timestamp_bound(stream, Timestamp(until + 1)));
    return graph_->wait_until_idle();
  }
  Status finish() {
    SACCADE_TRY(status_);
    SACCADE_TRY(graph_->close_all_inputs());
    return graph_->wait_until_done();
  }

  // Packets in order.
  const std::vector<Packet>& out(const std::string& stream) { return outputs_[stream].packets; }
  template <typename T>
  std::vector<std::pair<int64_t, T>> values(const std::string& stream) {
    std::vector<std::pair<int64_t, T>> result;
    for (const Packet& packet : out(stream)) result.emplace_back(packet.timestamp().value(), **packet.get<T>());
    return result;
  }
  // The last timestamp of which is known what the stream has there.
  int64_t settled(const std::string& stream) { return outputs_[stream].settled.value(); }
  Result<Packet> side_packet(const std::string& name) { return graph_->output_side_packet(name); }

 private:
  struct Output {
    std::vector<Packet> packets;
    Timestamp settled;
  };

  Status start(const std::string& text, std::map<std::string, Packet> side_packets, Services services) {
    registry_.add_calculators(calculator_catalog());
    GraphConfig config = SACCADE_TRY(parse_config_text(text, "test.pbtxt"));
    const std::vector<std::string> streams(config.proto.output_stream().begin(), config.proto.output_stream().end());
    graph_ = SACCADE_TRY(Graph::create(std::move(config), registry_, std::move(services), std::move(side_packets)));
    for (const std::string& stream : streams) {
      SACCADE_TRY(graph_->observe(
          stream,
          [this, stream](const Packet& packet) {
            Output& output = outputs_[stream];
            if (!packet.empty()) output.packets.push_back(packet);
            output.settled = packet.timestamp();
            return ok_status();
          },
          true));
    }
    SACCADE_TRY(graph_->start_run());
    return graph_->wait_until_idle();
  }

  GraphRegistry registry_;
  std::unique_ptr<Graph> graph_;
  std::map<std::string, Output> outputs_;
  Status status_;
};

}  // namespace saccade
