#include "media/picture_decoder.h"

#include <cstring>
#include <limits>
#include <string>

#include "media/exif.h"
#include "media/ffmpeg.h"
#include "media/file_end.h"
#include "media/frame_converter.h"

namespace saccade {
namespace {

constexpr int64_t kMaxSide = 32768;

AVCodecID codec_of(PictureFormat format) {
  switch (format) {
    case PictureFormat::kPng:
      return AV_CODEC_ID_PNG;
    case PictureFormat::kJpeg:
      return AV_CODEC_ID_MJPEG;
    case PictureFormat::kWebp:
      return AV_CODEC_ID_WEBP;
    case PictureFormat::kBmp:
      return AV_CODEC_ID_BMP;
    case PictureFormat::kTiff:
      return AV_CODEC_ID_TIFF;
  }
  return AV_CODEC_ID_NONE;
}

// Before anything is allocated for it: a few bytes may claim terabytes.
Status check_size(const PictureFile& picture) {
  const std::string size_text = std::to_string(picture.width) + "x" + std::to_string(picture.height);
  if (picture.width > kMaxSide || picture.height > kMaxSide) {
    return resource_exhausted("is " + size_text + " pixels; scale it down, at most 32768 a side are read");
  }
  const bool known = picture.width > 0 && picture.height > 0;
  if (known && av_image_check_size2(static_cast<unsigned>(picture.width), static_cast<unsigned>(picture.height),
                                    std::numeric_limits<int64_t>::max(), AV_PIX_FMT_NONE, 0, nullptr) < 0) {
    return resource_exhausted("is " + size_text + " pixels; scale it down, FFmpeg reads up to about 268 megapixels");
  }
  return ok_status();
}

Result<AvCodec> open_decoder(PictureFormat format) {
  const AVCodec* codec = avcodec_find_decoder(codec_of(format));
  if (codec == nullptr) {
    return unimplemented(std::string("FFmpeg has no decoder for ") + avcodec_get_name(codec_of(format)) +
                         "; convert the picture to PNG, or install FFmpeg with it");
  }
  AvCodec decoder(avcodec_alloc_context3(codec));
  if (decoder == nullptr) return resource_exhausted("no memory for the decoder");
  decoder->thread_count = 1;
  // Half a picture shown as a whole one is worse than an error.
  decoder->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
  decoder->max_pixels = kMaxSide * kMaxSide;
  const int error = avcodec_open2(decoder.get(), codec, nullptr);
  if (error < 0) return av_status(error, "cannot be decoded");
  return decoder;
}

Result<AvFrame> decode(AVCodecContext& decoder, PictureFormat format, std::span<const uint8_t> file) {
  AvFrame frame(av_frame_alloc());
  AvPacket packet(av_packet_alloc());
  if (frame == nullptr || packet == nullptr || file.size() > std::numeric_limits<int>::max() / 2 ||
      av_new_packet(packet.get(), static_cast<int>(file.size())) < 0) {
    return resource_exhausted("no memory for a file of " + std::to_string(file.size()) + " bytes");
  }
  std::memcpy(packet->data, file.data(), file.size());
  packet->flags |= AV_PKT_FLAG_KEY;
  if (format == PictureFormat::kTiff) keep_pixel_tags({packet->data, file.size()});
  int error = avcodec_send_packet(&decoder, packet.get());
  if (error >= 0) error = avcodec_send_packet(&decoder, nullptr);
  if (error >= 0) error = avcodec_receive_frame(&decoder, frame.get());
  if (error == AVERROR(ENOMEM)) return av_status(error, "cannot be decoded");
  if (error == AVERROR_PATCHWELCOME) return av_status(error, "is a kind of picture that FFmpeg does not decode");
  if (error < 0) return data_loss("is damaged: " + av_message(error) + kFetchAgain);
  const bool damaged = (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame->decode_error_flags != 0;
  if (damaged) return data_loss(std::string("is damaged") + kFetchAgain);
  return frame;
}

}  // namespace

Result<Image> decode_picture(const PictureFile& picture, std::span<const uint8_t> file) {
  hush_ffmpeg();
  SACCADE_TRY(check_size(picture));
  const AvCodec decoder = SACCADE_TRY(open_decoder(picture.format));
  const AvFrame frame = SACCADE_TRY(decode(*decoder, picture.format, file));
  // A JPEG of four channels is CMYK, which the decoder has turned into RGB with an opaque fourth.
  const bool transparent = picture.format != PictureFormat::kJpeg && has_transparency(*frame);
  FrameConverter converter;
  const Image stored = SACCADE_TRY(converter.convert(*frame, transparent ? PixelFormat::kRgba8 : PixelFormat::kRgb8));
  return apply_orientation(stored, picture.orientation, *FramePool::make());
}

}  // namespace saccade
