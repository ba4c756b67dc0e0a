#include "media_maker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "media/image_scaler.h"
#include "scratch.h"

namespace saccade {
namespace {

void check(int error, const char* what) {
  if (error < 0) throw std::runtime_error(std::string(what) + ": " + av_message(error));
}

// One encoder with its stream of an output that is being made.
struct Track {
  AvCodec encoder;
  AVStream* stream = nullptr;
};

void set_rotation(AVStream& stream, int clockwise_degrees) {
#if LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 102)
  AVPacketSideData* data =
      av_packet_side_data_new(&stream.codecpar->coded_side_data, &stream.codecpar->nb_coded_side_data,
                              AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t), 0);
  auto* matrix = reinterpret_cast<int32_t*>(data->data);
#else
  auto* matrix =
      reinterpret_cast<int32_t*>(av_stream_new_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t)));
#endif
  av_display_rotation_set(matrix, clockwise_degrees);
}

void drain(AVFormatContext* output, Track& track, const AVFrame* frame) {
  check(avcodec_send_frame(track.encoder.get(), frame), "encode");
  const AvPacket packet(av_packet_alloc());
  while (avcodec_receive_packet(track.encoder.get(), packet.get()) == 0) {
    // Without a duration MP4's edit list would end before the last frame.
    if (packet->duration == 0) packet->duration = av_rescale_q(40, {1, 1000}, track.encoder->time_base);
    av_packet_rescale_ts(packet.get(), track.encoder->time_base, track.stream->time_base);
    packet->stream_index = track.stream->index;
    check(av_interleaved_write_frame(output, packet.get()), "write");
  }
}

Track add_track(AVFormatContext* output, const char* name, const std::function<void(AVCodecContext&)>& configure) {
  const AVCodec* codec = avcodec_find_encoder_by_name(name);
  if (codec == nullptr) throw std::runtime_error(std::string("FFmpeg has no encoder ") + name);
  Track track;
  track.encoder.reset(avcodec_alloc_context3(codec));
  track.encoder->thread_count = 1;
  configure(*track.encoder);
  if ((output->oformat->flags & AVFMT_GLOBALHEADER) != 0) track.encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  check(avcodec_open2(track.encoder.get(), codec, nullptr), name);
  track.stream = avformat_new_stream(output, nullptr);
  track.stream->time_base = track.encoder->time_base;
  check(avcodec_parameters_from_context(track.stream->codecpar, track.encoder.get()), "parameters");
  return track;
}

Track add_sound(AVFormatContext* output, const char* name) {
  return add_track(output, name, [](AVCodecContext& encoder) {
    encoder.sample_rate = 16000;
    encoder.time_base = {1, 16000};
    encoder.sample_fmt = encoder.codec_id == AV_CODEC_ID_AAC ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_S16;
    encoder.ch_layout = AV_CHANNEL_LAYOUT_MONO;
  });
}

void write_sound(AVFormatContext* output, Track& track, int64_t duration_us) {
  const int frame_size = track.encoder->frame_size > 0 ? track.encoder->frame_size : 1024;
  for (int64_t start = 0; start < duration_us * 16 / 1000; start += frame_size) {
    const AvFrame frame(av_frame_alloc());
    frame->nb_samples = frame_size;
    frame->format = track.encoder->sample_fmt;
    frame->sample_rate = 16000;
    frame->ch_layout = AV_CHANNEL_LAYOUT_MONO;
    frame->pts = start;
    check(av_frame_get_buffer(frame.get(), 0), "samples");
    for (int i = 0; i < frame_size; ++i) {
      const double value = std::sin(static_cast<double>(start + i) * 2 * std::numbers::pi * 440 / 16000) / 4;
      if (frame->format == AV_SAMPLE_FMT_S16) {
        reinterpret_cast<int16_t*>(frame->data[0])[i] = static_cast<int16_t>(value * 32767);
      } else {
        reinterpret_cast<float*>(frame->data[0])[i] = static_cast<float>(value);
      }
    }
    drain(output, track, frame.get());
  }
  drain(output, track, nullptr);
}

