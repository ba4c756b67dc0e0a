#include "solutions/track_smoother.h"

#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

std::unique_ptr<mediapipe::LandmarksSmoothingCalculatorOptions> one_euro(float min_cutoff_hz, float beta) {
  auto options = std::make_unique<mediapipe::LandmarksSmoothingCalculatorOptions>();
  options->mutable_one_euro_filter()->set_min_cutoff(min_cutoff_hz);
  options->mutable_one_euro_filter()->set_beta(beta);
  options->mutable_one_euro_filter()->set_derivate_cutoff(1);
  return options;
}

std::unique_ptr<const mediapipe::LandmarksSmoothingCalculatorOptions> one_euro_in_metres() {
  auto options = one_euro(0.1f, 40);
  options->mutable_one_euro_filter()->set_disable_value_scaling(true);
  return options;
}

}  // namespace

TrackSmoother::TrackSmoother() : options_(one_euro(0.05f, 80)), world_options_(one_euro_in_metres()) {}
TrackSmoother::~TrackSmoother() = default;

Status TrackSmoother::apply(int64_t track_id, int64_t timestamp_us, const NormalizedRect& region, Size image,
                            NormalizedLandmarks& landmarks, Landmarks* world_landmarks) {
  auto track = tracks_.find(track_id);
  if (track == tracks_.end()) {
    LandmarkSmoother picture = SACCADE_TRY(LandmarkSmoother::create(*options_));
    LandmarkSmoother world = SACCADE_TRY(LandmarkSmoother::create(*world_options_));
    track = tracks_.emplace(track_id, Track{std::move(picture), std::move(world)}).first;
  }
  seen_.insert(track_id);
  const float size_px =
      (region.width * static_cast<float>(image.width) + region.height * static_cast<float>(image.height)) / 2;
  SACCADE_TRY(track->second.landmarks.apply(timestamp_us, size_px, image, landmarks));
  if (world_landmarks == nullptr) return ok_status();
  return track->second.world_landmarks.apply(timestamp_us, std::nullopt, *world_landmarks);
}

void TrackSmoother::end_frame() {
  std::erase_if(tracks_, [&](const auto& track) { return !seen_.contains(track.first); });
  seen_.clear();
}

void TrackSmoother::reset() {
  tracks_.clear();
  seen_.clear();
}

}  // namespace saccade
