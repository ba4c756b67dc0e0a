// TrackIds: numbers for what is found in a video that stay from frame to frame.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saccade/types.h"

namespace saccade {

class TrackIds {
 public:
  // One number for each region of a frame, in their order: that of the earlier region which it overlaps most, else a
  // new one, counting from 1. What was lost less than half a second ago still counts. `timestamp_us` grows.
  std::vector<int64_t> assign(std::span<const NormalizedRect> regions, int64_t timestamp_us);
  // Forgets everything and counts from 1 again.
  void reset();

 private:
  struct Track {
    int64_t id;
    NormalizedRect region;
    int64_t seen_us;
  };
  std::vector<Track> tracks_;
  int64_t next_id_ = 1;
};

}  // namespace saccade
