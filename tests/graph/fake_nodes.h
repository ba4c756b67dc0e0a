// Nodes without a will of their own for tests of the runtime: what they do is set from the test by node name.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "graph/config.h"
#include "graph/graph.h"
#include "graph/plan.h"

namespace saccade::test {

using Hook = std::function<Status(CalculatorContext&)>;

// Behaviour by node name; a node without an entry forwards what comes at input i to output i.
struct Hooks {
  std::map<std::string, Hook> open;
  std::map<std::string, Hook> process;
  std::map<std::string, Hook> close;
};

// Any number of untyped ports each:
//   Node            Default policy, no offset
//   OffsetNode      Default, offset 0
//   Offset5Node     Default, offset 5
//   BoundsNode      Default, process() on bounds
//   ImmediateNode, ImmediateBoundsNode, SyncSetBoundsNode, FixedSizeNode
//   IntSource       a source: its hook must be set; output int
//   IntNode, StringNode   typed: every port carries int / std::string
const GraphRegistry& registry();

GraphConfig config(std::string_view text);

// A graph, its hooks, and what its observed streams gave.
class Fixture {
 public:
  explicit Fixture(std::string_view text, std::map<std::string, Packet> side_packets = {},
                   const GraphRunOptions& options = {}, const GraphRegistry& nodes = registry());

  Graph& graph() { return *graph_; }
  const Status& status() const { return status_; }  // of create()
  Hooks& hooks() { return *hooks_; }

  // Records "10=7" for an int, "10=text" for a string, "10" for a bound.
  void watch(const std::string& stream, bool with_bounds = false);
  std::vector<std::string> seen(const std::string& stream) const;

  Status add(const std::string& stream, int value, int64_t timestamp) {
    return graph_->add_packet(stream, make_packet<int>(value).at(Timestamp(timestamp)));
  }
  Status bound(const std::string& stream, int64_t timestamp) {
    return graph_->set_input_timestamp_bound(stream, Timestamp(timestamp));
  }
  Status finish() {
    const Status closed = graph_->close_all_inputs();
    const Status status = graph_->wait_until_done();
    return closed.ok() ? status : closed;
  }

 private:
  std::shared_ptr<Hooks> hooks_ = std::make_shared<Hooks>();
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> seen_;
  Status status_;
  std::unique_ptr<Graph> graph_;
};

std::string to_text(const Packet& packet);

#define EXPECT_OK(expression)                                           \
  do {                                                                  \
    const ::saccade::Status expect_ok_status = (expression);            \
    EXPECT_TRUE(expect_ok_status.ok()) << expect_ok_status.to_string(); \
  } while (false)

}  // namespace saccade::test
