#include "run/sink_stage.h"

namespace saccade::cli {
namespace {

bool draws(const Output& output) { return output.kind == OutputKind::kPicture || output.kind == OutputKind::kVideo; }

double output_rate(const VideoInfo& info, const VideoOptions& options) {
  const double rate = options.fps > 0 ? options.fps : info.frames_per_second;
  return rate / options.every;
}

}  // namespace

SinkStage::SinkStage(const RunRequest& request, RunHeader header) : request_(request), header_(std::move(header)) {
  for (const auto& outputs : request.outputs.of_source) {
    for (const Output& output : outputs) wants_pictures_ |= draws(output);
  }
}

Status SinkStage::open_shared(bool live) {
  if (shared_open_) return ok_status();
  shared_open_ = true;
  for (const Output& output : request_.outputs.shared) {
    shared_.push_back({SACCADE_TRY(make_sink(output, header_, live)), output.path});
  }
  return ok_status();
}

void SinkStage::open_own(size_t source) {
  for (const Output& output : request_.outputs.of_source[source]) {
    Result<std::unique_ptr<Sink>> sink = make_sink(output, header_, context_.info.live);
    if (!sink) return fail_source(sink.error());
    own_.push_back({*std::move(sink), output.path});
  }
}

Status SinkStage::refuse_source(size_t source, const Status& status) {
  begin_source(source);
  return end_source(status);
}

void SinkStage::begin_source(size_t source) {
  context_.source = &request_.sources[source];
  context_.mask_path.clear();
  for (const Output& output : request_.outputs.of_source[source]) {
    if (output.kind == OutputKind::kMask) context_.mask_path = output.path;
  }
  source_failed_ = false;
  source_frames_ = 0;
  source_failed_frames_ = 0;
}

Status SinkStage::start_source(size_t source, const VideoInfo& info) {
  begin_source(source);
  context_.info = info;
  context_.frames_per_second = output_rate(info, request_.media);
  context_.copy_audio = info.has_audio && !info.live && request_.media.fps <= 0;
  SACCADE_TRY(open_shared(info.live));
  open_own(source);
  return ok_status();
}

void SinkStage::note_frame(const FrameRecord& record) {
  if (record.result != nullptr) {
    ++report_.frames;
    ++source_frames_;
    return;
  }
  ++report_.failed_frames;
  if (source_failed_frames_++ == 0) first_frame_error_ = record.error.message();
}

Status SinkStage::write(const FrameRecord& record, bool& going) {
  going = !source_failed_;
  if (!going) return ok_status();
  note_frame(record);
  for (OpenSink& open : shared_) SACCADE_TRY(open.sink->write(record));
  for (OpenSink& open : own_) {
    const Status status = open.sink->write(record);
    if (status.ok()) continue;
    fail_source(status);
    going = false;
    break;
  }
  return ok_status();
}

// A source without a single result has failed, whatever its reader says.
Status SinkStage::verdict(const Status& status) const {
  if (!status.ok() || source_frames_ > 0) return status;
  if (source_failed_frames_ > 0) return data_loss(first_frame_error_);
  return not_found("no frame to work on; the file holds none, or none between --start and --end");
}

Status SinkStage::end_source(const Status& status) {
  const Status outcome = source_failed_ ? ok_status() : verdict(status);
  if (!outcome.ok()) fail_source(outcome);
  if (!source_failed_) finish_own();
  if (!source_failed_ && source_failed_frames_ > 0) {
    report_.failures.push_back({context_.source->name, std::to_string(source_failed_frames_) + " of " +
                                                           std::to_string(source_failed_frames_ + source_frames_) +
                                                           " frames failed, the first: " + first_frame_error_});
  }
  if (source_failed_) SACCADE_TRY(tell_shared_of_failure());
  return ok_status();
}

void SinkStage::finish_own() {
  for (OpenSink& open : own_) {
    const Status finished = open.sink->finish();
    if (!finished.ok()) return fail_source(finished);
    report_.outputs.push_back(open.path);
  }
  own_.clear();
}

// In an output of many sources the failure takes the place of the missing frames; that of one source is not whole.
Status SinkStage::tell_shared_of_failure() {
  if (request_.sources.size() == 1) {
    if (source_frames_ == 0) {
      for (OpenSink& open : shared_) open.sink->discard();
    }
    shared_.clear();
    return ok_status();
  }
  SACCADE_TRY(open_shared(false));
  const Status failure = unavailable(report_.failures.back().message);
  for (OpenSink& open : shared_) SACCADE_TRY(open.sink->write_failed_source(*context_.source, failure));
  return ok_status();
}

void SinkStage::fail_source(const Status& status) {
  if (!source_failed_) report_.failures.push_back({context_.source->name, status.message()});
  source_failed_ = true;
  if (source_frames_ == 0) {
    for (OpenSink& open : own_) open.sink->discard();
  }
  own_.clear();
}

Status SinkStage::finish() {
  for (OpenSink& open : shared_) {
    SACCADE_TRY(open.sink->finish());
    if (open.path != "-") report_.outputs.push_back(open.path);
  }
  shared_.clear();
  return ok_status();
}

void SinkStage::abandon() {
  own_.clear();
  shared_.clear();
}

}  // namespace saccade::cli
