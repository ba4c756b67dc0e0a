// FaceMesh: 468 surface points of each face, or 478 with refined lips, eyes and irises (arXiv 1907.06724, 2006.10962).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "saccade/describe.h"
#include "saccade/frame.h"
#include "saccade/types.h"

namespace saccade {

struct FaceMeshOptions {
  int max_faces = 1;
  bool refine = false;                    // 478 points: attention model
  bool smooth = false;                    // landmarks over time (One-Euro); not in static mode
  bool static_ = false;                   // "static" elsewhere: every picture on its own, no tracking
  float min_detection_confidence = 0.5f;  // [0, 1]
  float min_tracking_confidence = 0.5f;   // [0, 1]; below it a tracked face is dropped and searched again
  std::string device = "auto";
  std::string precision = "auto";  // "fp32", "fp16"; "auto": fp16 on a GPU, fp32 on the CPU
  int threads = 0;                 // 0: SACCADE_THREADS, else 1
};

template <class Visitor>
void describe(FaceMeshOptions& o, Visitor&& v) {
  v(Field{"max_faces", "find at most this many faces", 1, 100}, o.max_faces);
  v(Field{"refine", "refine lips, eyes and irises (478 points instead of 468)"}, o.refine);
  v(Field{"smooth", "smooth landmarks over time"}, o.smooth);
  v(Field{"static", "treat every picture on its own instead of tracking"}, o.static_);
  v(Field{"min_detection_confidence", "start on faces with at least this score", 0, 1}, o.min_detection_confidence);
  v(Field{"min_tracking_confidence", "keep a tracked face while its score is above this", 0, 1},
    o.min_tracking_confidence);
  v(Field{"device", "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:..."}, o.device);
  v(Field{.name = "precision", .help = "numbers that the networks compute with", .choices = "auto|fp32|fp16"},
    o.precision);
  v(Field{"threads", "CPU threads; 0 follows SACCADE_THREADS, else 1", 0, 1024}, o.threads);
}

struct FaceMeshFace {
  NormalizedLandmarks landmarks;  // 468 or 478; indices as MediaPipe's canonical face model
  int64_t track_id = 0;           // from 1, the same while the face is followed; 0 in static mode
};

struct FaceMeshResult {
  std::vector<FaceMeshFace> faces;  // at most max_faces
  int64_t timestamp_us = 0;
};

// One video or camera per object: tracking state lives inside. One thread at a time.
class FaceMesh {
 public:
  static Result<FaceMesh> create(const FaceMeshOptions& options = {});
  FaceMesh(FaceMesh&&) noexcept;
  FaceMesh& operator=(FaceMesh&&) noexcept;
  ~FaceMesh();

  // Timestamps must grow from frame to frame until reset(); invalid_argument otherwise (not in static mode).
  Result<FaceMeshResult> process(const Frame& frame);
  // Forgets the tracked faces; the next frame starts anew.
  Status reset();
  Placement placement() const;

 private:
  class Impl;
  explicit FaceMesh(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saccade
