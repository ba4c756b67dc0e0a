// Sink: one kind of output of a run, fed one frame at a time in order.
#pragma once

#include <memory>
#include <string>

#include "catalog/solution.h"
#include "run/inputs.h"
#include "run/output_plan.h"
#include "saccade/video.h"

namespace saccade::cli {

// A source that is open.
struct SourceContext {
  const Source* source = nullptr;
  VideoInfo info;
  double frames_per_second = 0;  // of the output; 0: unknown
  bool copy_audio = false;       // the output keeps the source's clock
  std::string mask_path;         // with {frame}: where masks are written; empty: nowhere
};

// One frame as sinks see it. `result` or `error` is there, never both.
struct FrameRecord {
  const SourceContext* source = nullptr;
  int64_t index = 0;
  int64_t timestamp_us = 0;
  int width = 0, height = 0;  // 0 when the frame could not be decoded; its timestamp is not known then
  const SolutionResult* result = nullptr;
  Status error;
  Image picture;  // annotated; empty when not decoded, or when no sink draws
};

// Destroyed without finish(): what was written stays as NAME.partial.EXT. One thread at a time.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual bool wants_picture() const { return false; }
  virtual Status write(const FrameRecord& record) = 0;
  // A source that could not be opened or read to its end, in an output that goes on with others.
  virtual Status write_failed_source(const Source&, const Status&) { return ok_status(); }
  // Nothing worth keeping was written: destruction leaves nothing.
  virtual void discard() {}
  // Puts the output under its final name.
  virtual Status finish() = 0;
};

// What the text sinks need to know of the run.
struct RunHeader {
  std::string jsonl_line;  // the first line of a JSONL file, without line end
  std::vector<std::string> csv_columns;
};

Result<std::unique_ptr<Sink>> make_jsonl_sink(const std::string& path, const RunHeader& header, bool flush_lines);
Result<std::unique_ptr<Sink>> make_csv_sink(const std::string& path, const RunHeader& header);
std::unique_ptr<Sink> make_picture_sink(const std::string& path);
std::unique_ptr<Sink> make_video_sink(const std::string& path);
std::unique_ptr<Sink> make_mask_sink(const std::string& path);

Result<std::unique_ptr<Sink>> make_sink(const Output& output, const RunHeader& header, bool live);

}  // namespace saccade::cli
