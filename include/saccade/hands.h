// Hands: 21 points of each hand, in the picture and in metres (arXiv 2006.10214).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "saccade/describe.h"
#include "saccade/frame.h"
#include "saccade/types.h"

namespace saccade {

struct HandsOptions {
  int max_hands = 2;
  int complexity = 1;                     // 0: small and fast networks, 1: the full ones
  bool mirrored = false;                  // the picture is mirrored, as front cameras show it
  bool smooth = false;                    // landmarks over time (One-Euro); not in static mode
  bool static_ = false;                   // "static" elsewhere: every picture on its own, no tracking
  float min_detection_confidence = 0.5f;  // [0, 1]
  float min_tracking_confidence = 0.5f;   // [0, 1]; below it a tracked hand is dropped and searched again
  std::string device = "auto";
  std::string precision = "auto";  // "fp32", "fp16"; "auto": fp16 on a GPU, fp32 on the CPU
  int threads = 0;                 // 0: SACCADE_THREADS, else 1
};

template <class Visitor>
void describe(HandsOptions& o, Visitor&& v) {
  v(Field{"max_hands", "find at most this many hands", 1, 100}, o.max_hands);
  v(Field{"complexity", "0 for small networks, 1 for the full ones", 0, 1}, o.complexity);
  v(Field{"mirrored", "the picture is mirrored, as front cameras show it: left is right"}, o.mirrored);
  v(Field{"smooth", "smooth landmarks over time"}, o.smooth);
  v(Field{"static", "treat every picture on its own instead of tracking"}, o.static_);
  v(Field{"min_detection_confidence", "start on hands with at least this score", 0, 1}, o.min_detection_confidence);
  v(Field{"min_tracking_confidence", "keep a tracked hand while its score is above this", 0, 1},
    o.min_tracking_confidence);
  v(Field{"device", "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:..."}, o.device);
  v(Field{.name = "precision", .help = "numbers that the networks compute with", .choices = "auto|fp32|fp16"},
    o.precision);
  v(Field{"threads", "CPU threads; 0 follows SACCADE_THREADS, else 1", 0, 1024}, o.threads);
}

struct Hand {
  NormalizedLandmarks landmarks;  // 21: wrist, then four of each finger from thumb to little one, root to tip
  Landmarks world_landmarks;      // the same in metres about the hand's middle
  std::string handedness;         // "Left" or "Right": the person's own
  float score = 0;                // [0.5, 1]; how sure the handedness is
  int64_t track_id = 0;           // from 1, the same while the hand is followed; 0 in static mode
};

struct HandsResult {
  std::vector<Hand> hands;  // at most max_hands
  int64_t timestamp_us = 0;
};

// One video or camera per object: tracking state lives inside. One thread at a time.
class Hands {
 public:
  static Result<Hands> create(const HandsOptions& options = {});
  Hands(Hands&&) noexcept;
  Hands& operator=(Hands&&) noexcept;
  ~Hands();

  // Timestamps must grow from frame to frame until reset(); invalid_argument otherwise (not in static mode).
  Result<HandsResult> process(const Frame& frame);
  // Forgets the tracked hands; the next frame starts anew.
  Status reset();
  Placement placement() const;

 private:
  class Impl;
  explicit Hands(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saccade
