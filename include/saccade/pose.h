// Pose: 33 points of a body in the picture and in metres, and its mask (BlazePose; arXiv 2006.10204).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "saccade/describe.h"
#include "saccade/frame.h"
#include "saccade/types.h"

namespace saccade {

struct PoseOptions {
  int complexity = 1;                     // the network: 0 lite, 1 full, 2 heavy
  bool smooth = true;                     // landmarks over time; not in static mode
  bool segmentation = false;              // also give the mask
  bool smooth_segmentation = true;        // the mask over time; not in static mode
  bool static_ = false;                   // "static" elsewhere: every picture on its own, no tracking
  float min_detection_confidence = 0.5f;  // [0, 1]
  float min_tracking_confidence = 0.5f;   // [0, 1]; below it the tracked body is dropped and searched again
  std::string device = "auto";
  std::string precision = "auto";  // "fp32", "fp16"; "auto": fp16 on a GPU, fp32 on the CPU
  int threads = 0;                 // 0: SACCADE_THREADS, else 1
};

template <class Visitor>
void describe(PoseOptions& o, Visitor&& v) {
  v(Field{"complexity", "the network: 0 lite, 1 full, 2 heavy", 0, 2}, o.complexity);
  v(Field{"smooth", "smooth landmarks over time"}, o.smooth);
  v(Field{"segmentation", "also give the mask of the body"}, o.segmentation);
  v(Field{"smooth_segmentation", "smooth the mask over time"}, o.smooth_segmentation);
  v(Field{"static", "treat every picture on its own instead of tracking"}, o.static_);
  v(Field{"min_detection_confidence", "start on a body with at least this score", 0, 1}, o.min_detection_confidence);
  v(Field{"min_tracking_confidence", "keep the tracked body while its score is above this", 0, 1},
    o.min_tracking_confidence);
  v(Field{"device", "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:..."}, o.device);
  v(Field{.name = "precision", .help = "numbers that the networks compute with", .choices = "auto|fp32|fp16"},
    o.precision);
  v(Field{"threads", "CPU threads; 0 follows SACCADE_THREADS, else 1", 0, 1024}, o.threads);
}

// One body. Landmarks have a visibility: how likely the point is in the picture and not hidden.
struct BodyPose {
  NormalizedLandmarks landmarks;  // 33, in MediaPipe's order (docs/solutions/pose.md)
  Landmarks world_landmarks;      // the same in metres; origin between the hips
};

struct PoseResult {
  std::vector<BodyPose> poses;  // one at most
  Image mask;                   // kGrayF32, of the picture's size; empty without segmentation, or when nobody is there
  int64_t timestamp_us = 0;
};

// One video or camera per object: tracking state lives inside. One thread at a time.
class Pose {
 public:
  static Result<Pose> create(const PoseOptions& options = {});
  Pose(Pose&&) noexcept;
  Pose& operator=(Pose&&) noexcept;
  ~Pose();

  // Timestamps must grow from frame to frame until reset(); invalid_argument otherwise (not in static mode).
  Result<PoseResult> process(const Frame& frame);
  // Forgets the tracked body; the next frame starts anew.
  Status reset();
  Placement placement() const;

 private:
  class Impl;
  explicit Pose(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saccade
