// Closes a cycle: gives with each MAIN packet what the previous one brought about.
//   inputs   MAIN (any), LOOP (any, a back edge)
//   output   PREV_LOOP: at each MAIN packet's timestamp, the LOOP packet of the MAIN packet before it
// When that one brought about nothing, or there was none before, PREV_LOOP has no packet (an older one is not used),
// only a bound: the graph never waits for what cannot come.
#include <deque>

#include "graph/calculator.h"

namespace saccade {
namespace {

class PreviousLoopbackCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input_any("MAIN");
    c.input_any("LOOP");
    c.output_same_as("PREV_LOOP", 0, "LOOP", 0);
    c.set_input_policy(InputPolicy::kImmediate);
    c.set_process_timestamp_bounds(true);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    main_ = c.input("MAIN");
    loop_ = c.input("LOOP");
    prev_loop_ = c.output("PREV_LOOP");
    return ok_status();
  }

  // The immediate policy shows every packet and every bound of either stream, in the order of each.
  Status process(CalculatorContext& c) override {
    const Packet& main = c.in(main_);
    if (last_main_ < main.timestamp()) {
      last_main_ = main.timestamp();
      wanted_.push_back({main.timestamp(), main.empty() ? Timestamp::unset() : last_main_packet_});
      if (!main.empty()) last_main_packet_ = main.timestamp();
    }
    const Packet& loop = c.in(loop_);
    if (last_loop_ < loop.timestamp()) {
      last_loop_ = loop.timestamp();
      available_.push_back(loop);
    }
    match(c);
    return ok_status();
  }

 private:
  struct Wanted {
    Timestamp at;    // of MAIN
    Timestamp loop;  // of the LOOP packet that belongs to it; unset: none does
  };

  void match(CalculatorContext& c) {
    while (!wanted_.empty()) {
      const Wanted wanted = wanted_.front();
      while (!available_.empty() && available_.front().timestamp() < wanted.loop) available_.pop_front();
      if (wanted.loop != Timestamp::unset() && available_.empty()) return;  // may still come
      const bool found = !available_.empty() && available_.front().timestamp() == wanted.loop;
      if (found && !available_.front().empty()) {
        c.out(prev_loop_, available_.front().at(wanted.at));
      } else {
        c.set_next_timestamp_bound(prev_loop_, wanted.at.next_allowed_in_stream());
      }
      if (found) available_.pop_front();
      wanted_.pop_front();
      if (wanted.at >= Timestamp::max()) c.close_output(prev_loop_);
    }
  }

  PortId main_ = kNoPort;
  PortId loop_ = kNoPort;
  PortId prev_loop_ = kNoPort;
  Timestamp last_main_ = Timestamp::unset();
  Timestamp last_loop_ = Timestamp::unset();
  Timestamp last_main_packet_ = Timestamp::unset();
  std::deque<Wanted> wanted_;
  std::deque<Packet> available_;  // packets of LOOP, and empty ones that stand for its bounds
};

}  // namespace

CalculatorEntry previous_loopback_calculator() {
  return calculator_entry<PreviousLoopbackCalculator>("PreviousLoopbackCalculator",
                                                      "gives with each packet what the previous one brought about");
}

}  // namespace saccade
