// Reporter: the tool's talk on standard error: errors, notes and progress. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace saccade::cli {

struct Progress {
  std::string source;  // what is being worked on
  size_t source_number = 1, source_count = 1;
  int64_t frames = 0;            // of this source
  int64_t frame_total = 0;       // 0: unknown
  double frames_per_second = 0;  // of the run
};

// "talking.mp4  112/225 frames  812 frames/s  0:01 left".
std::string progress_text(const Progress& progress);

class Reporter {
 public:
  explicit Reporter(bool quiet);
  ~Reporter();

  // "saccade: error: MESSAGE", always.
  void error(const std::string& message);
  // What was asked for, always.
  void print(const std::string& message);
  // Unless quiet.
  void note(const std::string& message);
  // A bar that is painted over on a terminal, else a line every few seconds; may be called as often as one likes.
  void progress(const Progress& progress);

 private:
  void clear_bar();

  std::mutex mutex_;
  bool quiet_;
  bool terminal_;
  bool bar_shown_ = false;
  std::chrono::steady_clock::time_point last_progress_;
};

}  // namespace saccade::cli
