#include <algorithm>

#include "graph/calculator.h"
#include "graph/run_state.h"

namespace saccade {
namespace {

constinit const Packet kEmptyPacket;

constexpr std::string_view kStopMessage = "the calculator asks to stop";

}  // namespace

Status stop_status() { return out_of_range(std::string(kStopMessage)); }

bool is_stop(const Status& status) {
  return status.code() == StatusCode::kOutOfRange && status.message() == kStopMessage;
}

Status OutputRun::check(const Packet& packet) const {
  const Timestamp timestamp = packet.timestamp();
  const std::string where = "stream \"" + stream->plan->name + "\": ";
  if (closed) return failed_precondition(where + "a packet came after the stream was closed");
  if (!timestamp.is_allowed_in_stream()) {
    return invalid_argument(where + "a packet may not have timestamp " + timestamp.to_string());
  }
  if (packet.empty()) return ok_status();
  if (timestamp == Timestamp::post_stream() && sent_any) {
    return invalid_argument(where + "a packet at Timestamp::PostStream() must be the only one");
  }
  if (timestamp < bound) {
    return invalid_argument(where + "Packet timestamp mismatch. Current minimum expected timestamp is " +
                            bound.to_string() + " but received " + timestamp.to_string() +
                            "; timestamps of a stream must increase");
  }
  const TypeSet& types = stream->plan->types;
  if (!types.empty() && std::find(types.begin(), types.end(), packet.type()) == types.end()) {
    return invalid_argument(where + "the packet holds " + type_name(packet.type()) + ", but the stream carries " +
                            type_name(types.front()));
  }
  return ok_status();
}

void OutputRun::add(Packet packet) {
  bound = std::max(bound, packet.timestamp().next_allowed_in_stream());
  if (packet.empty()) return;
  sent_any = true;
  pending.push_back(std::move(packet));
}

void OutputRun::raise_bound(Timestamp to) { bound = std::max(bound, to); }

PortId CalculatorContext::input(std::string_view tag, int index) const {
  return ports(PortKind::kInput).find(tag, index);
}

PortId CalculatorContext::output(std::string_view tag, int index) const {
  return ports(PortKind::kOutput).find(tag, index);
}

PortId CalculatorContext::side_input(std::string_view tag, int index) const {
  const PortId port = ports(PortKind::kSideInput).find(tag, index);
  return port == kNoPort || node_.side_inputs[port].empty() ? kNoPort : port;
}

PortId CalculatorContext::side_output(std::string_view tag, int index) const {
  return ports(PortKind::kSideOutput).find(tag, index);
}

const PortMap& CalculatorContext::ports(PortKind kind) const { return node_.plan->port_map(kind); }

const Packet& CalculatorContext::in(PortId port) const {
  return port == kNoPort ? kEmptyPacket : node_.inputs[port].current;
}

bool CalculatorContext::is_done(PortId port) const { return port == kNoPort || node_.inputs[port].current_done; }

const Packet& CalculatorContext::side(PortId port) const {
  return port == kNoPort ? kEmptyPacket : node_.side_inputs[port];
}

void CalculatorContext::fail(Status status) {
  if (node_.output_error.ok()) node_.output_error = std::move(status);
}

void CalculatorContext::out(PortId port, Packet packet) {
  if (port == kNoPort) return;
  OutputRun& output = node_.outputs[port];
  const TypeSet& types = output.stream->plan->types;
  // The common case without a Status: an open stream of one type, a later timestamp.
  const bool plain = !packet.empty() && packet.timestamp() >= output.bound && packet.timestamp() <= Timestamp::max() &&
                     !output.closed && (types.empty() || types.front() == packet.type());
  if (!plain) {
    Status status = output.check(packet);
    if (!status.ok()) return fail(std::move(status));
  }
  output.add(std::move(packet));
}

void CalculatorContext::set_next_timestamp_bound(PortId port, Timestamp bound) {
  if (port == kNoPort) return;
  if (!bound.is_allowed_in_stream() && bound != Timestamp::one_over_post_stream()) {
    return fail(invalid_argument("stream \"" + node_.outputs[port].stream->plan->name + "\": " + bound.to_string() +
                                 " cannot be a timestamp bound"));
  }
  node_.outputs[port].raise_bound(bound);
}

Timestamp CalculatorContext::next_timestamp_bound(PortId port) const {
  return port == kNoPort ? Timestamp::done() : node_.outputs[port].bound;
}

void CalculatorContext::close_output(PortId port) {
  if (port != kNoPort) node_.outputs[port].closed = true;
}

bool CalculatorContext::is_output_closed(PortId port) const { return port == kNoPort || node_.outputs[port].closed; }

void CalculatorContext::set_offset(int64_t offset) {
  if (!node_.opening) return fail(failed_precondition("the timestamp offset can be set in open() only"));
  for (OutputRun& output : node_.outputs) output.offset = offset;
}

void CalculatorContext::set_side_output(PortId port, Packet packet) {
  if (port == kNoPort) return;
  node_.pending_side_outputs.emplace_back(port, std::move(packet));
}

const NodeOptions& CalculatorContext::node_options() const { return node_.plan->options; }
const Services& CalculatorContext::services() const { return *node_.services; }
const std::string& CalculatorContext::node_name() const { return node_.plan->name; }

}  // namespace saccade
