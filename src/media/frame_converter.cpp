#include "media/frame_converter.h"

#include <string>
#include <utility>

namespace saccade {

bool has_transparency(const AVFrame& frame) {
  const AVPixFmtDescriptor* layout = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  if (layout == nullptr) return false;
  if (frame.format != AV_PIX_FMT_PAL8) return (layout->flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
  const auto* palette = reinterpret_cast<const uint32_t*>(frame.data[1]);  // 256 x 0xAARRGGBB
  for (int i = 0; i < 256; ++i) {
    if (palette[i] >> 24 != 0xFF) return true;
  }
  return false;
}

Status FrameConverter::prepare(const Setting& setting) {
  if (scaler_ != nullptr && setting == setting_) return ok_status();
  const auto layout = static_cast<AVPixelFormat>(setting.layout);
  const AVPixelFormat packed = setting.format == PixelFormat::kRgba8 ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24;
  scaler_.reset(sws_isSupportedInput(layout) <= 0
                    ? nullptr
                    : sws_getContext(setting.width, setting.height, layout, setting.width, setting.height, packed,
                                     SWS_BICUBIC, nullptr, nullptr, nullptr));
  if (scaler_ == nullptr) {
    const char* name = av_get_pix_fmt_name(layout);
    return unimplemented(std::string("pixel layout ") + (name ? name : "of an unknown kind") +
                         " cannot be turned into RGB; convert the file to yuv420p");
  }
  const bool tagged = setting.colorspace != AVCOL_SPC_UNSPECIFIED && setting.colorspace != AVCOL_SPC_RGB;
  if (tagged || setting.range != AVCOL_RANGE_UNSPECIFIED) {
    int* matrix = nullptr;
    int* packed_matrix = nullptr;
    int range = 0, packed_range = 0, brightness = 0, contrast = 0, saturation = 0;
    // Fails for layouts without a matrix (RGB): nothing to set then.
    if (sws_getColorspaceDetails(scaler_.get(), &matrix, &range, &packed_matrix, &packed_range, &brightness, &contrast,
                                 &saturation) >= 0) {
      if (setting.range != AVCOL_RANGE_UNSPECIFIED) range = setting.range == AVCOL_RANGE_JPEG;
      const int* wanted = tagged ? sws_getCoefficients(setting.colorspace) : matrix;
      sws_setColorspaceDetails(scaler_.get(), wanted, range, packed_matrix, packed_range, brightness, contrast,
                               saturation);
    }
  }
  setting_ = setting;
  return ok_status();
}

Result<Image> FrameConverter::convert(const AVFrame& frame, PixelFormat format) {
  PooledPixels pixels = SACCADE_TRY(pool_->take(format, frame.width, frame.height));
  SACCADE_TRY(prepare({frame.width, frame.height, frame.format, frame.colorspace, frame.color_range, format}));
  uint8_t* planes[4] = {pixels.data(), nullptr, nullptr, nullptr};
  const int strides[4] = {static_cast<int>(pixels.stride_bytes()), 0, 0, 0};
  const int rows = sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, planes, strides);
  if (rows != frame.height)
    return internal_error("swscale converted " + std::to_string(rows) + " rows of " + std::to_string(frame.height));
  return std::move(pixels).publish();
}

}  // namespace saccade
