#include "calculators/catalog.h"

#include <vector>

#include "calculators/core/begin_loop.h"
#include "calculators/core/clip_vector_size.h"
#include "calculators/core/collection_has_min_size.h"
#include "calculators/core/concatenate_vector.h"
#include "calculators/core/end_loop.h"
#include "calculators/core/split_vector.h"
#include "saccade/types.h"
#include "tensor/tensor.h"

namespace saccade {

// Each in the file of its name.
CalculatorEntry alignment_points_rects_calculator();
CalculatorEntry association_norm_rect_calculator();
CalculatorEntry constant_side_packet_calculator();
CalculatorEntry detection_letterbox_removal_calculator();
CalculatorEntry detection_projection_calculator();
CalculatorEntry detections_to_rects_calculator();
CalculatorEntry flow_limiter_calculator();
CalculatorEntry from_image_calculator();
CalculatorEntry gate_calculator();
CalculatorEntry hand_landmarks_to_rect_calculator();
CalculatorEntry image_properties_calculator();
CalculatorEntry image_to_tensor_calculator();
CalculatorEntry inference_calculator();
CalculatorEntry inverse_matrix_calculator();
CalculatorEntry landmark_letterbox_removal_calculator();
CalculatorEntry landmark_projection_calculator();
CalculatorEntry landmarks_refinement_calculator();
CalculatorEntry landmarks_smoothing_calculator();
CalculatorEntry landmarks_to_detection_calculator();
CalculatorEntry local_file_contents_calculator();
CalculatorEntry logic_calculator();
CalculatorEntry merge_calculator();
CalculatorEntry non_max_suppression_calculator();
CalculatorEntry packet_presence_calculator();
CalculatorEntry previous_loopback_calculator();
CalculatorEntry rect_transformation_calculator();
CalculatorEntry refine_landmarks_from_heatmap_calculator();
CalculatorEntry segmentation_smoothing_calculator();
CalculatorEntry side_packet_to_stream_calculator();
CalculatorEntry ssd_anchors_calculator();
CalculatorEntry tensors_to_classification_calculator();
CalculatorEntry tensors_to_detections_calculator();
CalculatorEntry tensors_to_floats_calculator();
CalculatorEntry tensors_to_landmarks_calculator();
CalculatorEntry tensors_to_segmentation_calculator();
CalculatorEntry tf_lite_custom_op_resolver_calculator();
CalculatorEntry tf_lite_model_calculator();
CalculatorEntry thresholding_calculator();
CalculatorEntry to_image_calculator();
CalculatorEntry visibility_copy_calculator();
CalculatorEntry visibility_smoothing_calculator();
CalculatorEntry warp_affine_calculator();
CalculatorEntry world_landmark_projection_calculator();

namespace {

// The names that MediaPipe gives one calculator on several back ends.
CalculatorEntry under_name(CalculatorEntry entry, std::string_view name) {
  entry.name = name;
  return entry;
}

std::vector<CalculatorEntry> make_catalog() {
  return {
      alignment_points_rects_calculator(),
      association_norm_rect_calculator(),
      calculator_entry<BeginLoop<Detection>>("BeginLoopDetectionCalculator", "runs a loop for each detection"),
      calculator_entry<BeginLoop<NormalizedLandmarks>>("BeginLoopNormalizedLandmarkListVectorCalculator",
                                                       "runs a loop for each list of landmarks"),
      calculator_entry<BeginLoop<NormalizedRect>>("BeginLoopNormalizedRectCalculator",
                                                  "runs a loop for each rectangle"),
      calculator_entry<BeginLoop<Tensor>>("BeginLoopTensorCalculator", "runs a loop for each tensor"),
      calculator_entry<CollectionHasMinSize<Classifications>>("ClassificationListVectorHasMinSizeCalculator",
                                                              "whether there are enough lists of classes"),
      calculator_entry<ClipVectorSize<Detection>>("ClipDetectionVectorSizeCalculator", "the first detections"),
      calculator_entry<ClipVectorSize<NormalizedRect>>("ClipNormalizedRectVectorSizeCalculator",
                                                       "the first rectangles"),
      calculator_entry<ConcatenateVector<Detection>>("ConcatenateDetectionVectorCalculator",
                                                     "one vector out of detections"),
      calculator_entry<ConcatenateVector<float>>("ConcatenateFloatVectorCalculator", "one vector out of numbers"),
      calculator_entry<ConcatenateVector<int>>("ConcatenateInt32VectorCalculator", "one vector out of integers"),
      calculator_entry<ConcatenateVector<Landmark>>("ConcatenateLandmarkListCalculator", "one list out of landmarks"),
      calculator_entry<ConcatenateVector<NormalizedLandmark>>("ConcatenateNormalizedLandmarkListCalculator",
                                                              "one list out of landmarks"),
      calculator_entry<ConcatenateVector<NormalizedLandmarks>>("ConcatenateNormalizedLandmarkListVectorCalculator",
                                                               "one vector out of lists of landmarks"),
      calculator_entry<ConcatenateVector<Tensor>>("ConcatenateTensorVectorCalculator", "one vector out of tensors"),
      constant_side_packet_calculator(),
      detection_letterbox_removal_calculator(),
      detection_projection_calculator(),
      detections_to_rects_calculator(),
      calculator_entry<EndLoop<Classifications>>("EndLoopClassificationListCalculator", "gathers lists of classes"),
      calculator_entry<EndLoop<Detection>>("EndLoopDetectionCalculator", "gathers detections"),
      calculator_entry<EndLoop<Landmarks>>("EndLoopLandmarkListVectorCalculator", "gathers lists of landmarks"),
      calculator_entry<EndLoop<NormalizedLandmarks>>("EndLoopNormalizedLandmarkListVectorCalculator",
                                                     "gathers lists of landmarks"),
      calculator_entry<EndLoop<NormalizedRect>>("EndLoopNormalizedRectCalculator", "gathers rectangles"),
      calculator_entry<EndLoop<Tensor>>("EndLoopTensorCalculator", "gathers tensors"),
      flow_limiter_calculator(),
      from_image_calculator(),
      gate_calculator(),
      hand_landmarks_to_rect_calculator(),
      image_properties_calculator(),
      image_to_tensor_calculator(),
      inference_calculator(),
      under_name(inference_calculator(), "InferenceCalculatorCpu"),
      under_name(inference_calculator(), "InferenceCalculatorGl"),
      under_name(inference_calculator(), "InferenceCalculatorXnnpack"),
      inverse_matrix_calculator(),
      landmark_letterbox_removal_calculator(),
      landmark_projection_calculator(),
      landmarks_refinement_calculator(),
      landmarks_smoothing_calculator(),
      landmarks_to_detection_calculator(),
      local_file_contents_calculator(),
      logic_calculator(),
      merge_calculator(),
      non_max_suppression_calculator(),
      calculator_entry<CollectionHasMinSize<NormalizedRect>>("NormalizedRectVectorHasMinSizeCalculator",
                                                             "whether there are enough rectangles"),
      packet_presence_calculator(),
      previous_loopback_calculator(),
      rect_transformation_calculator(),
      refine_landmarks_from_heatmap_calculator(),
      segmentation_smoothing_calculator(),
      side_packet_to_stream_calculator(),
      calculator_entry<SplitVector<Classifications>>("SplitClassificationListVectorCalculator",
                                                     "parts of a vector of lists of classes"),
      calculator_entry<SplitVector<Detection>>("SplitDetectionVectorCalculator", "parts of a vector of detections"),
      calculator_entry<SplitVector<Landmark>>("SplitLandmarkListCalculator", "parts of a list of landmarks"),
      calculator_entry<SplitVector<NormalizedLandmark>>("SplitNormalizedLandmarkListCalculator",
                                                        "parts of a list of landmarks"),
      calculator_entry<SplitVector<NormalizedLandmarks>>("SplitNormalizedLandmarkListVectorCalculator",
                                                         "parts of a vector of lists of landmarks"),
      calculator_entry<SplitVector<NormalizedRect>>("SplitNormalizedRectVectorCalculator",
                                                    "parts of a vector of rectangles"),
      calculator_entry<SplitVector<Tensor>>("SplitTensorVectorCalculator", "parts of a vector of tensors"),
      ssd_anchors_calculator(),
      tensors_to_classification_calculator(),
      tensors_to_detections_calculator(),
      tensors_to_floats_calculator(),
      tensors_to_landmarks_calculator(),
      tensors_to_segmentation_calculator(),
      tf_lite_custom_op_resolver_calculator(),
      tf_lite_model_calculator(),
      thresholding_calculator(),
      to_image_calculator(),
      visibility_copy_calculator(),
      visibility_smoothing_calculator(),
      warp_affine_calculator(),
      under_name(warp_affine_calculator(), "WarpAffineCalculatorCpu"),
      under_name(warp_affine_calculator(), "WarpAffineCalculatorGpu"),
      world_landmark_projection_calculator(),
  };
}

}  // namespace

std::span<const CalculatorEntry> calculator_catalog() {
  static const std::vector<CalculatorEntry> catalog = make_catalog();
  return catalog;
}

}  // namespace saccade
