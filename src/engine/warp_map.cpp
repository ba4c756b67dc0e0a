#include "engine/warp_map.h"

#include <cmath>
#include <string>

namespace saccade {

Status check_warp(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) {
  if (image.empty()) return invalid_argument("the image to sample is empty");
  if (image.format() == PixelFormat::kGrayF32) {
    return invalid_argument("a gray_f32 image cannot be sampled into a tensor; convert it to gray8 first");
  }
  if (spec.width < 1 || spec.height < 1 || (spec.channels != 1 && spec.channels != 3 && spec.channels != 4)) {
    return invalid_argument("a tensor of " + std::to_string(spec.width) + "x" + std::to_string(spec.height) + "x" +
                            std::to_string(spec.channels) +
                            " cannot be sampled; sides are at least 1, channels 1, 3 or 4");
  }
  if (!std::isfinite(spec.range_min) || !std::isfinite(spec.range_max)) {
    return invalid_argument("the tensor's value range is not finite");
  }
  for (const Roi& roi : rois) SACCADE_TRY(check_roi(roi));
  return ok_status();
}

WarpMap warp_map(const Roi& roi, const WarpSpec& spec) {
  const double cosine = std::cos(double{roi.rotation}), sine = std::sin(double{roi.rotation});
  const double step_i = double{roi.width} / spec.width, step_j = double{roi.height} / spec.height;
  WarpMap map;
  map.step_i_x = cosine * step_i;
  map.step_i_y = sine * step_i;
  map.step_j_x = -sine * step_j;
  map.step_j_y = cosine * step_j;
  const double half = spec.grid == SampleGrid::kHalfPixel ? 0.5 : 0.0;
  const double i = half - 0.5 * spec.width, j = half - 0.5 * spec.height;  // of the first pixel, from the centre
  map.origin_x = double{roi.center_x} - half + i * map.step_i_x + j * map.step_j_x;
  map.origin_y = double{roi.center_y} - half + i * map.step_i_y + j * map.step_j_y;
  return map;
}

}  // namespace saccade
