#include "image/roi.h"

#include <cmath>
#include <string>

namespace saccade {
namespace {

// Beyond this a float no longer tells neighbouring pixels apart.
constexpr float kMaxReach_px = 16777216;

std::string text_of(const Roi& roi) {
  return "region of interest (centre " + std::to_string(roi.center_x) + ", " + std::to_string(roi.center_y) +
         ", size " + std::to_string(roi.width) + " x " + std::to_string(roi.height) + " px, rotation " +
         std::to_string(roi.rotation) + ")";
}

bool within_reach(float value) { return std::abs(value) <= kMaxReach_px; }  // false for NaN

}  // namespace

Roi roi_from_image(Size image) {
  const auto width = static_cast<float>(image.width), height = static_cast<float>(image.height);
  return {0.5f * width, 0.5f * height, width, height, 0};
}

Roi roi_from_rect(const NormalizedRect& rect, Size image) {
  const auto width = static_cast<float>(image.width), height = static_cast<float>(image.height);
  return {rect.x_center * width, rect.y_center * height, rect.width * width, rect.height * height, rect.rotation};
}

Status check_roi(const Roi& roi) {
  const bool finite = within_reach(roi.center_x) && within_reach(roi.center_y) && within_reach(roi.width) &&
                      within_reach(roi.height) && std::isfinite(roi.rotation);
  if (!finite) return invalid_argument(text_of(roi) + " is not finite or reaches beyond 2^24 pixels");
  if (!(roi.width > 0 && roi.height > 0)) return invalid_argument(text_of(roi) + " has no area");
  return ok_status();
}

Result<PaddedRoi> keep_aspect(const Roi& roi, Size tensor) {
  SACCADE_TRY(check_roi(roi));
  if (tensor.width < 1 || tensor.height < 1) {
    return invalid_argument("tensor size is " + std::to_string(tensor.width) + "x" + std::to_string(tensor.height) +
                            "; each side must be at least 1");
  }
  const float tensor_aspect = static_cast<float>(tensor.height) / static_cast<float>(tensor.width);
  const float roi_aspect = roi.height / roi.width;
  PaddedRoi padded{roi, {}};
  if (tensor_aspect > roi_aspect) {
    const float share = (1 - roi_aspect / tensor_aspect) / 2;
    padded.roi.height = roi.width * tensor_aspect;
    padded.padding = {0, share, 0, share};
  } else {
    const float share = (1 - tensor_aspect / roi_aspect) / 2;
    padded.roi.width = roi.height / tensor_aspect;
    padded.padding = {share, 0, share, 0};
  }
  return padded;
}

std::array<float, 16> image_from_roi(const Roi& roi, Size image) {
  const float cosine = std::cos(roi.rotation), sine = std::sin(roi.rotation);
  const float per_width = 1 / static_cast<float>(image.width), per_height = 1 / static_cast<float>(image.height);
  const float half_x = 0.5f * (roi.width * cosine - roi.height * sine);  // from a corner to the centre
  const float half_y = 0.5f * (roi.width * sine + roi.height * cosine);
  return {roi.width * cosine * per_width,
          -roi.height * sine * per_width,
          0,
          (roi.center_x - half_x) * per_width,
          roi.width * sine * per_height,
          roi.height * cosine * per_height,
          0,
          (roi.center_y - half_y) * per_height,
          0,
          0,
          roi.width * per_width,
          0,
          0,
          0,
          0,
          1};
}

}  // namespace saccade