void write_pictures(AVFormatContext* output, Track& track, const MadeVideo& wanted) {
  ImageScaler scaler;
  for (size_t i = 0; i < wanted.times_us.size(); ++i) {
    const AvFrame frame(av_frame_alloc());
    frame->format = wanted.layout;
    frame->width = wanted.width;
    frame->height = wanted.height;
    frame->colorspace = AVCOL_SPC_SMPTE170M;
    check(av_frame_get_buffer(frame.get(), 0), "frame");
    const Image picture = numbered_picture(wanted.first_number + static_cast<int>(i), wanted.width, wanted.height);
    if (!scaler.draw(picture, {wanted.width, wanted.height}, *frame).ok()) throw std::runtime_error("draw");
    frame->pts = av_rescale_q(wanted.times_us[i], kMicroseconds, track.encoder->time_base);
    drain(output, track, frame.get());
  }
  drain(output, track, nullptr);
}

}  // namespace

void make_video(const MadeVideo& wanted) {
  hush_ffmpeg();
  AVFormatContext* output = nullptr;
  check(avformat_alloc_output_context2(&output, nullptr, nullptr, wanted.path.c_str()), "container");
  Track pictures = add_track(output, wanted.encoder, [&wanted](AVCodecContext& encoder) {
    encoder.width = wanted.width;
    encoder.height = wanted.height;
    encoder.pix_fmt = wanted.layout;
    encoder.time_base = wanted.time_base;
    encoder.framerate = {25, 1};
    encoder.gop_size = wanted.key_frame_distance;
    encoder.max_b_frames = wanted.b_frames;
    encoder.bit_rate = 400000;
  });
  if (wanted.rotation_degrees != 0) set_rotation(*pictures.stream, wanted.rotation_degrees);
  Track sound;
  if (wanted.audio_encoder != nullptr) sound = add_sound(output, wanted.audio_encoder);
  check(avio_open(&output->pb, wanted.path.c_str(), AVIO_FLAG_WRITE), "open");
  AvOptions options;
  if (wanted.movflags != nullptr) options.set("movflags", wanted.movflags);
  check(avformat_write_header(output, options.get()), "header");
  write_pictures(output, pictures, wanted);
  if (wanted.audio_encoder != nullptr) write_sound(output, sound, wanted.times_us.back() + 40000);
  check(av_write_trailer(output), "trailer");
  avio_closep(&output->pb);
  avformat_free_context(output);
}

std::vector<int64_t> regular_times(int count, int rate) {
  std::vector<int64_t> times;
  for (int i = 0; i < count; ++i) times.push_back(int64_t{i} * 1000000 / rate);
  return times;
}

std::vector<uint8_t> encode_picture(const char* encoder, AVPixelFormat layout, int width, int height,
                                    const std::function<void(AVFrame&)>& fill) {
  const AVCodec* codec = avcodec_find_encoder_by_name(encoder);
  if (codec == nullptr) throw std::runtime_error(std::string("FFmpeg has no encoder ") + encoder);
  const AvCodec context(avcodec_alloc_context3(codec));
  const AvFrame frame(av_frame_alloc());
  const AvPacket packet(av_packet_alloc());
  context->width = frame->width = width;
  context->height = frame->height = height;
  context->pix_fmt = layout;
  frame->format = layout;
  context->time_base = {1, 25};
  context->thread_count = 1;
  check(av_frame_get_buffer(frame.get(), 0), "frame");
  fill(*frame);
  check(avcodec_open2(context.get(), codec, nullptr), encoder);
  check(avcodec_send_frame(context.get(), frame.get()), "encode");
  check(avcodec_send_frame(context.get(), nullptr), "encode");
  check(avcodec_receive_packet(context.get(), packet.get()), "encode");
  return {packet->data, packet->data + packet->size};
}

}  // namespace saccade
