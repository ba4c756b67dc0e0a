#include "solutions/pose_nodes.h"

#include "saccade/proto/core_calculators.pb.h"
#include "saccade/proto/detection_calculators.pb.h"
#include "saccade/proto/landmark_calculators.pb.h"
#include "saccade/proto/tensor_calculators.pb.h"
#include "solutions/node_options.h"

namespace saccade {
namespace {

constexpr char kDetections[] = "posedetectioncpu__TensorsToDetectionsCalculator";
constexpr char kByRoi[] = "poselandmarkbyroicpu__";
constexpr char kTensors[] = "poselandmarkbyroicpu__tensorstoposelandmarksandsegmentation__";

// MediaPipe's graph says 7, but its Python solutions lose that option on the way and run with the default; what
// programs have seen of MediaPipe is this (docs/compatibility.md).
constexpr int kHeatmapKernel = 9;

// The network's mask, output 2 of 5, is not computed. The split still has to fill that stream, which leads to a closed
// gate: it gets what comes next.
Status leave_out_mask(GraphConfig& graph, const std::string& prefix) {
  constexpr int kOutputs[] = {0, 1, 3, 4};
  constexpr int kPlaces[] = {0, 1, 2, 2, 3};
  SACCADE_TRY(change_node_options<mediapipe::InferenceCalculatorOptions>(
      graph, prefix + kByRoi + "InferenceCalculator", [&](auto& options) {
        auto& map = *options.mutable_input_output_config()->mutable_output_tensor_indices_map();
        for (const int output : kOutputs) map.add_model_tensor_indices(output);
      }));
  return change_node_options<mediapipe::SplitVectorCalculatorOptions>(
      graph, prefix + kTensors + "SplitTensorVectorCalculator", [&](auto& options) {
        options.clear_ranges();
        for (const int place : kPlaces) {
          auto& range = *options.add_ranges();
          range.set_begin(place);
          range.set_end(place + 1);
        }
      });
}

}  // namespace

Status set_pose_nodes(GraphConfig& expanded, const std::string& prefix, const PoseNodeSettings& settings) {
  SACCADE_TRY(change_node_options<mediapipe::TensorsToDetectionsCalculatorOptions>(
      expanded, prefix + kDetections,
      [&](auto& options) { options.set_min_score_thresh(settings.min_detection_confidence); }));
  SACCADE_TRY(change_node_options<mediapipe::ThresholdingCalculatorOptions>(
      expanded, prefix + kTensors + "ThresholdingCalculator",
      [&](auto& options) { options.set_threshold(settings.min_tracking_confidence); }));
  SACCADE_TRY(change_node_options<mediapipe::RefineLandmarksFromHeatmapCalculatorOptions>(
      expanded, prefix + kTensors + "RefineLandmarksFromHeatmapCalculator",
      [&](auto& options) { options.set_kernel_size(kHeatmapKernel); }));
  return settings.segmentation ? ok_status() : leave_out_mask(expanded, prefix);
}

}  // namespace saccade
