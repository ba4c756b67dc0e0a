// JSON Lines: a line about the run, then one object a frame.
#include "sinks/sink.h"
#include "text/output_file.h"

namespace saccade::cli {
namespace {

class JsonlSink final : public Sink {
 public:
  JsonlSink(OutputFile file, bool flush_lines) : file_(std::move(file)), flush_lines_(flush_lines) {}

  Status write(const FrameRecord& record) override {
    begin_object(*record.source->source);
    key_and_integer(",\"frame\":", record.index);
    if (record.width > 0) {
      key_and_integer(",\"timestamp_us\":", record.timestamp_us);
      key_and_integer(",\"width\":", record.width);
      key_and_integer(",\"height\":", record.height);
    }
    line_.raw(',');
    if (record.result != nullptr) {
      const std::string& masks = record.source->mask_path;
      append_json(line_, *record.result, masks.empty() ? masks : frame_path(masks, record.index));
    } else {
      line_.raw("\"error\":");
      line_.string(record.error.message());
    }
    return end_object();
  }

  Status write_failed_source(const Source& source, const Status& status) override {
    begin_object(source);
    line_.raw(",\"error\":");
    line_.string(status.message());
    return end_object();
  }

  void discard() override { file_.discard(); }
  Status finish() override { return file_.commit(); }

 private:
  void begin_object(const Source& source) {
    line_.clear();
    line_.raw("{\"source\":");
    line_.string(source.name);
  }
  void key_and_integer(std::string_view key, int64_t value) {
    line_.raw(key);
    line_.integer(value);
  }
  Status end_object() {
    line_.raw("}\n");
    SACCADE_TRY(file_.write(line_.text()));
    return flush_lines_ ? file_.flush() : ok_status();
  }

  OutputFile file_;
  JsonText line_;  // kept for its memory
  bool flush_lines_;
};

}  // namespace

Result<std::unique_ptr<Sink>> make_jsonl_sink(const std::string& path, const RunHeader& header, bool flush_lines) {
  OutputFile file = path == "-" ? OutputFile::standard_output() : SACCADE_TRY(OutputFile::create(path));
  SACCADE_TRY(file.write(header.jsonl_line + "\n"));
  if (flush_lines) SACCADE_TRY(file.flush());
  return std::unique_ptr<Sink>(std::make_unique<JsonlSink>(std::move(file), flush_lines));
}

}  // namespace saccade::cli
