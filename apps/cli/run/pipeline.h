// Pipeline: a run's three stages, each on its own thread, in order and with bounded memory between them:
// decode -> inference -> draw, write and encode.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "run/bounded_queue.h"
#include "run/reporter.h"
#include "run/sink_stage.h"
#include "run/trace_file.h"

namespace saccade::cli {

// Run once. All arguments are borrowed for its lifetime; `trace` may be null.
class Pipeline {
 public:
  Pipeline(const RunRequest& request, Solution& solution, SinkStage& sinks, TraceFile* trace);
  ~Pipeline();

  // The decoder starts; the solution is not touched yet, so that it can be created meanwhile.
  void start_decoding();
  // Everything else, until all is written, an output fails, or a signal comes. The result is in sinks.report().
  // False: a stage hangs in a call that cannot be ended (a silent camera or network); the process can only exit now.
  bool run(Reporter& reporter);
  // Ends a pipeline that only decodes.
  bool stop();

 private:
  struct Item {
    enum class Kind { kStart, kFrame, kEnd, kRefused } kind = Kind::kFrame;
    size_t source = 0;
    VideoInfo info = {};  // kStart
    Frame frame = {};     // kFrame; the image is dropped when nobody draws
    int width = 0, height = 0;
    Status status = {};                         // kFrame: why there is no result; kEnd, kRefused: why it ended early
    std::optional<SolutionResult> result = {};  // kFrame
  };

  void start_thread(void (Pipeline::*stage)());
  void decode();
  bool decode_source(size_t source);
  bool decode_frames(size_t source, Video& video, Status& trouble);
  void infer();
  void infer_frame(Item& item);
  void write();
  Status write_item(Item& item);
  void cancel();
  bool wait_for_threads(std::chrono::milliseconds patience);
  void start_progress(const Item& item);
  void report_progress(Reporter& reporter);

  const RunRequest& request_;
  Solution& solution_;
  SinkStage& sinks_;
  TraceFile* trace_;
  BoundedQueue<Item> decoded_, inferred_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopped_ = false;
  std::atomic<int64_t> unwanted_source_ = -1;  // its outputs failed: the decoder moves on

  std::mutex mutex_;
  std::condition_variable changed_;
  int running_ = 0;       // threads that have not ended
  bool written_ = false;  // the last stage has ended
  Progress progress_;     // of the last stage
  int64_t run_frames_ = 0;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace saccade::cli
