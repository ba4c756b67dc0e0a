#include "saccade/hands.h"

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

constexpr char kDetectorNode[] = "palmdetectioncpu__TensorsToDetectionsCalculator";
constexpr char kPresenceNode[] = "handlandmarkcpu__ThresholdingCalculator";

enum Output : size_t { kLandmarks, kWorldLandmarks, kHandedness, kRegions };

Result<GraphConfig> make_config(const HandsOptions& options, const std::map<std::string, Packet>& side_packets) {
  GraphConfig config =
      SACCADE_TRY(expand_graph(builtin_graph("HandLandmarkTrackingCpu"), builtin_registry(), side_packets));
  SACCADE_TRY(change_node_options<mediapipe::TensorsToDetectionsCalculatorOptions>(
      config, kDetectorNode, [&](auto& o) { o.set_min_score_thresh(options.min_detection_confidence); }));
  SACCADE_TRY(change_node_options<mediapipe::ThresholdingCalculatorOptions>(
      config, kPresenceNode, [&](auto& o) { o.set_threshold(options.min_tracking_confidence); }));
  return config;
}

// The network takes every picture for a mirrored one.
std::string handedness_of(const Classification& found, bool mirrored) {
  if (mirrored) return found.label;
  return found.label == "Left" ? "Right" : "Left";
}

}  // namespace

class Hands::Impl {
 public:
  Impl(std::unique_ptr<SolutionGraph> graph, const HandsOptions& options)
      : graph(std::move(graph)), options(options), clock(!options.static_) {}

  // What came out of the graph for this frame.
  Result<std::vector<Hand>> found(const Frame& frame);

  std::unique_ptr<SolutionGraph> graph;
  const HandsOptions options;
  FrameClock clock;
  TrackIds track_ids;
  TrackSmoother smoother;
};

Result<std::vector<Hand>> Hands::Impl::found(const Frame& frame) {
  std::vector<Hand> hands;
  const auto* regions = graph->output<std::vector<NormalizedRect>>(kRegions);
  if (regions == nullptr) return hands;
  const auto& landmarks = *graph->output<std::vector<NormalizedLandmarks>>(kLandmarks);
  const auto& world_landmarks = *graph->output<std::vector<Landmarks>>(kWorldLandmarks);
  const auto& handedness = *graph->output<std::vector<Classifications>>(kHandedness);
  SACCADE_CHECK(landmarks.size() == regions->size() && world_landmarks.size() == regions->size() &&
                handedness.size() == regions->size());
  std::vector<int64_t> ids(regions->size(), 0);
  if (!options.static_) ids = track_ids.assign(*regions, frame.timestamp_us);
  // The graph follows what it followed and adds what it detects: it may have more than were asked for. Those it has
  // followed longest come last.
  const size_t surplus = regions->size() - std::min(regions->size(), static_cast<size_t>(options.max_hands));
  for (size_t i = surplus; i < regions->size(); ++i) {
    SACCADE_CHECK(!handedness[i].empty());
    const Classification& side = handedness[i].front();
    Hand hand{landmarks[i], world_landmarks[i], handedness_of(side, options.mirrored), side.score, ids[i]};
    if (options.smooth && !options.static_) {
      SACCADE_TRY(smoother.apply(ids[i], frame.timestamp_us, (*regions)[i], {frame.image.width(), frame.image.height()},
                                 hand.landmarks, &hand.world_landmarks));
    }
    hands.push_back(std::move(hand));
  }
  return hands;
}

Hands::Hands(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Hands::Hands(Hands&&) noexcept = default;
Hands& Hands::operator=(Hands&&) noexcept = default;
Hands::~Hands() = default;

Result<Hands> Hands::create(const HandsOptions& options) {
  SACCADE_TRY(validate(options));
  SolutionGraph::Setup setup;
  setup.side_packets = {{"num_hands", make_packet<int>(options.max_hands)},
                        {"model_complexity", make_packet<int>(options.complexity)},
                        {"use_prev_landmarks", make_packet<bool>(!options.static_)}};
  setup.config = SACCADE_TRY(make_config(options, setup.side_packets));
  setup.outputs = {"multi_hand_landmarks", "multi_hand_world_landmarks", "multi_handedness",
                   "hand_rects_from_landmarks"};
  setup.device = options.device;
  setup.precision = options.precision;
  setup.threads = options.threads;
  auto graph = SACCADE_TRY(SolutionGraph::create(std::move(setup)));
  return Hands(std::make_unique<Impl>(std::move(graph), options));
}

Result<HandsResult> Hands::process(const Frame& frame) {
  const Timestamp at = SACCADE_TRY(impl_->clock.stamp(frame));
  SACCADE_TRY(impl_->graph->process(frame.image, at));
  impl_->clock.processed(at);
  HandsResult result{SACCADE_TRY(impl_->found(frame)), frame.timestamp_us};
  impl_->smoother.end_frame();
  return result;
}

Status Hands::reset() {
  impl_->clock.reset();
  impl_->track_ids.reset();
  impl_->smoother.reset();
  return impl_->graph->restart();
}

Placement Hands::placement() const { return impl_->graph->placement(); }

}  // namespace saccade
