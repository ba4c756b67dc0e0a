// CSV (RFC 4180): one line per thing found; a frame without any keeps one line with empty cells, so that time stays
// aligned.
#include "sinks/sink.h"
#include "text/csv_text.h"
#include "text/output_file.h"

namespace saccade::cli {
namespace {

class CsvSink final : public Sink {
 public:
  CsvSink(OutputFile file, size_t result_columns) : file_(std::move(file)), nothing_(result_columns - 1, ',') {}

  Status write(const FrameRecord& record) override {
    std::string frame = csv_cell(record.source->source->name) + "," + std::to_string(record.index) + ",";
    if (record.width > 0) {
      frame += std::to_string(record.timestamp_us) + "," + std::to_string(record.width) + "," +
               std::to_string(record.height) + ",";
    } else {
      frame += ",,,";
    }
    if (record.result == nullptr) return line(frame + csv_cell(record.error.message()) + ",", nothing_);
    const std::vector<std::string> found = csv_lines(*record.result);
    if (found.empty()) return line(frame + ",", nothing_);
    for (size_t i = 0; i < found.size(); ++i) SACCADE_TRY(line(frame + "," + std::to_string(i) + ",", found[i]));
    return ok_status();
  }

  Status write_failed_source(const Source& source, const Status& status) override {
    return line(csv_cell(source.name) + ",,,,," + csv_cell(status.message()) + ",", nothing_);
  }

  void discard() override { file_.discard(); }
  Status finish() override { return file_.commit(); }

 private:
  Status line(const std::string& frame, const std::string& cells) {
    SACCADE_TRY(file_.write(frame));
    SACCADE_TRY(file_.write(cells));
    return file_.write("\n");
  }

  OutputFile file_;
  std::string nothing_;  // the commas of an empty result
};

}  // namespace

Result<std::unique_ptr<Sink>> make_csv_sink(const std::string& path, const RunHeader& header) {
  OutputFile file = SACCADE_TRY(OutputFile::create(path));
  std::string first = "source,frame,timestamp_us,width,height,error";
  for (const std::string& column : header.csv_columns) first += "," + column;
  SACCADE_TRY(file.write(first + "\n"));
  return std::unique_ptr<Sink>(std::make_unique<CsvSink>(std::move(file), header.csv_columns.size()));
}

}  // namespace saccade::cli
