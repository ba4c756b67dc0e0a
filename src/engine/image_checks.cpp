#include "engine/image_checks.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace saccade {
namespace {

constexpr float kMostSigma_px = 4096;
constexpr float kSigmaOfBlocks = 4;  // in blocks; below it the blocks would show

std::string size_text(const Image& image) {
  return std::to_string(image.width()) + "x" + std::to_string(image.height());
}

// Radii of boxes whose variances, (w * w - 1) / 12 each, sum up to sigma * sigma as nearly as whole numbers can.
std::array<int, 3> box_radii(double sigma) {
  constexpr int kBoxes = 3;
  const double ideal = std::sqrt(12 * sigma * sigma / kBoxes + 1);
  const int low = std::max(0, (static_cast<int>(ideal) - 1) / 2);
  const double low_width = 2 * low + 1;
  const double lows =
      (12 * sigma * sigma - kBoxes * (low_width * low_width + 4 * low_width + 3)) / (-4 * low_width - 4);
  std::array<int, kBoxes> radii;
  for (int i = 0; i < kBoxes; ++i) radii[static_cast<size_t>(i)] = i < std::lround(lows) ? low : low + 1;
  return radii;
}

}  // namespace

Status check_mask(const Image& mask) {
  if (mask.empty()) return invalid_argument("the mask is empty");
  if (mask.format() == PixelFormat::kGrayF32) return ok_status();
  return invalid_argument(std::string("a mask is a gray_f32 image, not ") + pixel_format_name(mask.format()));
}

Status check_picture(const Image& picture) {
  if (picture.empty()) return invalid_argument("the picture is empty");
  if (picture.format() != PixelFormat::kGrayF32) return ok_status();
  return invalid_argument("a gray_f32 image is a mask and no picture; convert it to gray8 first");
}

Status check_same_size(const Image& a, const char* a_name, const Image& b, const char* b_name) {
  if (a.width() == b.width() && a.height() == b.height()) return ok_status();
  return invalid_argument(std::string("the ") + a_name + " is " + size_text(a) + " and the " + b_name + " " +
                          size_text(b) + "; they must be of one size");
}

Status check_smoothing(const Image& mask, const Image& previous) {
  SACCADE_TRY(check_mask(mask));
  SACCADE_TRY(check_mask(previous));
  return check_same_size(mask, "mask", previous, "previous one");
}

Status check_blend(const Image& picture, const Image& background, const Image& mask) {
  SACCADE_TRY(check_mask(mask));
  SACCADE_TRY(check_picture(picture));
  SACCADE_TRY(check_picture(background));
  SACCADE_TRY(check_same_size(picture, "picture", mask, "mask"));
  return check_same_size(picture, "picture", background, "background");
}

Status check_map(const PixelMap& mask_from_result) {
  const bool finite =
      std::all_of(mask_from_result.begin(), mask_from_result.end(), [](double v) { return std::isfinite(v); });
  return finite ? ok_status() : invalid_argument("the map from the result to the mask is not finite");
}

Result<MaskTensor> mask_tensor(const Tensor& tensor, const MaskSpec& spec) {
  if (tensor.empty()) return failed_precondition("the tensor to make a mask of is empty");
  const Shape& shape = tensor.shape();
  const int rank = shape.rank();
  if (tensor.dtype() != DType::kFloat32 || rank < 3 || rank > 4 || (rank == 4 && shape[0] != 1)) {
    return invalid_argument(std::string("a ") + dtype_name(tensor.dtype()) + " tensor of " + shape.to_string() +
                            " is no mask; it must be float32 [1,H,W,C] or [H,W,C]");
  }
  const MaskTensor sides{shape[rank - 2], shape[rank - 3], shape[rank - 1]};
  const bool softmax = spec.activation == MaskActivation::kSoftmax;
  if (spec.channel < 0 || spec.channel >= sides.channels || (softmax && sides.channels != 2)) {
    return invalid_argument("channel " + std::to_string(spec.channel) + (softmax ? " (of two)" : "") +
                            " of a tensor of " + shape.to_string());
  }
  return sides;
}

Size mask_size(const MaskTensor& tensor, const MaskSpec& spec) {
  const bool as_it_is = spec.size.width == 0 && spec.size.height == 0;
  return as_it_is ? Size{tensor.width, tensor.height} : spec.size;
}

Result<BlurPlan> blur_plan(float sigma_px) {
  if (!(sigma_px >= 0 && sigma_px <= kMostSigma_px)) {
    return invalid_argument("a blur of sigma " + std::to_string(sigma_px) + " px; it must lie between 0 and 4096");
  }
  BlurPlan plan;
  plan.side = std::max(1, static_cast<int>(sigma_px / kSigmaOfBlocks));
  plan.radii = box_radii(double{sigma_px} / plan.side);
  return plan;
}

}  // namespace saccade
