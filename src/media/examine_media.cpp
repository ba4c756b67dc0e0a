#include <string>
#include <vector>

#include "media/camera.h"
#include "media/ffmpeg.h"
#include "media/video_encoder.h"
#include "saccade/doctor.h"

namespace saccade {
namespace {

std::string version_text(unsigned version) {
  return std::to_string(AV_VERSION_MAJOR(version)) + "." + std::to_string(AV_VERSION_MINOR(version)) + "." +
         std::to_string(AV_VERSION_MICRO(version));
}

Check examine_ffmpeg() {
  return {.name = "ffmpeg",
          .health = Health::kOk,
          .finding = std::string("FFmpeg ") + av_version_info() + " (libavcodec " + version_text(avcodec_version()) +
                     ", libavformat " + version_text(avformat_version()) + ", libswscale " +
                     version_text(swscale_version()) + ")",
          .remedy = {}};
}

// What most files hold; FFmpeg can be built without any of them.
Check examine_decoders() {
  struct Known {
    AVCodecID id;
    const char* name;
  };
  static constexpr Known kKnown[] = {
      {AV_CODEC_ID_H264, "H.264"}, {AV_CODEC_ID_HEVC, "HEVC"},  {AV_CODEC_ID_VP9, "VP9"},
      {AV_CODEC_ID_AV1, "AV1"},    {AV_CODEC_ID_MJPEG, "JPEG"}, {AV_CODEC_ID_PNG, "PNG"},
      {AV_CODEC_ID_WEBP, "WebP"},  {AV_CODEC_ID_TIFF, "TIFF"},  {AV_CODEC_ID_BMP, "BMP"}};
  std::string present;
  std::string missing;
  for (const Known& known : kKnown) {
    std::string& list = avcodec_find_decoder(known.id) != nullptr ? present : missing;
    list += (list.empty() ? "" : ", ") + std::string(known.name);
  }
  if (missing.empty()) return {"decoders", Health::kOk, "FFmpeg decodes " + present, {}};
  return {"decoders", Health::kDegraded, "FFmpeg cannot decode " + missing + " (it decodes " + present + ")",
          "install an FFmpeg with these decoders; Debian's has them all"};
}

Check examine_encoders() {
  const AVCodec* encoder = preferred_encoder(Container::kMp4);
  const AVCodec* webm = preferred_encoder(Container::kWebm);
  if (encoder == nullptr) {
    return {"encoders", Health::kDegraded, "FFmpeg has no encoder for MP4, MKV or MOV: no annotated videos",
            "install an FFmpeg with libx264; Debian's has it"};
  }
  const std::string webm_text = webm == nullptr ? ", none for .webm" : std::string(", .webm with ") + webm->name;
  const std::string finding = std::string("videos are written with ") + encoder->name + webm_text;
  if (encoder->id == AV_CODEC_ID_H264) return {"encoders", Health::kOk, finding, {}};
  return {"encoders", Health::kDegraded, finding + ": larger files, which browsers do not play",
          "install an FFmpeg with libx264; Debian's has it"};
}

void examine_cameras(std::vector<Check>& checks) {
  const std::vector<CameraFacts> cameras = list_cameras();
  if (cameras.empty()) checks.push_back({"cameras", Health::kOk, "no camera is connected (no /dev/videoN)", {}});
  for (const CameraFacts& camera : cameras) {
    if (camera.status.ok()) {
      checks.push_back({"cameras", Health::kOk, camera.device + ": " + camera.name, {}});
    } else {
      checks.push_back({"cameras", Health::kDegraded, camera.status.message(),
                        camera.status.code() == StatusCode::kPermissionDenied
                            ? "sudo usermod -aG video $USER, then log in again"
                            : "close the program that uses it, or unplug it and plug it in again"});
    }
  }
}

}  // namespace

std::vector<Check> examine_media() {
  hush_ffmpeg();
  std::vector<Check> checks = {examine_ffmpeg(), examine_decoders(), examine_encoders()};
  examine_cameras(checks);
  return checks;
}

}  // namespace saccade
