// Engine: the contract that everything above it rests on. engine/cpu and engine/vulkan implement it and pass the
// same conformance suite (tests/engine/conformance_test.cpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "image/roi.h"
#include "model/model.h"
#include "saccade/image.h"
#include "tensor/tensor.h"

namespace saccade {

enum class Interpolation : uint8_t { kBilinear, kBicubic };
enum class Border : uint8_t { kReplicate, kZero };  // kZero: 0 before the value map, so range_min in the tensor
// Which image position tensor pixel i reads, for a rectangle of w pixels sampled n times:
enum class SampleGrid : uint8_t {
  kCorner,     // i * w / n          (MediaPipe's CPU path; keeps its results)
  kHalfPixel,  // (i + 1/2) * w / n - 1/2
};

struct WarpSpec {
  int width = 0, height = 0, channels = 3;  // of the tensor: 1 (gray), 3 (RGB) or 4 (RGB and zero)
  float range_min = 0, range_max = 1;       // 0 and 255 map to these
  Interpolation interpolation = Interpolation::kBilinear;
  Border border = Border::kReplicate;
  SampleGrid grid = SampleGrid::kCorner;
};

enum class Precision : uint8_t { kAuto, kFloat32, kFloat16 };

struct SessionOptions {
  std::vector<int> wanted_outputs;  // positions in Model::outputs; empty: all. Others are not computed
  Precision precision = Precision::kAuto;
};

// What one inference costs and where it ran, for --explain and traces.
struct SessionInfo {
  std::string engine;     // "cpu avx512"
  std::string precision;  // "fp32"
  int kernel_count = 0;
  size_t arena_bytes = 0;
  size_t weight_bytes = 0;
};

// A network made ready on one device. One thread at a time.
class Session {
 public:
  virtual ~Session() = default;
  // input: float32 [N,H,W,C], N >= 1. Outputs in the order wanted, each with leading dimension N.
  // invalid_argument when the shape is not the model's.
  virtual Result<std::vector<Tensor>> run(const Tensor& input) = 0;
  virtual SessionInfo info() const = 0;
};

struct EngineInfo {
  std::string device;  // "cpu", "gpu:0"
  std::string name;    // "AMD EPYC (AVX-512), 2 threads"
  std::string kind;    // "cpu" or "vulkan"
};

// One per device, outlives its sessions. Thread-safe.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual EngineInfo info() const = 0;
  // Rewrites, plans and packs. The model may be dropped afterwards.
  virtual Result<std::unique_ptr<Session>> prepare(const Model& model, const SessionOptions& options) = 0;
  // One pass from image pixels to [N,height,width,channels] float32, N = rois.size().
  virtual Result<Tensor> warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) = 0;
};

}  // namespace saccade
