// FFmpeg's objects with owners, its error numbers as Status. Every other file here includes FFmpeg through this one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "saccade/status.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace saccade {

struct FreeAv {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
  void operator()(SwsContext* scaler) const { sws_freeContext(scaler); }
};
using AvFrame = std::unique_ptr<AVFrame, FreeAv>;
using AvPacket = std::unique_ptr<AVPacket, FreeAv>;
using AvCodec = std::unique_ptr<AVCodecContext, FreeAv>;
using AvScaler = std::unique_ptr<SwsContext, FreeAv>;

struct CloseInput {
  void operator()(AVFormatContext* input) const { avformat_close_input(&input); }
};
using AvInput = std::unique_ptr<AVFormatContext, CloseInput>;

// Options for an open call; what FFmpeg did not take is dropped.
class AvOptions {
 public:
  AvOptions() = default;
  AvOptions(const AvOptions&) = delete;
  AvOptions& operator=(const AvOptions&) = delete;
  ~AvOptions() { av_dict_free(&options_); }
  void set(const char* name, const std::string& value) { av_dict_set(&options_, name, value.c_str(), 0); }
  AVDictionary** get() { return &options_; }

 private:
  AVDictionary* options_ = nullptr;
};

constexpr AVRational kMicroseconds = {1, 1000000};

// FFmpeg writes to stderr by itself: silent from the first call on, unless SACCADE_LOG=debug.
void hush_ffmpeg();
// FFmpeg's own words for an error number.
std::string av_message(int error);
// "subject: what went wrong", with the code that fits the number.
Status av_status(int error, std::string_view subject);

// The nine numbers of the stream's display matrix (libavutil/display.h), or null.
const int32_t* display_matrix_of(const AVStream& stream);

// "1.234 s", for messages.
std::string seconds_text(int64_t time_us);

}  // namespace saccade
