#include "saccade/face_mesh.h"

#include <algorithm>
#include <utility>

#include "graph/expand.h"
#include "saccade/proto/core_calculators.pb.h"
#include "saccade/proto/detection_calculators.pb.h"
#include "solutions/node_options.h"
#include "solutions/registry.h"
#include "solutions/solution_graph.h"
#include "solutions/validate.h"

namespace saccade {
namespace {

constexpr char kDetectorNode[] =
    "facedetectionshortrangecpu__facedetectionshortrange__facedetection__TensorsToDetectionsCalculator";
constexpr char kPresenceNode[] = "facelandmarkcpu__ThresholdingCalculator";

Result<GraphConfig> make_config(const FaceMeshOptions& options, const std::map<std::string, Packet>& side_packets) {
  GraphConfig config =
      SACCADE_TRY(expand_graph(builtin_graph("FaceLandmarkFrontCpu"), builtin_registry(), side_packets));
  SACCADE_TRY(change_node_options<mediapipe::TensorsToDetectionsCalculatorOptions>(
      config, kDetectorNode, [&](auto& o) { o.set_min_score_thresh(options.min_detection_confidence); }));
  SACCADE_TRY(change_node_options<mediapipe::ThresholdingCalculatorOptions>(
      config, kPresenceNode, [&](auto& o) { o.set_threshold(options.min_tracking_confidence); }));
  return config;
}

}  // namespace

class FaceMesh::Impl {
 public:
  Impl(std::unique_ptr<SolutionGraph> graph, const FaceMeshOptions& options)
      : graph(std::move(graph)), tracks(!options.static_), max_faces(static_cast<size_t>(options.max_faces)) {}

  std::unique_ptr<SolutionGraph> graph;
  const bool tracks;
  const size_t max_faces;
  int64_t next_timestamp = 0;           // without tracking: pictures are independent, their own times may go back
  Timestamp last = Timestamp::unset();  // with tracking
};

FaceMesh::FaceMesh(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FaceMesh::FaceMesh(FaceMesh&&) noexcept = default;
FaceMesh& FaceMesh::operator=(FaceMesh&&) noexcept = default;
FaceMesh::~FaceMesh() = default;

Result<FaceMesh> FaceMesh::create(const FaceMeshOptions& options) {
  SACCADE_TRY(validate(options));
  SolutionGraph::Setup setup;
  setup.side_packets = {{"num_faces", make_packet<int>(options.max_faces)},
                        {"use_prev_landmarks", make_packet<bool>(!options.static_)},
                        {"with_attention", make_packet<bool>(options.refine)}};
  setup.config = SACCADE_TRY(make_config(options, setup.side_packets));
  setup.outputs = {"multi_face_landmarks"};
  setup.device = options.device;
  setup.threads = options.threads;
  auto graph = SACCADE_TRY(SolutionGraph::create(std::move(setup)));
  return FaceMesh(std::make_unique<Impl>(std::move(graph), options));
}

Result<FaceMeshResult> FaceMesh::process(const Frame& frame) {
  Timestamp at(impl_->next_timestamp);
  if (impl_->tracks) {
    at = Timestamp(frame.timestamp_us);
    if (at <= impl_->last || !at.is_range()) {
      return invalid_argument("timestamp_us is " + std::to_string(frame.timestamp_us) +
                              (at.is_range() ? "; it must be above " + impl_->last.to_string() + ", the last frame's"
                                             : "; it lies beyond what a stream can hold"));
    }
  }
  SACCADE_TRY(impl_->graph->process(frame.image, at));
  impl_->last = at;
  impl_->next_timestamp = at.value() + 1;

  FaceMeshResult result;
  result.timestamp_us = frame.timestamp_us;
  if (const auto* faces = impl_->graph->output<std::vector<NormalizedLandmarks>>(0)) {
    // The graph follows what it followed and adds what it detects: it may have more than were asked for. Those it has
    // followed longest come last.
    const size_t surplus = faces->size() - std::min(faces->size(), impl_->max_faces);
    for (size_t i = surplus; i < faces->size(); ++i) result.faces.push_back({(*faces)[i]});
  }
  return result;
}

Status FaceMesh::reset() {
  impl_->last = Timestamp::unset();
  return impl_->graph->restart();
}

Placement FaceMesh::placement() const { return impl_->graph->placement(); }

}  // namespace saccade
