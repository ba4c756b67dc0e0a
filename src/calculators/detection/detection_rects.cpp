#include "calculators/detection/detection_rects.h"

#include "saccade/proto/detection_calculators.pb.h"

namespace saccade {

using Options = mediapipe::DetectionsToRectsCalculatorOptions;

Status DetectionRects::contract(CalculatorContract& c) {
  if (c.input_count("DETECTION") + c.input_count("DETECTIONS") != 1) {
    return invalid_argument("connect one of DETECTION and DETECTIONS");
  }
  c.optional_input<Detection>("DETECTION");
  c.optional_input<std::vector<Detection>>("DETECTIONS");
  c.optional_input<Size>("IMAGE_SIZE");
  c.optional_output<NormalizedRect>("NORM_RECT");
  c.optional_output<std::vector<NormalizedRect>>("NORM_RECTS");
  c.optional_output<Rect>("RECT");
  c.optional_output<std::vector<Rect>>("RECTS");
  const auto rotation = SACCADE_TRY(rotation_vector(c.options<Options>()));
  const bool pixels = rotation.has_value() || c.output_count("RECT") + c.output_count("RECTS") > 0;
  if (pixels && c.input_count("IMAGE_SIZE") == 0) {
    return invalid_argument("IMAGE_SIZE is needed for rotation and for rectangles in pixels");
  }
  c.set_timestamp_offset(0);
  return ok_status();
}

Status DetectionRects::open(CalculatorContext& c) {
  rotation_ = SACCADE_TRY(rotation_vector(c.options<Options>()));
  zero_for_none_ = c.options<Options>().output_zero_rect_for_empty_detections();
  detection_ = c.input("DETECTION");
  detections_ = c.input("DETECTIONS");
  image_size_ = c.input("IMAGE_SIZE");
  norm_rect_ = c.output("NORM_RECT");
  norm_rects_ = c.output("NORM_RECTS");
  rect_ = c.output("RECT");
  rects_ = c.output("RECTS");
  return ok_status();
}

Status DetectionRects::process(CalculatorContext& c) {
  const Detection* one = c.get<Detection>(detection_);
  const auto* many = c.get<std::vector<Detection>>(detections_);
  if (one == nullptr && many == nullptr) return ok_status();
  const Size* size = c.get<Size>(image_size_);
  if (image_size_ != kNoPort && size == nullptr) return ok_status();
  const Size image = size != nullptr ? *size : Size{};

  std::vector<NormalizedRect> rects;
  if (one != nullptr) rects.push_back(SACCADE_TRY(rect_of(*one, image)));
  if (many != nullptr) {
    for (const Detection& detection : *many) rects.push_back(SACCADE_TRY(rect_of(detection, image)));
  }
  if (rects.empty() && zero_for_none_) rects.emplace_back();
  return emit_all(c, rects, image);
}

Status DetectionRects::emit_all(CalculatorContext& c, const std::vector<NormalizedRect>& rects, Size image) const {
  if (rects.empty()) return ok_status();
  c.emit(norm_rect_, rects.front());
  c.emit(norm_rects_, rects);
  if (rect_ != kNoPort) c.emit(rect_, rect_in_pixels(rects.front(), image));
  if (rects_ != kNoPort) {
    std::vector<Rect> in_pixels;
    for (const NormalizedRect& rect : rects) in_pixels.push_back(rect_in_pixels(rect, image));
    c.emit(rects_, std::move(in_pixels));
  }
  return ok_status();
}

}  // namespace saccade
