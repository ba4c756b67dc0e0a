#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "media/ffmpeg.h"
#include "media/image_scaler.h"
#include "media/output_file.h"
#include "saccade/video.h"

namespace saccade {
namespace {

// A format's extension, encoder, and the layout it is given for pictures without and with alpha (the same: alpha is
// dropped).
struct Format {
  std::string_view extension;
  const char* encoder;
  AVPixelFormat gray;
  AVPixelFormat opaque;
  AVPixelFormat transparent;
};
// JPEG and WebP are written near the best quality, as a thin line of a mesh is what blurs first: JPEG with full-size
// chroma.
constexpr Format kFormats[] = {
    {".png", "png", AV_PIX_FMT_GRAY8, AV_PIX_FMT_RGB24, AV_PIX_FMT_RGBA},
    {".jpg", "mjpeg", AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ444P},
    {".jpeg", "mjpeg", AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ444P},
    {".webp", "libwebp", AV_PIX_FMT_BGRA, AV_PIX_FMT_BGRA, AV_PIX_FMT_BGRA},
    {".bmp", "bmp", AV_PIX_FMT_GRAY8, AV_PIX_FMT_BGR24, AV_PIX_FMT_BGR24},
    {".tiff", "tiff", AV_PIX_FMT_GRAY8, AV_PIX_FMT_RGB24, AV_PIX_FMT_RGBA},
    {".tif", "tiff", AV_PIX_FMT_GRAY8, AV_PIX_FMT_RGB24, AV_PIX_FMT_RGBA},
};
constexpr int kJpegQuality = 2;     // FFmpeg's scale, 2 (best that is sensible) to 31
constexpr float kWebpQuality = 95;  // 0 to 100

Result<const Format*> format_of(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  for (const Format& format : kFormats) {
    if (format.extension == extension) return &format;
  }
  return invalid_argument("cannot write " + path + ": pictures are written as .png, .jpg, .webp, .bmp or .tiff");
}

AVPixelFormat layout_for(const Format& format, PixelFormat pixels) {
  if (channel_count(pixels) == 1) return format.gray;
  return channel_count(pixels) == 4 ? format.transparent : format.opaque;
}

Result<AvFrame> make_frame(const Image& image, AVPixelFormat layout) {
  AvFrame frame(av_frame_alloc());
  if (frame == nullptr) return resource_exhausted("no memory for a picture");
  frame->format = layout;
  frame->width = image.width();
  frame->height = image.height();
  frame->color_range = AVCOL_RANGE_JPEG;
  frame->colorspace = layout == AV_PIX_FMT_YUVJ444P ? AVCOL_SPC_BT470BG : AVCOL_SPC_RGB;
  const int error = av_frame_get_buffer(frame.get(), 0);
  if (error < 0) return av_status(error, "no room for a picture");
  ImageScaler scaler;
  SACCADE_TRY(scaler.draw(image, {image.width(), image.height()}, *frame));
  return frame;
}

Result<AvPacket> encode(const Format& format, AVFrame& frame) {
  const AVCodec* codec = avcodec_find_encoder_by_name(format.encoder);
  if (codec == nullptr)
    return unimplemented(std::string("FFmpeg has no encoder ") + format.encoder +
                         "; write another format, or install FFmpeg with it");
  AvCodec encoder(avcodec_alloc_context3(codec));
  AvPacket packet(av_packet_alloc());
  if (encoder == nullptr || packet == nullptr) return resource_exhausted("no memory for an encoder");
  encoder->width = frame.width;
  encoder->height = frame.height;
  encoder->pix_fmt = static_cast<AVPixelFormat>(frame.format);
  encoder->color_range = static_cast<AVColorRange>(frame.color_range);
  encoder->time_base = {1, 25};  // asked for, of no meaning here
  encoder->thread_count = 1;
  if (codec->id == AV_CODEC_ID_MJPEG) {
    encoder->flags |= AV_CODEC_FLAG_QSCALE;
    encoder->global_quality = frame.quality = kJpegQuality * FF_QP2LAMBDA;
  }
  AvOptions options;
  if (codec->id == AV_CODEC_ID_WEBP) options.set("quality", std::to_string(kWebpQuality));
  int error = avcodec_open2(encoder.get(), codec, options.get());
  if (error >= 0) error = avcodec_send_frame(encoder.get(), &frame);
  if (error >= 0) error = avcodec_send_frame(encoder.get(), nullptr);
  if (error >= 0) error = avcodec_receive_packet(encoder.get(), packet.get());
  if (error < 0) return av_status(error, std::string("FFmpeg's encoder ") + format.encoder);
  return packet;
}

}  // namespace

Status write_image(const std::string& path, const Image& image) {
  hush_ffmpeg();
  const Format* format = SACCADE_TRY(format_of(path));
  if (image.empty()) return invalid_argument("cannot write " + path + ": the picture is empty (0x0)");
  // The place first: encoding for nothing helps nobody.
  const std::unique_ptr<OutputFile> file = SACCADE_TRY(OutputFile::create(path));
  const std::string subject = "cannot write " + path;
  Result<AvFrame> frame = make_frame(image, layout_for(*format, image.format()));
  if (!frame.ok()) return frame.error().with_context(subject);
  Result<AvPacket> packet = encode(*format, **frame);
  if (!packet.ok()) return packet.error().with_context(subject);
  SACCADE_TRY(file->write(0, {(*packet)->data, static_cast<size_t>((*packet)->size)}));
  return file->commit();
}

}  // namespace saccade
