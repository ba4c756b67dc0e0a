#include "sinks/sink.h"

namespace saccade::cli {

Result<std::unique_ptr<Sink>> make_sink(const Output& output, const RunHeader& header, bool live) {
  switch (output.kind) {
    case OutputKind::kJsonl:
      return make_jsonl_sink(output.path, header, live || output.path == "-");
    case OutputKind::kCsv:
      return make_csv_sink(output.path, header);
    case OutputKind::kPicture:
      return make_picture_sink(output.path);
    case OutputKind::kVideo:
      return make_video_sink(output.path);
    case OutputKind::kMask:
      return make_mask_sink(output.path);
  }
  return internal_error("output of an unknown kind");
}

}  // namespace saccade::cli
