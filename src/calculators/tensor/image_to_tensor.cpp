// A region of an image as a network's input, in one pass.
//   inputs   IMAGE or IMAGE_GPU (Image); NORM_RECT (NormalizedRect, optional): without it the whole image is taken
//   outputs  TENSORS (vector of one Tensor [1,height,width,C] float32; C is 1 for gray images, else 3);
//            LETTERBOX_PADDING (optional): what keep_aspect_ratio added around the region;
//            MATRIX (ProjectionMatrix, optional): image_norm_from_tensor_norm
// No image, or with NORM_RECT connected no rectangle or one without area: no output. For example a 640x480 image and
// a 128x128 tensor with keep_aspect_ratio: the region is 640x640 around the centre, the padding [0, 0.125, 0, 0.125].
#include <optional>
#include <utility>
#include <vector>

#include "calculators/detection/projection.h"
#include "calculators/engine_service.h"
#include "graph/calculator.h"
#include "saccade/proto/tensor_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::ImageToTensorCalculatorOptions;

Result<WarpSpec> warp_spec(const Options& options) {
  if (options.range_case() == Options::kOutputTensorIntRange ||
      options.range_case() == Options::kOutputTensorUintRange) {
    return unimplemented(
        "output_tensor_int_range and output_tensor_uint_range are not supported; use output_tensor_float_range");
  }
  if (options.range_case() != Options::kOutputTensorFloatRange) {
    return invalid_argument("output_tensor_float_range must be set");
  }
  WarpSpec spec;
  spec.range_min = options.output_tensor_float_range().min();
  spec.range_max = options.output_tensor_float_range().max();
  if (!(spec.range_min < spec.range_max)) {
    return invalid_argument("output_tensor_float_range must go from a lower to a higher number");
  }
  constexpr int kMaxSide = 1 << 14;
  spec.width = options.output_tensor_width();
  spec.height = options.output_tensor_height();
  if (spec.width < 0 || spec.width > kMaxSide || spec.height < 0 || spec.height > kMaxSide) {
    return invalid_argument("output_tensor_width and output_tensor_height must lie between 0 and 16384");
  }
  if (options.border_mode() == Options::BORDER_ZERO) spec.border = Border::kZero;
  return spec;
}

class ImageToTensorCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("IMAGE") + c.input_count("IMAGE_GPU") != 1) {
      return invalid_argument("connect one of IMAGE and IMAGE_GPU");
    }
    SACCADE_TRY(warp_spec(c.options<Options>()));
    c.optional_input<Image>("IMAGE");
    c.optional_input<Image>("IMAGE_GPU");
    c.optional_input<NormalizedRect>("NORM_RECT");
    c.output<std::vector<Tensor>>("TENSORS");
    c.optional_output<LetterboxPadding>("LETTERBOX_PADDING");
    c.optional_output<ProjectionMatrix>("MATRIX");
    c.use_service<EngineService>();
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    image_ = c.input("IMAGE") != kNoPort ? c.input("IMAGE") : c.input("IMAGE_GPU");
    norm_rect_ = c.input("NORM_RECT");
    tensors_ = c.output("TENSORS");
    letterbox_padding_ = c.output("LETTERBOX_PADDING");
    matrix_ = c.output("MATRIX");
    spec_ = SACCADE_TRY(warp_spec(c.options<Options>()));
    keep_aspect_ratio_ = c.options<Options>().keep_aspect_ratio();
    engine_ = &c.service<EngineService>()->use(c.node_name(), "ImageToTensorCalculator");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const Image* image = c.get<Image>(image_);
    if (image == nullptr || image->empty()) return ok_status();
    std::optional<Roi> region = region_of(c, *image);
    if (!region) return ok_status();

    WarpSpec spec = spec_;
    if (spec.width == 0) spec.width = image->width();
    if (spec.height == 0) spec.height = image->height();
    spec.channels = channel_count(image->format()) == 1 ? 1 : 3;
    LetterboxPadding padding;
    if (keep_aspect_ratio_) {
      const PaddedRoi padded = SACCADE_TRY(keep_aspect(*region, {spec.width, spec.height}));
      region = padded.roi;
      padding = padded.padding;
    }
    Tensor tensor = SACCADE_TRY(engine_->warp_to_tensor(*image, {&*region, 1}, spec));
    c.emit(tensors_, std::vector<Tensor>{std::move(tensor)});
    c.emit(letterbox_padding_, padding);
    c.emit(matrix_, image_from_roi(*region, {image->width(), image->height()}));
    return ok_status();
  }

 private:
  // Empty where there is nothing to look at; that includes rectangles that no picture can hold, which networks make of
  // hopeless input: the object is lost, the stream goes on.
  std::optional<Roi> region_of(CalculatorContext& c, const Image& image) const {
    const Size size{image.width(), image.height()};
    if (norm_rect_ == kNoPort) return roi_from_image(size);
    const NormalizedRect* rect = c.get<NormalizedRect>(norm_rect_);
    if (rect == nullptr) return std::nullopt;
    const Roi region = roi_from_rect(*rect, size);
    return check_roi(region).ok() ? std::optional<Roi>(region) : std::nullopt;
  }

  PortId image_ = kNoPort;
  PortId norm_rect_ = kNoPort;
  PortId tensors_ = kNoPort;
  PortId letterbox_padding_ = kNoPort;
  PortId matrix_ = kNoPort;
  WarpSpec spec_;
  bool keep_aspect_ratio_ = false;
  Engine* engine_ = nullptr;
};

}  // namespace

CalculatorEntry image_to_tensor_calculator() {
  return calculator_entry<ImageToTensorCalculator>("ImageToTensorCalculator",
                                                   "a region of an image as a network's input");
}

}  // namespace saccade
