#include "saccade/face_detection.h"

#include <utility>

#include "saccade/proto/face_detection.pb.h"
#include "solutions/registry.h"
#include "solutions/solution_graph.h"
#include "solutions/validate.h"

namespace saccade {

class FaceDetection::Impl {
 public:
  explicit Impl(std::unique_ptr<SolutionGraph> graph) : graph(std::move(graph)) {}

  std::unique_ptr<SolutionGraph> graph;
  int64_t next_timestamp = 0;  // pictures are independent: their own times may go back
};

FaceDetection::FaceDetection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FaceDetection::FaceDetection(FaceDetection&&) noexcept = default;
FaceDetection& FaceDetection::operator=(FaceDetection&&) noexcept = default;
FaceDetection::~FaceDetection() = default;

Result<FaceDetection> FaceDetection::create(const FaceDetectionOptions& options) {
  SACCADE_TRY(validate(options));
  SolutionGraph::Setup setup;
  setup.config = builtin_graph(options.range == "full" ? "FaceDetectionFullRangeCpu" : "FaceDetectionShortRangeCpu");
  mediapipe::FaceDetectionOptions graph_options;
  graph_options.set_min_score_thresh(options.min_detection_confidence);
  setup.config.proto.clear_graph_options();
  setup.config.proto.add_graph_options()->PackFrom(graph_options);
  setup.outputs = {"detections"};
  setup.device = options.device;
  setup.precision = options.precision;
  setup.threads = options.threads;
  return FaceDetection(std::make_unique<Impl>(SACCADE_TRY(SolutionGraph::create(std::move(setup)))));
}

Result<FaceDetectionResult> FaceDetection::process(const Frame& frame) {
  SACCADE_TRY(impl_->graph->process(frame.image, Timestamp(impl_->next_timestamp++)));
  FaceDetectionResult result;
  result.timestamp_us = frame.timestamp_us;
  if (const auto* detections = impl_->graph->output<std::vector<Detection>>(0)) {
    for (const Detection& detection : *detections) {
      result.faces.push_back({detection.score, detection.box, detection.keypoints});
    }
  }
  return result;
}

Status FaceDetection::reset() { return impl_->graph->restart(); }

Placement FaceDetection::placement() const { return impl_->graph->placement(); }

}  // namespace saccade
