// A mask, moved by a matrix.
//   inputs  IMAGE or IMAGE_GPU (Image, gray_f32); MATRIX (ProjectionMatrix): from normalised positions of the output to
//           normalised positions of the input; OUTPUT_SIZE (Size)
//   output  IMAGE or IMAGE_GPU, of that size; nothing unless all three inputs are there
#include "calculators/detection/projection.h"
#include "calculators/engine_service.h"
#include "graph/calculator.h"
#include "saccade/proto/image_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::WarpAffineCalculatorOptions;

// Between pixels; as MediaPipe's CPU path, without moving by half a pixel.
PixelMap pixel_map(const ProjectionMatrix& m, Size from, Size to) {
  const double width = from.width, height = from.height;
  return {m[0] * width / to.width,  m[1] * width / to.height,  m[3] * width,
          m[4] * height / to.width, m[5] * height / to.height, m[7] * height};
}

class WarpAffineCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.options<Options>().interpolation() == Options::INTER_CUBIC) {
      return unimplemented("INTER_CUBIC is not supported; use INTER_LINEAR");
    }
    const char* tag = c.input_count("IMAGE") > 0 ? "IMAGE" : "IMAGE_GPU";
    c.input<Image>(tag);
    c.input<ProjectionMatrix>("MATRIX");
    c.input<Size>("OUTPUT_SIZE");
    c.output<Image>(tag);
    c.use_service<EngineService>();
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const char* tag = c.input("IMAGE") != kNoPort ? "IMAGE" : "IMAGE_GPU";
    image_ = c.input(tag);
    matrix_ = c.input("MATRIX");
    output_size_ = c.input("OUTPUT_SIZE");
    warped_ = c.output(tag);
    if (c.options<Options>().border_mode() == Options::BORDER_REPLICATE) border_ = Border::kReplicate;
    engine_ = &c.service<EngineService>()->use(c.node_name(), "WarpAffineCalculator");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* image = c.get<Image>(image_);
    const auto* matrix = c.get<ProjectionMatrix>(matrix_);
    const auto* size = c.get<Size>(output_size_);
    if (image == nullptr || matrix == nullptr || size == nullptr) return ok_status();
    const PixelMap map = pixel_map(*matrix, {image->width(), image->height()}, *size);
    c.emit(warped_, SACCADE_TRY(engine_->warp_mask(*image, map, *size, border_)));
    return ok_status();
  }

 private:
  PortId image_ = kNoPort;
  PortId matrix_ = kNoPort;
  PortId output_size_ = kNoPort;
  PortId warped_ = kNoPort;
  Border border_ = Border::kZero;
  Engine* engine_ = nullptr;  // of the service
};

}  // namespace

CalculatorEntry warp_affine_calculator() {
  return calculator_entry<WarpAffineCalculator>("WarpAffineCalculator", "a mask, moved by a matrix");
}

}  // namespace saccade
