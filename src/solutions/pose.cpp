#include "saccade/pose.h"

#include <utility>

#include "graph/expand.h"
#include "solutions/frame_clock.h"
#include "solutions/pose_nodes.h"
#include "solutions/registry.h"
#include "solutions/solution_graph.h"
#include "solutions/validate.h"

namespace saccade {
namespace {

enum Output : size_t { kLandmarks, kWorldLandmarks, kMask };

Result<GraphConfig> make_config(const PoseOptions& options, const std::map<std::string, Packet>& side_packets) {
  GraphConfig config = SACCADE_TRY(expand_graph(builtin_graph("PoseLandmarkCpu"), builtin_registry(), side_packets));
  SACCADE_TRY(set_pose_nodes(
      config, "", {options.min_detection_confidence, options.min_tracking_confidence, options.segmentation}));
  return config;
}

}  // namespace

class Pose::Impl {
 public:
  Impl(std::unique_ptr<SolutionGraph> graph, bool is_video) : graph(std::move(graph)), clock(is_video) {}

  std::unique_ptr<SolutionGraph> graph;
  FrameClock clock;
};

Pose::Pose(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pose::Pose(Pose&&) noexcept = default;
Pose& Pose::operator=(Pose&&) noexcept = default;
Pose::~Pose() = default;

Result<Pose> Pose::create(const PoseOptions& options) {
  SACCADE_TRY(validate(options));
  SolutionGraph::Setup setup;
  setup.side_packets = {
      {"model_complexity", make_packet<int>(options.complexity)},
      {"smooth_landmarks", make_packet<bool>(options.smooth && !options.static_)},
      {"enable_segmentation", make_packet<bool>(options.segmentation)},
      {"smooth_segmentation", make_packet<bool>(options.smooth_segmentation && !options.static_)},
      {"use_prev_landmarks", make_packet<bool>(!options.static_)},
  };
  setup.config = SACCADE_TRY(make_config(options, setup.side_packets));
  setup.outputs = {"pose_landmarks", "pose_world_landmarks", "segmentation_mask"};
  setup.device = options.device;
  setup.precision = options.precision;
  setup.threads = options.threads;
  auto graph = SACCADE_TRY(SolutionGraph::create(std::move(setup)));
  return Pose(std::make_unique<Impl>(std::move(graph), !options.static_));
}

Result<PoseResult> Pose::process(const Frame& frame) {
  const Timestamp at = SACCADE_TRY(impl_->clock.stamp(frame));
  SACCADE_TRY(impl_->graph->process(frame.image, at));
  impl_->clock.processed(at);
  PoseResult result;
  result.timestamp_us = frame.timestamp_us;
  const auto* landmarks = impl_->graph->output<NormalizedLandmarks>(kLandmarks);
  const auto* world_landmarks = impl_->graph->output<Landmarks>(kWorldLandmarks);
  if (landmarks != nullptr && world_landmarks != nullptr) result.poses.push_back({*landmarks, *world_landmarks});
  if (const auto* mask = impl_->graph->output<Image>(kMask)) result.mask = *mask;
  return result;
}

Status Pose::reset() {
  impl_->clock.reset();
  return impl_->graph->restart();
}

Placement Pose::placement() const { return impl_->graph->placement(); }

}  // namespace saccade
