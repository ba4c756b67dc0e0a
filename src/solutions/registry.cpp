#include "solutions/registry.h"

#include <string_view>

#include "base/check.h"
#include "base/log.h"
#include "calculators/catalog.h"
#include "saccade/proto/face_detection.pb.h"
#include "solutions/embedded_graphs.h"

namespace saccade {
namespace {

struct NamedGraph {
  std::string_view name;
  std::string_view file;
};

// Graphs know no device. MediaPipe has most of them twice, "...Cpu" and "...Gpu": the second name is made from the
// first, throughout the graph, so that node names come out as there.
constexpr NamedGraph kGraphs[] = {
    {"FaceDetection", "face_detection.pbtxt"},
    {"FaceDetectionFrontDetectionToRoi", "face_detection_front_detection_to_roi.pbtxt"},
    {"FaceDetectionFullRange", "face_detection_full_range.pbtxt"},
    {"FaceDetectionFullRangeCpu", "face_detection_full_range_cpu.pbtxt"},
    {"FaceDetectionFullRangeImage", "face_detection_full_range_image.pbtxt"},
    {"FaceDetectionShortRange", "face_detection_short_range.pbtxt"},
    {"FaceDetectionShortRangeByRoiCpu", "face_detection_short_range_by_roi_cpu.pbtxt"},
    {"FaceDetectionShortRangeCpu", "face_detection_short_range_cpu.pbtxt"},
    {"FaceDetectionShortRangeImage", "face_detection_short_range_image.pbtxt"},
    {"FaceDetectionWithoutRoi", "face_detection_without_roi.pbtxt"},
    {"FaceLandmarkCpu", "face_landmark_cpu.pbtxt"},
    {"FaceLandmarkFrontCpu", "face_landmark_front_cpu.pbtxt"},
    {"FaceLandmarkLandmarksToRoi", "face_landmark_landmarks_to_roi.pbtxt"},
    {"FaceLandmarksModelLoader", "face_landmarks_model_loader.pbtxt"},
    {"HandLandmarkCpu", "hand_landmark_cpu.pbtxt"},
    {"HandLandmarkLandmarksToRoi", "hand_landmark_landmarks_to_roi.pbtxt"},
    {"HandLandmarkModelLoader", "hand_landmark_model_loader.pbtxt"},
    {"HandLandmarkTrackingCpu", "hand_landmark_tracking_cpu.pbtxt"},
    {"PalmDetectionCpu", "palm_detection_cpu.pbtxt"},
    {"PalmDetectionDetectionToRoi", "palm_detection_detection_to_roi.pbtxt"},
    {"PalmDetectionModelLoader", "palm_detection_model_loader.pbtxt"},
    {"PoseDetectionCpu", "pose_detection_cpu.pbtxt"},
    {"PoseDetectionToRoi", "pose_detection_to_roi.pbtxt"},
    {"PoseLandmarkByRoiCpu", "pose_landmark_by_roi_cpu.pbtxt"},
    {"PoseLandmarkCpu", "pose_landmark_cpu.pbtxt"},
    {"PoseLandmarkFiltering", "pose_landmark_filtering.pbtxt"},
    {"PoseLandmarkModelLoader", "pose_landmark_model_loader.pbtxt"},
    {"PoseLandmarksAndSegmentationInverseProjection", "pose_landmarks_and_segmentation_inverse_projection.pbtxt"},
    {"PoseLandmarksToRoi", "pose_landmarks_to_roi.pbtxt"},
    {"PoseSegmentationFiltering", "pose_segmentation_filtering.pbtxt"},
    {"SelfieSegmentationCpu", "selfie_segmentation_cpu.pbtxt"},
    {"SelfieSegmentationModelLoader", "selfie_segmentation_model_loader.pbtxt"},
    {"TensorsToFaceLandmarks", "tensors_to_face_landmarks.pbtxt"},
    {"TensorsToFaceLandmarksWithAttention", "tensors_to_face_landmarks_with_attention.pbtxt"},
    {"TensorsToPoseLandmarksAndSegmentation", "tensors_to_pose_landmarks_and_segmentation.pbtxt"},
};

std::string text_of(std::string_view file) {
  for (const EmbeddedText& embedded : embedded_graphs()) {
    if (embedded.file == file) return std::string(embedded.text);
  }
  return {};
}

std::string with_gpu_names(std::string text) {
  constexpr std::string_view kFrom = "Cpu\"";
  for (size_t at = text.find(kFrom); at != std::string::npos; at = text.find(kFrom, at)) text.replace(at, 3, "Gpu");
  return text;
}

// The graphs are ours and part of the build: one that does not parse is a bug.
void add(GraphRegistry& registry, std::string_view name, const std::string& text, std::string_view file) {
  SACCADE_CHECK(!text.empty());
  const Status status = registry.add_subgraph(std::string(name), text, std::string(file));
  if (!status.ok()) log_error(status.to_string());
  SACCADE_CHECK(status.ok());
}

GraphRegistry make_registry() {
  // A static library leaves out messages that nothing but the text of graphs names.
  google::protobuf::LinkMessageReflection<mediapipe::FaceDetectionOptions>();
  GraphRegistry registry;
  registry.add_calculators(calculator_catalog());
  for (const NamedGraph& graph : kGraphs) {
    const std::string text = text_of(graph.file);
    add(registry, graph.name, text, graph.file);
    if (!graph.name.ends_with("Cpu")) continue;
    std::string gpu_name(graph.name);
    gpu_name.replace(gpu_name.size() - 3, 3, "Gpu");
    add(registry, gpu_name, with_gpu_names(text), graph.file);
  }
  return registry;
}

}  // namespace

const GraphRegistry& builtin_registry() {
  static const GraphRegistry registry = make_registry();
  return registry;
}

GraphConfig builtin_graph(const std::string& name) {
  const GraphRegistry::Subgraph* subgraph = builtin_registry().find_subgraph(name);
  SACCADE_CHECK(subgraph != nullptr && subgraph->config != nullptr);
  return *subgraph->config;
}

}  // namespace saccade
