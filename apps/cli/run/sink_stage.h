// SinkStage: the last stage of a run. Opens, feeds, finishes and abandons the sinks of each source and the shared ones.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "run/run_request.h"
#include "sinks/sink.h"

namespace saccade::cli {

// One thread at a time. An error returned ends the run; what goes wrong with one source is noted in report() only.
class SinkStage {
 public:
  // Borrows the request for its lifetime.
  SinkStage(const RunRequest& request, RunHeader header);

  // Whether any output draws.
  bool wants_pictures() const { return wants_pictures_; }

  Status start_source(size_t source, const VideoInfo& info);
  // False in `going`: the source's outputs failed, and no more of its frames are wanted.
  Status write(const FrameRecord& record, bool& going);
  // `status`: why the source ended early.
  Status end_source(const Status& status);
  // A source that could not be opened: neither started nor ended.
  Status refuse_source(size_t source, const Status& status);
  // All sources are done: the shared outputs take their final names.
  Status finish();
  // Leaves what was written as NAME.partial.EXT.
  void abandon();

  const SourceContext& context() const { return context_; }
  RunReport& report() { return report_; }

 private:
  struct OpenSink {
    std::unique_ptr<Sink> sink;
    std::string path;
  };
  Status open_shared(bool live);
  void open_own(size_t source);
  void begin_source(size_t source);
  Status verdict(const Status& status) const;
  void finish_own();
  Status tell_shared_of_failure();
  void fail_source(const Status& status);
  void note_frame(const FrameRecord& record);

  const RunRequest& request_;
  RunHeader header_;
  bool wants_pictures_ = false;
  bool shared_open_ = false;
  std::vector<OpenSink> shared_, own_;
  SourceContext context_;
  bool source_failed_ = false;
  int64_t source_frames_ = 0, source_failed_frames_ = 0;
  std::string first_frame_error_;
  RunReport report_;
};

}  // namespace saccade::cli
