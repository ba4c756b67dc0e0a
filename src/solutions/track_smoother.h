// TrackSmoother: landmarks without tremble. Each track is filtered on its own (One-Euro, with the settings of
// MediaPipe's landmark solutions); a track starts anew after a frame without it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>

#include "calculators/landmarks/landmark_smoother.h"
#include "saccade/types.h"

namespace saccade {

class TrackSmoother {
 public:
  TrackSmoother();
  ~TrackSmoother();

  // In place, once for each track between two calls of end_frame(). `timestamp_us` grows from frame to frame; `region`
  // is where the landmarks lie: its size stands for that of what moves. `world_landmarks` may be nullptr.
  Status apply(int64_t track_id, int64_t timestamp_us, const NormalizedRect& region, Size image,
               NormalizedLandmarks& landmarks, Landmarks* world_landmarks);
  // Forgets the tracks that had no landmarks in this frame.
  void end_frame();
  void reset();

 private:
  struct Track {
    LandmarkSmoother landmarks, world_landmarks;
  };
  using Options = mediapipe::LandmarksSmoothingCalculatorOptions;

  std::unique_ptr<const Options> options_, world_options_;
  std::map<int64_t, Track> tracks_;
  std::set<int64_t> seen_;
};

}  // namespace saccade
