// What the graph's user puts in.
#include "base/near_names.h"
#include "graph/graph_run.h"

namespace saccade {

Result<int> GraphRun::find_input(std::string_view stream) const {
  for (size_t i = 0; i < graph_inputs_.size(); ++i) {
    if (graph_inputs_[i].stream->plan->name == stream) return static_cast<int>(i);
  }
  std::vector<std::string> known;
  for (const OutputRun& input : graph_inputs_) known.push_back(input.stream->plan->name);
  return not_found("the graph has no input stream \"" + std::string(stream) + "\"" + suggest_near_names(stream, known));
}

Status GraphRun::add_packet(std::string_view stream, Packet packet, AddMode mode) {
  const int input = SACCADE_TRY(find_input(stream));
  Lock lock(mutex_);
  if (has_error()) return combined_error().with_context("Graph has errors");
  if (state_ != RunState::kRunning) return failed_precondition("the graph does not run; call start_run() first");
  SACCADE_TRY(graph_inputs_[input].check(packet));
  SACCADE_TRY(wait_for_room(input, mode, lock));
  if (has_error()) return combined_error().with_context("Graph has errors");
  SACCADE_TRY(graph_inputs_[input].check(packet));  // while waiting the stream may have been closed
  graph_inputs_[input].add(std::move(packet));
  send(graph_inputs_[input]);
  settle();
  drive(lock, false);
  return ok_status();
}

Status GraphRun::set_input_bound(std::string_view stream, Timestamp bound) {
  const int input = SACCADE_TRY(find_input(stream));
  if (!bound.is_allowed_in_stream() && bound != Timestamp::one_over_post_stream()) {
    return invalid_argument(bound.to_string() + " cannot be a timestamp bound");
  }
  Lock lock(mutex_);
  if (state_ != RunState::kRunning) return failed_precondition("the graph does not run; call start_run() first");
  graph_inputs_[input].raise_bound(bound);
  send(graph_inputs_[input]);
  settle();
  drive(lock, false);
  return ok_status();
}

Status GraphRun::close_inputs(std::string_view stream) {
  const int only = stream.empty() ? -1 : SACCADE_TRY(find_input(stream));
  Lock lock(mutex_);
  if (state_ == RunState::kNotStarted) return failed_precondition("the graph does not run; call start_run() first");
  for (int i = 0; i < static_cast<int>(graph_inputs_.size()); ++i) {
    if (only >= 0 && i != only) continue;
    graph_inputs_[i].closed = true;
    send(graph_inputs_[i]);
  }
  settle();
  drive(lock, false);
  return ok_status();
}

Status GraphRun::close_all_sources() {
  Lock lock(mutex_);
  if (state_ == RunState::kNotStarted) return failed_precondition("the graph does not run; call start_run() first");
  stop_softly();
  settle();
  drive(lock, false);
  return ok_status();
}

}  // namespace saccade
