// Keeps a graph up to date: takes a frame in only while few enough are under way, and drops the rest.
//   inputs   untagged 0 (any): the frames; untagged 1..: streams that follow frame by frame;
//            FINISHED (any, a back edge): a packet or bound says that frames up to its timestamp are done;
//            side packet MAX_IN_FLIGHT (int, optional)
//   outputs  the frames that were taken in; ALLOW (bool, optional): whether each frame was
#include <algorithm>
#include <deque>
#include <map>
#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"

namespace saccade {
namespace {

class FlowLimiterCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const int streams = c.input_count("");
    if (streams < 1 || streams != c.output_count("")) {
      return invalid_argument("untagged inputs and outputs must be the same number, at least one");
    }
    for (int i = 0; i < streams; ++i) {
      c.input_any("", i);
      c.output_same_as("", i, "", i);
    }
    c.optional_input_any("FINISHED");
    c.optional_side_input<int>("MAX_IN_FLIGHT");
    c.optional_output<bool>("ALLOW");
    c.set_input_policy(InputPolicy::kImmediate);
    c.set_process_timestamp_bounds(true);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const auto& options = c.options<mediapipe::FlowLimiterCalculatorOptions>();
    max_in_flight_ = options.max_in_flight();
    if (const int* value = c.get_side<int>(c.side_input("MAX_IN_FLIGHT"))) max_in_flight_ = *value;
    max_in_queue_ = options.max_in_queue();
    timeout_us_ = options.in_flight_timeout();
    finished_ = c.input("FINISHED");
    allow_ = c.output("ALLOW");
    for (int i = 0; i < c.input_count(""); ++i) streams_.push_back({c.input("", i), c.output("", i), {}});
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    forget_finished(c);
    for (Stream& stream : streams_) {
      const Packet& packet = c.in(stream.input);
      if (!packet.empty()) stream.queue.push_back(packet);
    }
    forget_timed_out(c);
    take_frames(c);
    follow_frames(c);
    return ok_status();
  }

 private:
  struct Stream {
    PortId input;
    PortId output;
    std::deque<Packet> queue;
  };

  void forget_finished(CalculatorContext& c) {
    if (finished_ == kNoPort || c.in(finished_).timestamp() != c.timestamp()) return;
    while (!in_flight_.empty() && in_flight_.front() <= c.timestamp()) in_flight_.pop_front();
  }

  void forget_timed_out(CalculatorContext& c) {
    const Timestamp latest = c.in(streams_[0].input).timestamp();
    if (timeout_us_ <= 0 || latest != c.timestamp() || !latest.is_range()) return;
    while (!in_flight_.empty() && in_flight_.front().plus(timeout_us_) < latest) in_flight_.pop_front();
  }

  void take_frames(CalculatorContext& c) {
    std::deque<Packet>& frames = streams_[0].queue;
    while (!frames.empty() && in_flight_.size() < static_cast<size_t>(std::max(0, max_in_flight_))) {
      in_flight_.push_back(frames.front().timestamp());
      decide(c, frames.front().timestamp(), true);
      c.out(streams_[0].output, std::move(frames.front()));
      frames.pop_front();
    }
    // Frames that came before this call's were queued behind the limit: drop the oldest.
    while (frames.size() > static_cast<size_t>(std::max(0, max_in_queue_))) {
      decide(c, frames.front().timestamp(), false);
      frames.pop_front();
    }
    const Timestamp bound =
        frames.empty() ? c.in(streams_[0].input).timestamp().next_allowed_in_stream() : frames.front().timestamp();
    raise_bound(c, streams_[0].output, bound);
    raise_bound(c, allow_, bound);
    decided_until_ = bound;
  }

  void decide(CalculatorContext& c, Timestamp frame, bool taken) {
    if (allow_ != kNoPort) c.out(allow_, make_packet<bool>(taken).at(frame));
    if (streams_.size() > 1) taken_[frame] = taken;
  }

  // What comes with a frame shares its fate; what lies between frames is dropped.
  void follow_frames(CalculatorContext& c) {
    Timestamp needed = decided_until_;
    for (size_t i = 1; i < streams_.size(); ++i) {
      Stream& stream = streams_[i];
      while (!stream.queue.empty() && stream.queue.front().timestamp() < decided_until_) {
        Packet packet = std::move(stream.queue.front());
        stream.queue.pop_front();
        const auto decision = taken_.find(packet.timestamp());
        if (decision != taken_.end() && decision->second) c.out(stream.output, std::move(packet));
      }
      const Timestamp settled = c.in(stream.input).timestamp().next_allowed_in_stream();
      const Timestamp bound = std::min(settled, decided_until_);
      raise_bound(c, stream.output, bound);
      needed = std::min(needed, bound);
    }
    taken_.erase(taken_.begin(), taken_.lower_bound(needed));
  }

  void raise_bound(CalculatorContext& c, PortId port, Timestamp bound) {
    const bool allowed = bound.is_allowed_in_stream() || bound == Timestamp::one_over_post_stream();
    if (port != kNoPort && allowed) c.set_next_timestamp_bound(port, bound);
  }

  int max_in_flight_ = 1;
  int max_in_queue_ = 0;
  int64_t timeout_us_ = 0;
  PortId finished_ = kNoPort;
  PortId allow_ = kNoPort;
  std::vector<Stream> streams_;
  std::deque<Timestamp> in_flight_;
  std::map<Timestamp, bool> taken_;  // frames that later streams may still follow
  Timestamp decided_until_ = Timestamp::unset();
};

}  // namespace

CalculatorEntry flow_limiter_calculator() {
  return calculator_entry<FlowLimiterCalculator>("FlowLimiterCalculator",
                                                 "takes a frame in while few enough are under way, drops the rest");
}

}  // namespace saccade
