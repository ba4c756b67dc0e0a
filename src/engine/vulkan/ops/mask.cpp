#include "engine/vulkan/ops/mask.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "engine/image_checks.h"
#include "engine/vulkan/shaders/blend_push.h"
#include "engine/vulkan/shaders/smooth_mask_push.h"
#include "engine/vulkan/shaders/tensor_to_mask_push.h"
#include "engine/vulkan/shaders/warp_mask_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr int kMostTensorSide = 65535;  // so that positions fit in 32 bits
constexpr int kPixelsOfAPictureAtOnce = 4;
// No position in the largest result (32768 a side) leaves 32 bits: 2 * 2^14 * 2^15 + 2^30 - 2^16 < 2^31.
constexpr double kMostStep = 1 << 14, kMostOrigin = (1 << 30) - (1 << 16);
constexpr double kFixedOne = 4294967296.0;

void set_fixed(double value, double most, uint* low, uint* high) {
  const auto bits = static_cast<uint64_t>(std::llround(std::clamp(value, -most, most) * kFixedOne));
  *low = static_cast<uint>(bits);
  *high = static_cast<uint>(bits >> 32);
}

uint pitch_of(const ImageSource& source) { return static_cast<uint>(source.stride_bytes / sizeof(float)); }

}  // namespace

Result<Image> mask_of_tensor(DeviceImages& images, const Tensor& tensor, const MaskSpec& spec) {
  const MaskTensor sides = SACCADE_TRY(mask_tensor(tensor, spec));
  if (sides.width > kMostTensorSide || sides.height > kMostTensorSide) {
    return resource_exhausted("a tensor of " + tensor.shape().to_string() +
                              " is too large for a mask on the GPU (65535 a side); use device=cpu");
  }
  const Size size = mask_size(sides, spec);
  ImageWork work = SACCADE_TRY(images.start(PixelFormat::kGrayF32, size));
  const ImageSource source = SACCADE_TRY(images.read(work, tensor));
  TensorToMaskPush push = {};
  push.offset = static_cast<uint>(source.offset_bytes / sizeof(float));
  push.width = static_cast<uint>(sides.width);
  push.height = static_cast<uint>(sides.height);
  push.channels = static_cast<uint>(sides.channels);
  push.channel = static_cast<uint>(spec.channel);
  push.activation = static_cast<uint>(spec.activation);
  push.mask_width = static_cast<uint>(size.width);
  push.mask_height = static_cast<uint>(size.height);
  work.steps.push_back(
      {ShaderId::kTensorToMask, {source.range, work.result->range()}, push_words(push), size.width, size.height});
  return images.finish(std::move(work), PixelFormat::kGrayF32, size);
}

Result<Image> warped_mask(DeviceImages& images, const Image& mask, const PixelMap& mask_from_result, Size size,
                          Border border) {
  SACCADE_TRY(check_mask(mask));
  SACCADE_TRY(check_map(mask_from_result));
  ImageWork work = SACCADE_TRY(images.start(PixelFormat::kGrayF32, size));
  const ImageSource source = SACCADE_TRY(images.read(work, mask));
  WarpMaskPush push = {};
  for (size_t axis = 0; axis < 2; ++axis) {
    const double* row = mask_from_result.data() + 3 * axis;
    set_fixed(row[0], kMostStep, &push.step_x_low[axis], &push.step_x_high[axis]);
    set_fixed(row[1], kMostStep, &push.step_y_low[axis], &push.step_y_high[axis]);
    set_fixed(row[2], kMostOrigin, &push.origin_low[axis], &push.origin_high[axis]);
  }
  push.width = mask.width();
  push.height = mask.height();
  push.pitch = pitch_of(source);
  push.zero_border = border == Border::kZero ? 1 : 0;
  push.result_width = static_cast<uint>(size.width);
  work.steps.push_back(
      {ShaderId::kWarpMask, {source.range, work.result->range()}, push_words(push), size.width, size.height});
  return images.finish(std::move(work), PixelFormat::kGrayF32, size);
}

Result<Image> smoothed_mask(DeviceImages& images, const Image& mask, const Image& previous, float ratio) {
  SACCADE_TRY(check_smoothing(mask, previous));
  const Size size{mask.width(), mask.height()};
  ImageWork work = SACCADE_TRY(images.start(PixelFormat::kGrayF32, size));
  const ImageSource now = SACCADE_TRY(images.read(work, mask)), before = SACCADE_TRY(images.read(work, previous));
  const SmoothMaskPush push{static_cast<uint>(size.width), pitch_of(now), pitch_of(before), ratio};
  work.steps.push_back({ShaderId::kSmoothMask,
                        {now.range, before.range, work.result->range()},
                        push_words(push),
                        size.width,
                        size.height});
  return images.finish(std::move(work), PixelFormat::kGrayF32, size);
}

Result<Image> blended(DeviceImages& images, const Image& picture, const Image& background, const Image& mask) {
  SACCADE_TRY(check_blend(picture, background, mask));
  const Size size{picture.width(), picture.height()};
  ImageWork work = SACCADE_TRY(images.start(PixelFormat::kRgb8, size));
  const ImageSource front = SACCADE_TRY(images.read(work, picture));
  const ImageSource back = SACCADE_TRY(images.read(work, background));
  const ImageSource shares = SACCADE_TRY(images.read(work, mask));
  const BlendPush push{picture_ref(picture.format(), front), picture_ref(background.format(), back), pitch_of(shares),
                       static_cast<uint>(size.width)};
  work.steps.push_back({ShaderId::kBlend,
                        {front.range, back.range, shares.range, work.result->range()},
                        push_words(push),
                        (size.width + kPixelsOfAPictureAtOnce - 1) / kPixelsOfAPictureAtOnce,
                        size.height});
  return images.finish(std::move(work), PixelFormat::kRgb8, size);
}

}  // namespace saccade::vulkan
