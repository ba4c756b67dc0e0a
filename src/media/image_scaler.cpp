#include "media/image_scaler.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace saccade {
namespace {

// swscale's vector code reads whole blocks, past the last pixel of a row. Only after the last rows nothing of ours
// follows, so these are read from a padded copy.
constexpr int kCopiedRows = 2;
constexpr size_t kPadding_bytes = 64;

// The largest size of the picture's shape within `room`; sides even, so that they start and end on chroma samples.
Size fitted(Size picture, Size room) {
  const double scale =
      std::min(static_cast<double>(room.width) / picture.width, static_cast<double>(room.height) / picture.height);
  const auto side = [scale](int stored, int limit) {
    return std::clamp(static_cast<int>(stored * scale / 2 + 0.5) * 2, std::min(2, limit), limit);
  };
  return {side(picture.width, room.width), side(picture.height, room.height)};
}

struct Planes {
  uint8_t* data[4] = {};
  int strides[4] = {};
};

// The planes of `target` from pixel (x, y) on; x and y are even.
Planes planes_from(AVFrame& target, int x, int y) {
  const AVPixFmtDescriptor* layout = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(target.format));
  int pixel_steps[4] = {};
  av_image_fill_max_pixsteps(pixel_steps, nullptr, layout);
  Planes planes;
  for (int i = 0; i < 4 && target.data[i] != nullptr; ++i) {
    const bool chroma = i == 1 || i == 2;
    const int plane_x = chroma ? x >> layout->log2_chroma_w : x;
    const int plane_y = chroma ? y >> layout->log2_chroma_h : y;
    planes.data[i] = target.data[i] + static_cast<ptrdiff_t>(plane_y) * target.linesize[i] + plane_x * pixel_steps[i];
    planes.strides[i] = target.linesize[i];
  }
  return planes;
}

void fill_black(AVFrame& target) {
  ptrdiff_t strides[4] = {target.linesize[0], target.linesize[1], target.linesize[2], target.linesize[3]};
  av_image_fill_black(target.data, strides, static_cast<AVPixelFormat>(target.format), target.color_range, target.width,
                      target.height);
}

}  // namespace

AVPixelFormat pixel_layout(PixelFormat format) {
  switch (format) {
    case PixelFormat::kGray8:
      return AV_PIX_FMT_GRAY8;
    case PixelFormat::kRgb8:
      return AV_PIX_FMT_RGB24;
    case PixelFormat::kBgr8:
      return AV_PIX_FMT_BGR24;
    case PixelFormat::kRgba8:
      return AV_PIX_FMT_RGBA;
    case PixelFormat::kBgra8:
      return AV_PIX_FMT_BGRA;
    case PixelFormat::kGrayF32:
      return AV_PIX_FMT_GRAYF32;
  }
  return AV_PIX_FMT_NONE;
}

Status ImageScaler::prepare(const Setting& setting, const AVFrame& target) {
  if (scaler_ != nullptr && setting == setting_) return ok_status();
  // Without this flag, half-size chroma is made of pairs of pixels, and the last pair of an odd row reads past it.
  const int flags = SWS_BICUBIC | (setting.from.width % 2 != 0 ? SWS_FULL_CHR_H_INP : 0);
  scaler_.reset(sws_getContext(setting.from.width, setting.from.height, pixel_layout(setting.format), setting.to.width,
                               setting.to.height, static_cast<AVPixelFormat>(target.format), flags, nullptr, nullptr,
                               nullptr));
  if (scaler_ == nullptr) {
    return resource_exhausted("no converter for a picture of " + std::to_string(setting.from.width) + "x" +
                              std::to_string(setting.from.height) + " pixels");
  }
  int* from_matrix = nullptr;
  int* to_matrix = nullptr;
  int from_range = 0, to_range = 0, brightness = 0, contrast = 0, saturation = 0;
  // Fails for layouts without a matrix (RGB): nothing to set then.
  if (target.colorspace != AVCOL_SPC_RGB &&
      sws_getColorspaceDetails(scaler_.get(), &from_matrix, &from_range, &to_matrix, &to_range, &brightness, &contrast,
                               &saturation) >= 0) {
    sws_setColorspaceDetails(scaler_.get(), from_matrix, 1, sws_getCoefficients(target.colorspace),
                             target.color_range == AVCOL_RANGE_JPEG, brightness, contrast, saturation);
  }
  setting_ = setting;
  return ok_status();
}

Status ImageScaler::draw(const Image& image, Size size, AVFrame& target) {
  const HostPixels pixels = SACCADE_TRY(image.host());
  const Size from{image.width(), image.height()};
  const Size to = from == size ? size : fitted(from, size);
  SACCADE_TRY(prepare({from, to, image.format(), target.format}, target));
  if (to != size) fill_black(target);
  const Planes planes = planes_from(target, (size.width - to.width) / 4 * 2, (size.height - to.height) / 4 * 2);

  const int direct_rows = std::max(0, from.height - kCopiedRows);
  const int copied_rows = from.height - direct_rows;
  const size_t row_bytes = static_cast<size_t>(from.width) * bytes_per_pixel(image.format());
  const size_t copy_stride = (row_bytes + 2 * kPadding_bytes - 1) / kPadding_bytes * kPadding_bytes;
  std::vector<uint8_t> copy(copy_stride * copied_rows + kPadding_bytes);
  for (int y = 0; y < copied_rows; ++y) {
    std::memcpy(copy.data() + y * copy_stride, pixels.data + (direct_rows + y) * pixels.stride_bytes, row_bytes);
  }
  const uint8_t* direct[4] = {pixels.data};
  const int direct_strides[4] = {static_cast<int>(pixels.stride_bytes)};
  const uint8_t* copied[4] = {copy.data()};
  const int copied_strides[4] = {static_cast<int>(copy_stride)};
  int rows = 0;
  if (direct_rows > 0) {
    rows = sws_scale(scaler_.get(), direct, direct_strides, 0, direct_rows, planes.data, planes.strides);
  }
  if (rows >= 0) {
    rows = sws_scale(scaler_.get(), copied, copied_strides, direct_rows, copied_rows, planes.data, planes.strides);
  }
  return rows < 0 ? av_status(rows, "cannot convert a picture") : ok_status();
}

}  // namespace saccade
