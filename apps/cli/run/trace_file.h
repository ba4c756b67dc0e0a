// TraceFile: what each thread of a run did when, for Perfetto or chrome://tracing (Chrome's JSON trace events).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include "text/output_file.h"

namespace saccade::cli {

// Thread-safe.
class TraceFile {
 public:
  enum class Thread { kDecode, kInference, kOutput };

  static Result<std::unique_ptr<TraceFile>> create(const std::string& path);

  // One piece of work from construction to destruction. `trace` may be null: then nothing happens.
  class Span {
   public:
    Span(TraceFile* trace, Thread thread, std::string_view work, int64_t frame);
    ~Span();
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

   private:
    TraceFile* trace_;
    Thread thread_;
    std::string_view work_;  // a static string
    int64_t frame_;
    std::chrono::steady_clock::time_point begin_;
  };

  // Writes the end and renames.
  Status finish();

 private:
  explicit TraceFile(OutputFile file);
  void add(Thread thread, std::string_view work, int64_t frame, std::chrono::steady_clock::time_point begin);

  std::mutex mutex_;
  OutputFile file_;
  Status status_;  // the first failure, told by finish()
  std::chrono::steady_clock::time_point origin_;
};

}  // namespace saccade::cli
