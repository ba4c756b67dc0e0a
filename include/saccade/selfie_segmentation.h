// SelfieSegmentation: the mask of the people in a picture, and the picture with another background.
#pragma once

#include <memory>
#include <string>

#include "saccade/describe.h"
#include "saccade/frame.h"

namespace saccade {

struct SelfieSegmentationOptions {
  std::string model = "square";  // "square": pictures of any shape, "landscape": wide ones, faster
  std::string background = "";   // empty: masks only; "blur" or "#rrggbb": composed pictures too
  std::string device = "auto";
  std::string precision = "auto";  // "fp32", "fp16"; "auto": fp16 on a GPU, fp32 on the CPU
  int threads = 0;                 // 0: SACCADE_THREADS, else 1
};

template <class Visitor>
void describe(SelfieSegmentationOptions& o, Visitor&& v) {
  v(Field{.name = "model", .help = "shape of pictures the network is made for", .choices = "square|landscape"},
    o.model);
  v(Field{"background", "put people on this: blur or a colour #rrggbb"}, o.background);
  v(Field{"device", "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:..."}, o.device);
  v(Field{.name = "precision", .help = "numbers that the networks compute with", .choices = "auto|fp32|fp16"},
    o.precision);
  v(Field{"threads", "CPU threads; 0 follows SACCADE_THREADS, else 1", 0, 1024}, o.threads);
}

struct SelfieSegmentationResult {
  Image mask;      // kGrayF32, of the picture's size: 1 where there is somebody
  Image composed;  // RGB; empty without a background
  int64_t timestamp_us = 0;
};

// Stateless: pictures are independent of one another. One thread at a time.
class SelfieSegmentation {
 public:
  // invalid_argument for a background that is neither.
  static Result<SelfieSegmentation> create(const SelfieSegmentationOptions& options = {});
  SelfieSegmentation(SelfieSegmentation&&) noexcept;
  SelfieSegmentation& operator=(SelfieSegmentation&&) noexcept;
  ~SelfieSegmentation();

  // A picture as background from now on: scaled to cover each frame, its middle in the middle. An empty image: none.
  void set_background(const Image& picture);

  // Images of any size from 1x1 and any 8-bit format.
  Result<SelfieSegmentationResult> process(const Frame& frame);
  Status reset();
  Placement placement() const;

 private:
  class Impl;
  explicit SelfieSegmentation(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace saccade
