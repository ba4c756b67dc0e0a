// LandmarkSmoother: a list of landmarks over time, every coordinate with a filter of its own.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "calculators/landmarks/value_filter.h"
#include "saccade/status.h"
#include "saccade/types.h"

namespace mediapipe {
class LandmarksSmoothingCalculatorOptions;
}

namespace saccade {

class LandmarkSmoother {
 public:
  // Borrows the options. invalid_argument when they name no filter, or one that cannot work.
  static Result<LandmarkSmoother> create(const mediapipe::LandmarksSmoothingCalculatorOptions& options);

  // In place, in the landmarks' own units. `object_scale`: the size of the object in the same units; without it that of
  // the landmarks' box. Visibility and presence stay. invalid_argument for another number of landmarks than before.
  Status apply(int64_t timestamp_us, std::optional<float> object_scale, Landmarks& landmarks);
  // The same in pixels of an image of this size; z is in units of its width.
  Status apply(int64_t timestamp_us, std::optional<float> object_scale_px, Size image, NormalizedLandmarks& landmarks);
  // Forgets what came before.
  void reset() { filters_.clear(); }

 private:
  explicit LandmarkSmoother(const mediapipe::LandmarksSmoothingCalculatorOptions& options) : options_(&options) {}
  bool passes() const;
  std::unique_ptr<ValueFilter> make_filter() const;
  std::optional<float> value_scale(float object_scale) const;  // empty: too small to be smoothed

  const mediapipe::LandmarksSmoothingCalculatorOptions* options_;
  std::vector<std::unique_ptr<ValueFilter>> filters_;  // x, y, z of every landmark
};

}  // namespace saccade
