// Detections out of a single-shot detector's tensors.
//   input        TENSORS (vector<Tensor>): boxes [1,N,num_coords], scores [1,N,num_classes] and, when no side packet
//                has them, anchors [N,4] as y, x, h, w; tensor_mapping may name other positions
//   side packet  ANCHORS (vector<Anchor>, optional)
//   output       DETECTIONS (vector<Detection>), normalised by the network's input; empty when nothing was found
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "calculators/detection/decode_detections.h"
#include "graph/calculator.h"
#include "saccade/proto/detection_calculators.pb.h"
#include "tensor/tensor.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToDetectionsCalculatorOptions;

std::vector<Anchor> anchors_of_tensor(std::span<const float> values) {
  std::vector<Anchor> anchors;
  for (size_t i = 0; i + 4 <= values.size(); i += 4) {
    anchors.push_back({.x_center = values[i + 1], .y_center = values[i], .h = values[i + 2], .w = values[i + 3]});
  }
  return anchors;
}

class TensorsToDetectionsCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<std::vector<Tensor>>("TENSORS");
    c.optional_side_input<std::vector<Anchor>>("ANCHORS");
    c.output<std::vector<Detection>>("DETECTIONS");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const auto& options = c.options<Options>();
    tensors_ = c.input("TENSORS");
    detections_ = c.output("DETECTIONS");
    anchor_packet_ = c.side(c.side_input("ANCHORS"));
    num_boxes_ = options.num_boxes();
    if (options.has_tensor_mapping()) {
      boxes_index_ = options.tensor_mapping().detections_tensor_index();
      scores_index_ = options.tensor_mapping().scores_tensor_index();
      if (options.tensor_mapping().has_anchors_tensor_index()) {
        anchors_index_ = options.tensor_mapping().anchors_tensor_index();
      }
    }
    decoder_ = SACCADE_TRY(DetectionDecoder::create(options));
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* tensors = c.get<std::vector<Tensor>>(tensors_);
    if (tensors == nullptr) return ok_status();
    if (tensors->size() > 3) {
      return unimplemented(std::to_string(tensors->size()) +
                           " tensors: networks that suppress overlaps themselves are not supported");
    }
    const std::span<const float> boxes = SACCADE_TRY(values_of(*tensors, boxes_index_));
    const std::span<const float> scores = SACCADE_TRY(values_of(*tensors, scores_index_));
    SACCADE_TRY(find_anchors(*tensors));
    if (num_boxes_ > 0 && anchors_->size() != static_cast<size_t>(num_boxes_)) {
      return invalid_argument(std::to_string(anchors_->size()) + " anchors, but num_boxes is " +
                              std::to_string(num_boxes_));
    }
    c.emit(detections_, SACCADE_TRY(decoder_->decode(boxes, scores, *anchors_)));
    return ok_status();
  }

 private:
  static Result<std::span<const float>> values_of(const std::vector<Tensor>& tensors, int index) {
    if (index < 0 || static_cast<size_t>(index) >= tensors.size()) {
      return invalid_argument("tensor " + std::to_string(index) + " of " + std::to_string(tensors.size()));
    }
    return tensors[static_cast<size_t>(index)].floats();
  }

  Status find_anchors(const std::vector<Tensor>& tensors) {
    if (anchors_ != nullptr) return ok_status();
    anchors_ = anchor_packet_.get_if<std::vector<Anchor>>();
    if (anchors_ != nullptr) return ok_status();
    if (tensors.size() < 3) return invalid_argument("no anchors: connect the side packet ANCHORS");
    tensor_anchors_ = anchors_of_tensor(SACCADE_TRY(values_of(tensors, anchors_index_)));
    anchors_ = &tensor_anchors_;
    return ok_status();
  }

  PortId tensors_ = kNoPort;
  PortId detections_ = kNoPort;
  int num_boxes_ = 0;
  int boxes_index_ = 0;
  int scores_index_ = 1;
  int anchors_index_ = 2;
  std::optional<DetectionDecoder> decoder_;
  Packet anchor_packet_;
  std::vector<Anchor> tensor_anchors_;
  const std::vector<Anchor>* anchors_ = nullptr;
};

}  // namespace

CalculatorEntry tensors_to_detections_calculator() {
  return calculator_entry<TensorsToDetectionsCalculator>("TensorsToDetectionsCalculator",
                                                         "detections out of a single-shot detector's tensors");
}

}  // namespace saccade
