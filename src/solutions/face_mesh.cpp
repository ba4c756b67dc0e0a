#include "saccade/face_mesh.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "graph/expand.h"
#include "saccade/proto/core_calculators.pb.h"
#include "saccade/proto/detection_calculators.pb.h"
#include "solutions/frame_clock.h"
#include "solutions/node_options.h"
#include "solutions/registry.h"
#include "solutions/solution_graph.h"
#include "solutions/track_ids.h"
#include "solutions/track_smoother.h"
#include "solutions/validate.h"

namespace saccade {
namespace {

constexpr char kDetectorNode[] =
    "facedetectionshortrangecpu__facedetectionshortrange__facedetection__TensorsToDetectionsCalculator";
constexpr char kPresenceNode[] = "facelandmarkcpu__ThresholdingCalculator";

enum Output : size_t { kLandmarks, kRegions };

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
      : graph(std::move(graph)), options(options), clock(!options.static_) {}

  // What came out of the graph for this frame.
  Result<std::vector<FaceMeshFace>> found(const Frame& frame);

  std::unique_ptr<SolutionGraph> graph;
  const FaceMeshOptions options;
  FrameClock clock;
  TrackIds track_ids;
  TrackSmoother smoother;
};

Result<std::vector<FaceMeshFace>> FaceMesh::Impl::found(const Frame& frame) {
  std::vector<FaceMeshFace> faces;
  const auto* regions = graph->output<std::vector<NormalizedRect>>(kRegions);
  if (regions == nullptr) return faces;
  const auto& landmarks = *graph->output<std::vector<NormalizedLandmarks>>(kLandmarks);
  SACCADE_CHECK(landmarks.size() == regions->size());
  std::vector<int64_t> ids(regions->size(), 0);
  if (!options.static_) ids = track_ids.assign(*regions, frame.timestamp_us);
  // The graph follows what it followed and adds what it detects: it may have more than were asked for. Those it has
  // followed longest come last.
  const size_t surplus = regions->size() - std::min(regions->size(), static_cast<size_t>(options.max_faces));
  for (size_t i = surplus; i < regions->size(); ++i) {
    FaceMeshFace face{landmarks[i], ids[i]};
    if (options.smooth && !options.static_) {
      SACCADE_TRY(smoother.apply(ids[i], frame.timestamp_us, (*regions)[i], {frame.image.width(), frame.image.height()},
                                 face.landmarks, nullptr));
    }
    faces.push_back(std::move(face));
  }
  return faces;
}

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
  setup.outputs = {"multi_face_landmarks", "face_rects_from_landmarks"};
  setup.device = options.device;
  setup.precision = options.precision;
  setup.threads = options.threads;
  auto graph = SACCADE_TRY(SolutionGraph::create(std::move(setup)));
  return FaceMesh(std::make_unique<Impl>(std::move(graph), options));
}

Result<FaceMeshResult> FaceMesh::process(const Frame& frame) {
  const Timestamp at = SACCADE_TRY(impl_->clock.stamp(frame));
  SACCADE_TRY(impl_->graph->process(frame.image, at));
  impl_->clock.processed(at);
  FaceMeshResult result{SACCADE_TRY(impl_->found(frame)), frame.timestamp_us};
  impl_->smoother.end_frame();
  return result;
}

Status FaceMesh::reset() {
  impl_->clock.reset();
  impl_->track_ids.reset();
  impl_->smoother.reset();
  return impl_->graph->restart();
}

Placement FaceMesh::placement() const { return impl_->graph->placement(); }

}  // namespace saccade
