// Packets and bounds on their way between nodes.
#include "graph/graph_run.h"

namespace saccade {

void GraphRun::send(OutputRun& output) {
  for (Packet& packet : output.pending) deliver(*output.stream, std::move(packet));
  output.pending.clear();
  if (output.closed) output.bound = Timestamp::done();
  if (output.bound > output.stream->bound) move_bound(*output.stream, output.bound);
}

void GraphRun::send_outputs(NodeRun& node) {
  for (OutputRun& output : node.outputs) send(output);
}

void GraphRun::deliver(StreamRun& stream, Packet packet) {
  stream.bound = packet.timestamp().next_allowed_in_stream();
  for (StreamWatcher* watcher : stream.watchers) watch_packet(*watcher, packet);
  for (size_t i = 0; i < stream.readers.size(); ++i) {
    InputRun& reader = *stream.readers[i];
    reader.queue.push(i + 1 == stream.readers.size() ? std::move(packet) : packet);
    if (reader.node->plan->inputs.policy == InputPolicy::kFixedSize) reader.node->gate->packet_arrived();
    update_full(reader);
    mark_dirty(*reader.node);
  }
}

void GraphRun::move_bound(StreamRun& stream, Timestamp bound) {
  stream.bound = bound;
  for (InputRun* reader : stream.readers) {
    if (reader->queue.empty()) mark_dirty(*reader->node);  // else its packets come first
  }
  for (StreamWatcher* watcher : stream.watchers) watch_bound(*watcher);
}

// What a call at `timestamp` settles on the outputs that have an offset.
void GraphRun::apply_offsets(NodeRun& node, Timestamp timestamp) {
  for (OutputRun& output : node.outputs) {
    if (!output.offset) continue;
    const int64_t offset = *output.offset;
    if (timestamp == Timestamp::pre_stream()) {
      output.raise_bound(Timestamp::min());
    } else if (timestamp == Timestamp::max()) {
      output.raise_bound(offset >= 0 ? Timestamp::post_stream() : timestamp.plus(offset).next_allowed_in_stream());
    } else if (timestamp == Timestamp::post_stream()) {
      output.raise_bound(Timestamp::one_over_post_stream());
    } else {
      output.raise_bound(timestamp.next_allowed_in_stream().plus(offset));
    }
  }
}

// The node has nothing to do below `bound`, so its outputs with an offset have nothing to say below it either.
void GraphRun::relay_bound(NodeRun& node, Timestamp bound) {
  if (!bound.is_range()) return;
  for (OutputRun& output : node.outputs) {
    if (!output.offset || output.closed) continue;
    output.raise_bound(bound.plus(*output.offset));
    send(output);
  }
}

void GraphRun::mark_dirty(NodeRun& node) {
  if (node.dirty || node.busy || node.ready || node.state != NodeState::kOpened) return;
  node.dirty = true;
  dirty_.push_back(&node);
}

void GraphRun::settle() {
  while (!dirty_.empty()) {
    NodeRun& node = *dirty_.back();
    dirty_.pop_back();
    node.dirty = false;
    update(node);
  }
}

void GraphRun::update(NodeRun& node) {
  if (node.plan->is_source()) {
    if (node.closing) {
      node.ready = true;
      ready_.add(node.id);
    }
    return;
  }
  const Readiness readiness = node.gate->check();
  if (node.plan->inputs.policy == InputPolicy::kFixedSize) {
    for (InputRun& input : node.inputs) update_full(input);
  }
  if (readiness.kind == Readiness::kNotReady) return relay_bound(node, readiness.timestamp);
  node.ready = true;
  ready_.add(node.id);
}

}  // namespace saccade
