#include "run/pipeline.h"

#include <algorithm>
#include <utility>

#include "run/interrupt.h"

namespace saccade::cli {
namespace {

using namespace std::chrono_literals;
// Between two stages: enough to ride out a slow frame, little enough for 8K pictures.
constexpr size_t kQueueItems = 8;
constexpr size_t kQueueBytes = 64 << 20;
constexpr auto kPatience = 2s;

size_t image_bytes(const Image& image) {
  if (image.empty()) return 0;
  return static_cast<size_t>(image.width()) * image.height() * bytes_per_pixel(image.format());
}

// How many frames a source will give, as far as its header and the options tell; 0: unknown.
int64_t expected_frames(const VideoInfo& info, const VideoOptions& options) {
  if (info.live) return std::max<int64_t>(options.max_frames, 0);
  double frames = static_cast<double>(info.frame_count);
  if (options.start_us > 0 || options.end_us >= 0) {
    if (info.duration_us <= 0) return 0;
    const int64_t end = options.end_us < 0 ? info.duration_us : std::min(options.end_us, info.duration_us);
    frames *= static_cast<double>(std::max<int64_t>(end - options.start_us, 0)) / static_cast<double>(info.duration_us);
  }
  const auto total = static_cast<int64_t>(frames / options.every + 0.5);
  return options.max_frames < 0 ? total : std::min(total, options.max_frames);
}

}  // namespace

Pipeline::Pipeline(const RunRequest& request, Solution& solution, SinkStage& sinks, TraceFile* trace)
    : request_(request),
      solution_(solution),
      sinks_(sinks),
      trace_(trace),
      decoded_(kQueueItems, kQueueBytes),
      inferred_(kQueueItems, kQueueBytes),
      begin_(std::chrono::steady_clock::now()) {}

Pipeline::~Pipeline() {
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Pipeline::start_thread(void (Pipeline::*stage)()) {
  {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  threads_.emplace_back([this, stage] {
    (this->*stage)();
    const std::lock_guard lock(mutex_);
    --running_;
    changed_.notify_all();
  });
}

void Pipeline::start_decoding() { start_thread(&Pipeline::decode); }

void Pipeline::decode() {
  for (size_t source = 0; source < request_.sources.size() && !stopped_; ++source) {
    if (!decode_source(source)) break;
  }
  decoded_.close();
}

// False: nobody takes frames any more.
bool Pipeline::decode_source(size_t source) {
  Result<Video> video = [&] {
    const TraceFile::Span span(trace_, TraceFile::Thread::kDecode, "open", 0);
    return Video::open(request_.sources[source].name, request_.media);
  }();
  if (!video) return decoded_.push({.kind = Item::Kind::kRefused, .source = source, .status = video.error()}, 0);
  if (!decoded_.push({.kind = Item::Kind::kStart, .source = source, .info = video->info()}, 0)) return false;
  Status trouble;  // the last frame's, until it is known whether anything follows
  if (!decode_frames(source, *video, trouble)) return false;
  return decoded_.push({.kind = Item::Kind::kEnd, .source = source, .status = trouble}, 0);
}

// An error followed by more is that of one frame; followed by the end it is why the source ended early.
bool Pipeline::decode_frames(size_t source, Video& video, Status& trouble) {
  int64_t next_index = 0;
  while (!stopped_ && unwanted_source_ != static_cast<int64_t>(source)) {
    Result<std::optional<Frame>> frame = [&] {
      const TraceFile::Span span(trace_, TraceFile::Thread::kDecode, "decode", next_index);
      return video.next();
    }();
    if (frame && !*frame) break;
    if (!trouble.ok()) {
      Item failed{.source = source, .status = std::exchange(trouble, ok_status())};
      failed.frame.index = next_index++;
      if (!decoded_.push(std::move(failed), 0)) return false;
    }
    if (!frame) {
      trouble = frame.error();
      continue;
    }
    Item item{.source = source, .frame = **std::move(frame)};
    next_index = item.frame.index + 1;
    item.width = item.frame.image.width();
    item.height = item.frame.image.height();
    const size_t bytes = image_bytes(item.frame.image);
    if (!decoded_.push(std::move(item), bytes)) return false;
  }
  return true;
}

void Pipeline::infer() {
  Status fresh;       // a source that cannot start anew would carry over the last one's tracks: its frames fail
  bool used = false;  // since the last reset
  while (std::optional<Item> item = decoded_.pop()) {
    if (item->kind == Item::Kind::kStart && std::exchange(used, false)) fresh = solution_.reset();
    if (item->kind == Item::Kind::kFrame && item->status.ok()) {
      used = true;
      item->status = fresh;
      if (fresh.ok()) infer_frame(*item);
    }
    const size_t bytes = image_bytes(item->frame.image);
    if (!inferred_.push(std::move(*item), bytes)) break;
  }
  inferred_.close();
}

void Pipeline::infer_frame(Item& item) {
  const TraceFile::Span span(trace_, TraceFile::Thread::kInference, "process", item.frame.index);
  Result<SolutionResult> result = solution_.process(item.frame);
  if (result) {
    item.result = *std::move(result);
  } else {
    item.status = result.error();
  }
  if (!sinks_.wants_pictures()) item.frame.image = Image();
}

void Pipeline::write() {
  Status status;
  while (status.ok()) {
    std::optional<Item> item = inferred_.pop();
    if (!item) break;
    status = write_item(*item);
  }
  if (status.ok() && !stopped_) status = sinks_.finish();
  sinks_.abandon();
  if (!status.ok()) {
    sinks_.report().fatal = status;
    cancel();
  }
  const std::lock_guard lock(mutex_);
  written_ = true;
  changed_.notify_all();
}

Status Pipeline::write_item(Item& item) {
  switch (item.kind) {
    case Item::Kind::kStart:
      start_progress(item);
      return sinks_.start_source(item.source, item.info);
    case Item::Kind::kRefused:
      return sinks_.refuse_source(item.source, item.status);
    case Item::Kind::kEnd:
      return sinks_.end_source(item.status);
    case Item::Kind::kFrame:
      break;
  }
  FrameRecord record{&sinks_.context(), item.frame.index, item.frame.timestamp_us,
                     item.width,        item.height,      item.result ? &*item.result : nullptr,
                     item.status,       item.frame.image};
  if (item.result && sinks_.wants_pictures()) {
    const TraceFile::Span span(trace_, TraceFile::Thread::kOutput, "draw", item.frame.index);
    Result<Image> drawn = draw_result(item.frame.image, *item.result);
    if (drawn) {
      record.picture = *std::move(drawn);
    } else {
      record.result = nullptr;
      record.error = drawn.error();
    }
  }
  const TraceFile::Span span(trace_, TraceFile::Thread::kOutput, "write", item.frame.index);
  bool going = true;
  SACCADE_TRY(sinks_.write(record, going));
  if (!going) unwanted_source_ = static_cast<int64_t>(item.source);
  const std::lock_guard lock(mutex_);
  ++progress_.frames;
  ++run_frames_;
  return ok_status();
}

void Pipeline::start_progress(const Item& item) {
  const std::lock_guard lock(mutex_);
  const Source& source = request_.sources[item.source];
  progress_ = {.source = source.kind == SourceKind::kLive ? source.name : source.stem + source.extension,
               .source_number = item.source + 1,
               .source_count = request_.sources.size(),
               .frame_total = expected_frames(item.info, request_.media)};
}

void Pipeline::cancel() {
  stopped_ = true;
  decoded_.cancel();
  inferred_.cancel();
}

void Pipeline::report_progress(Reporter& reporter) {
  Progress progress;
  {
    const std::lock_guard lock(mutex_);
    progress = progress_;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
    progress.frames_per_second = static_cast<double>(run_frames_) / elapsed.count();
  }
  if (!progress.source.empty()) reporter.progress(progress);
}

bool Pipeline::wait_for_threads(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (changed_.wait_for(lock, patience, [&] { return running_ == 0; })) return true;
  for (std::thread& thread : threads_) thread.detach();
  return false;
}

bool Pipeline::run(Reporter& reporter) {
  begin_ = std::chrono::steady_clock::now();
  start_thread(&Pipeline::infer);
  start_thread(&Pipeline::write);
  bool written = false;
  while (!written) {
    if (interrupted() && !stopped_) {
      sinks_.report().interrupted = true;
      cancel();
    }
    {
      std::unique_lock lock(mutex_);
      written = changed_.wait_for(lock, 50ms, [&] { return written_; });
    }
    if (!written) report_progress(reporter);
  }
  sinks_.report().seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  return wait_for_threads(kPatience);
}

bool Pipeline::stop() {
  cancel();
  return wait_for_threads(kPatience);
}

}  // namespace saccade::cli
