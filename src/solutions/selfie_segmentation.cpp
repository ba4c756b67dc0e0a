#include "saccade/selfie_segmentation.h"

#include <utility>

#include "solutions/backdrop.h"
#include "solutions/frame_clock.h"
#include "solutions/registry.h"
#include "solutions/solution_graph.h"
#include "solutions/validate.h"

namespace saccade {

class SelfieSegmentation::Impl {
 public:
  Impl(std::unique_ptr<SolutionGraph> graph, Backdrop backdrop)
      : graph(std::move(graph)), backdrop(std::move(backdrop)) {}

  std::unique_ptr<SolutionGraph> graph;
  FrameClock clock{false};
  Backdrop backdrop;
};

SelfieSegmentation::SelfieSegmentation(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SelfieSegmentation::SelfieSegmentation(SelfieSegmentation&&) noexcept = default;
SelfieSegmentation& SelfieSegmentation::operator=(SelfieSegmentation&&) noexcept = default;
SelfieSegmentation::~SelfieSegmentation() = default;

Result<SelfieSegmentation> SelfieSegmentation::create(const SelfieSegmentationOptions& options) {
  SACCADE_TRY(validate(options));
  Backdrop backdrop = SACCADE_TRY(Backdrop::create(options.background));
  SolutionGraph::Setup setup;
  setup.config = builtin_graph("SelfieSegmentationCpu");
  setup.side_packets = {{"model_selection", make_packet<int>(options.model == "landscape" ? 1 : 0)}};
  setup.outputs = {"segmentation_mask"};
  setup.device = options.device;
  setup.precision = options.precision;
  setup.threads = options.threads;
  auto graph = SACCADE_TRY(SolutionGraph::create(std::move(setup)));
  return SelfieSegmentation(std::make_unique<Impl>(std::move(graph), std::move(backdrop)));
}

void SelfieSegmentation::set_background(const Image& picture) { impl_->backdrop = Backdrop(picture); }

Result<SelfieSegmentationResult> SelfieSegmentation::process(const Frame& frame) {
  const Timestamp at = SACCADE_TRY(impl_->clock.stamp(frame));
  SACCADE_TRY(impl_->graph->process(frame.image, at));
  impl_->clock.processed(at);
  const auto* mask = impl_->graph->output<Image>(0);
  if (mask == nullptr) return internal_error("the graph gave no mask");
  SelfieSegmentationResult result{*mask, {}, frame.timestamp_us};
  if (!impl_->backdrop.empty()) {
    Engine& engine = impl_->graph->engine();
    const Image background = SACCADE_TRY(impl_->backdrop.behind(frame.image, engine));
    result.composed = SACCADE_TRY(engine.blend(frame.image, background, *mask));
  }
  return result;
}

Status SelfieSegmentation::reset() { return impl_->graph->restart(); }

Placement SelfieSegmentation::placement() const { return impl_->graph->placement(); }

}  // namespace saccade
