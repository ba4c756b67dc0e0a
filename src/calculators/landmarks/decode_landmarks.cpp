#include "calculators/landmarks/decode_landmarks.h"

#include <string>

#include "calculators/tensor/activation.h"
#include "saccade/proto/landmark_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::TensorsToLandmarksCalculatorOptions;

float activate(Options::Activation activation, float value) {
  return activation == Options::SIGMOID ? sigmoid(value) : value;
}

Status check(size_t value_count, LandmarkFlip flip, bool normalized, const Options& options) {
  if (options.num_landmarks() < 1) {
    return invalid_argument("num_landmarks is " + std::to_string(options.num_landmarks()) + "; at least 1 is needed");
  }
  const size_t count = static_cast<size_t>(options.num_landmarks());
  if (value_count == 0 || value_count % count != 0) {
    return invalid_argument(std::to_string(value_count) + " values are not " + std::to_string(count) + " landmarks");
  }
  const bool has_size = options.input_image_width() > 0 && options.input_image_height() > 0;
  if (!has_size && (normalized || flip.horizontal || flip.vertical)) {
    return invalid_argument("input_image_width and input_image_height must be set to normalise or flip landmarks");
  }
  if (normalized && options.normalize_z() == 0) return invalid_argument("normalize_z is 0");
  return ok_status();
}

// The units divide positions.
template <typename LandmarkType>
std::vector<LandmarkType> decode(std::span<const float> values, LandmarkFlip flip, const Options& options, float x_unit,
                                 float y_unit, float z_unit) {
  const size_t count = static_cast<size_t>(options.num_landmarks());
  const size_t dimensions = values.size() / count;
  const float width = static_cast<float>(options.input_image_width());
  const float height = static_cast<float>(options.input_image_height());
  std::vector<LandmarkType> landmarks(count);
  const float* value = values.data();
  for (LandmarkType& landmark : landmarks) {
    landmark.x = (flip.horizontal ? width - value[0] : value[0]) / x_unit;
    if (dimensions > 1) landmark.y = (flip.vertical ? height - value[1] : value[1]) / y_unit;
    if (dimensions > 2) landmark.z = value[2] / z_unit;
    if (dimensions > 3) landmark.visibility = activate(options.visibility_activation(), value[3]);
    if (dimensions > 4) landmark.presence = activate(options.presence_activation(), value[4]);
    value += dimensions;
  }
  return landmarks;
}

}  // namespace

Result<Landmarks> decode_landmarks(std::span<const float> values, LandmarkFlip flip, const Options& options) {
  SACCADE_TRY(check(values.size(), flip, false, options));
  return decode<Landmark>(values, flip, options, 1, 1, 1);
}

Result<NormalizedLandmarks> decode_normalized_landmarks(std::span<const float> values, LandmarkFlip flip,
                                                        const Options& options) {
  SACCADE_TRY(check(values.size(), flip, true, options));
  const float width = static_cast<float>(options.input_image_width());
  const float height = static_cast<float>(options.input_image_height());
  return decode<NormalizedLandmark>(values, flip, options, width, height, width * options.normalize_z());
}

}  // namespace saccade
