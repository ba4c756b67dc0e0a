#include "run/trace_file.h"

#include <cstdio>

namespace saccade::cli {
namespace {

double microseconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

std::string name_of(TraceFile::Thread thread, const std::string& name) {
  return "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":" + std::to_string(static_cast<int>(thread)) +
         ",\"args\":{\"name\":\"" + name + "\"}}";
}

}  // namespace

Result<std::unique_ptr<TraceFile>> TraceFile::create(const std::string& path) {
  OutputFile file = SACCADE_TRY(OutputFile::create(path));
  SACCADE_TRY(file.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n"));
  SACCADE_TRY(file.write(name_of(Thread::kDecode, "decode") + ",\n" + name_of(Thread::kInference, "inference") + ",\n" +
                         name_of(Thread::kOutput, "output")));
  return std::unique_ptr<TraceFile>(new TraceFile(std::move(file)));
}

TraceFile::TraceFile(OutputFile file) : file_(std::move(file)), origin_(std::chrono::steady_clock::now()) {}

TraceFile::Span::Span(TraceFile* trace, Thread thread, std::string_view work, int64_t frame)
    : trace_(trace), thread_(thread), work_(work), frame_(frame) {
  if (trace_ != nullptr) begin_ = std::chrono::steady_clock::now();
}

TraceFile::Span::~Span() {
  if (trace_ != nullptr) trace_->add(thread_, work_, frame_, begin_);
}

void TraceFile::add(Thread thread, std::string_view work, int64_t frame, std::chrono::steady_clock::time_point begin) {
  const auto end = std::chrono::steady_clock::now();
  char event[256];
  const std::lock_guard lock(mutex_);
  std::snprintf(event, sizeof event,
                ",\n{\"name\":\"%.*s\",\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"ts\":%.3f,\"dur\":%.3f,"
                "\"args\":{\"frame\":%lld}}",
                static_cast<int>(work.size()), work.data(), static_cast<int>(thread), microseconds(begin - origin_),
                microseconds(end - begin), static_cast<long long>(frame));
  if (status_.ok()) status_ = file_.write(event);
}

Status TraceFile::finish() {
  const std::lock_guard lock(mutex_);
  SACCADE_TRY(Status(status_));
  SACCADE_TRY(file_.write("\n]}\n"));
  return file_.commit();
}

}  // namespace saccade::cli
