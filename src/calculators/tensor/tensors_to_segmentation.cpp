// A mask out of a network's first tensor.
//   inputs  TENSORS or TENSORS_GPU (vector<Tensor>): [1,H,W,1], for SOFTMAX [1,H,W,2]; OUTPUT_SIZE (Size, optional):
//           without it the mask has the tensor's size
//   output  MASK (Image, gray_f32)
#include <string>
#include <vector>

#include "calculators/engine_service.h"
#include "graph/calculator.h"
#include "saccade/proto/tensor_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToSegmentationCalculatorOptions;

MaskSpec mask_spec(const Options& options) {
  MaskSpec spec;
  switch (options.activation()) {
    case Options::NONE:
      break;
    case Options::SIGMOID:
      spec.activation = MaskActivation::kSigmoid;
      break;
    case Options::SOFTMAX:
      spec.activation = MaskActivation::kSoftmax;
      spec.channel = options.output_layer_index();
      break;
  }
  return spec;
}

class TensorsToSegmentationCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    if (c.input_count("TENSORS") + c.input_count("TENSORS_GPU") != 1) {
      return invalid_argument("connect one of TENSORS and TENSORS_GPU");
    }
    const int layer = c.options<Options>().output_layer_index();
    if (c.options<Options>().activation() == Options::SOFTMAX && layer != 0 && layer != 1) {
      return invalid_argument("output_layer_index is " + std::to_string(layer) + "; SOFTMAX is over two, 0 and 1");
    }
    c.optional_input<std::vector<Tensor>>("TENSORS");
    c.optional_input<std::vector<Tensor>>("TENSORS_GPU");
    c.optional_input<Size>("OUTPUT_SIZE");
    c.output<Image>("MASK");
    c.use_service<EngineService>();
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    tensors_ = c.input("TENSORS") != kNoPort ? c.input("TENSORS") : c.input("TENSORS_GPU");
    output_size_ = c.input("OUTPUT_SIZE");
    mask_ = c.output("MASK");
    engine_ = &c.service<EngineService>()->use(c.node_name(), "TensorsToSegmentationCalculator");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* tensors = c.get<std::vector<Tensor>>(tensors_);
    if (tensors == nullptr) return ok_status();
    if (tensors->empty()) return invalid_argument("TENSORS has no tensor");
    MaskSpec spec = mask_spec(c.options<Options>());
    if (output_size_ != kNoPort) {
      const Size* size = c.get<Size>(output_size_);
      if (size == nullptr) return ok_status();
      spec.size = *size;
    }
    c.emit(mask_, SACCADE_TRY(engine_->tensor_to_mask(tensors->front(), spec)));
    return ok_status();
  }

 private:
  PortId tensors_ = kNoPort;
  PortId output_size_ = kNoPort;
  PortId mask_ = kNoPort;
  Engine* engine_ = nullptr;  // of the service
};

}  // namespace

CalculatorEntry tensors_to_segmentation_calculator() {
  return calculator_entry<TensorsToSegmentationCalculator>("TensorsToSegmentationCalculator", "a mask out of a tensor");
}

}  // namespace saccade
