// FaceDetection: faces with six keypoints, in one picture at a time (BlazeFace; arXiv 1907.05047).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "saccade/describe.h"
#include "saccade/frame.h"
#include "saccade/types.h"

namespace saccade {

struct FaceDetectionOptions {
  std::string range = "short";            // "short": faces within 2 m, "full": within 5 m
  float min_detection_confidence = 0.5f;  // [0, 1]
  std::string device = "auto";
  std::string precision = "auto";  // "fp32", "fp16"; "auto": fp16 on a GPU, fp32 on the CPU
  int threads = 0;                 // 0: SACCADE_THREADS, else 1
};

template <class Visitor>
void describe(FaceDetectionOptions& o, Visitor&& v) {
  v(Field{.name = "range", .help = "distance the model is made for", .choices = "short|full"}, o.range);
  v(Field{"min_detection_confidence", "keep faces with at least this score", 0, 1}, o.min_detection_confidence);
  v(Field{"device", "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:..."}, o.device);
  v(Field{.name = "precision", .help = "numbers that the networks compute with", .choices = "auto|fp32|fp16"},
    o.precision);
  v(Field{"threads", "CPU threads; 0 follows SACCADE_THREADS, else 1", 0, 1024}, o.threads);
}

struct DetectedFace {
  float score = 0;                // [0, 1]
  RelativeBox box;                // normalised
  std::vector<Point2> keypoints;  // right eye, left eye, nose tip, mouth centre, right and left ear tragion
};

struct FaceDetectionResult {
  std::vector<DetectedFace> faces;  // best score first
  int64_t timestamp_us = 0;
};

// Stateless: pictures are independent of one another. One thread at a time.
class FaceDetection {
 public:
  static Result<FaceDetection> create(const FaceDetectionOptions& options = {});
  FaceDetection(FaceDetection&&) noexcept;
  FaceDetection& operator=(FaceDetection&&) noexcept;
  ~FaceDetection();

  // Images of any size from 1x1 and any 8-bit format.
  Result<FaceDetectionResult> process(const Frame& frame);
  Status reset();
  Placement placement() const;

 private:
  class Impl;
  explicit FaceDetection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saccade
