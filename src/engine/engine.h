// Engine: the contract that everything above it rests on. engine/cpu and engine/vulkan implement it and pass the
// same conformance suite (tests/engine/conformance_test.cpp).
#pragma once

#include <array>
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

// How a network's numbers become a mask.
enum class MaskActivation : uint8_t {
  kNone,     // the numbers of one channel are the mask
  kSigmoid,  // 1 / (1 + e^-x) of one channel
  kSoftmax,  // the share of one of two channels
};

struct MaskSpec {
  MaskActivation activation = MaskActivation::kNone;
  int channel = 0;
  Size size;  // of the mask; {0, 0}: the tensor's
};

// Row-major 2x3 from pixel to pixel, pixel centres at whole numbers: (x, y) to (m[0] x + m[1] y + m[2],
// m[3] x + m[4] y + m[5]).
using PixelMap = std::array<double, 6>;

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
  // Runs at once; seconds of each level of the plan, by the device's clock. unimplemented where there is none.
  virtual Result<std::vector<double>> profile(const Tensor&) {
    return unimplemented("there are no times of single levels on this device");
  }
};

struct EngineInfo {
  std::string device;  // "cpu", "gpu:0"
  std::string name;    // "AMD EPYC (AVX-512), 2 threads"
  std::string kind;    // "cpu" or "vulkan"
};

// What went between the host and the device since the engine was made. Zero where both share all memory.
struct Traffic {
  uint64_t submits = 0, waits = 0;
  uint64_t uploads = 0, upload_bytes = 0;  // pictures, tensors, weights; not the parameters of an operation (< 4 KiB)
  uint64_t readbacks = 0, readback_bytes = 0;
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

  // Masks are kGrayF32 images of one float in [0, 1] a pixel; another format is invalid_argument.
  // A float32 tensor [1,H,W,C] or [H,W,C] as a mask: the activation first, then a bilinear resize with half-pixel
  // centres.
  virtual Result<Image> tensor_to_mask(const Tensor& tensor, const MaskSpec& spec) = 0;
  // A mask of `size` whose pixels read `mask` where mask_from_result maps them to, bilinearly. Outside lies what
  // `border` says.
  virtual Result<Image> warp_mask(const Image& mask, const PixelMap& mask_from_result, Size size, Border border) = 0;
  // `mask`, where it is uncertain drawn towards `previous`, a mask of the same size: p + (q - p) * u(p) * ratio, u
  // being 1 at 0.5 and 0 at 0 and 1 (close to the entropy of p).
  virtual Result<Image> smooth_mask(const Image& mask, const Image& previous, float ratio) = 0;
  // An RGB picture: `picture` where the mask is 1, `background` where it is 0; all three of one size, pictures in any
  // 8-bit format.
  virtual Result<Image> blend(const Image& picture, const Image& background, const Image& mask) = 0;
  // An RGB picture out of focus: about a Gaussian whose standard deviation is `sigma_px`, edges continued.
  virtual Result<Image> blur(const Image& picture, float sigma_px) = 0;

  virtual Traffic traffic() const { return {}; }
};

}  // namespace saccade
