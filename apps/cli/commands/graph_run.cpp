// saccade graph run G --input NAME=FILE --output NAME=FILE --side NAME=VALUE
#include "commands/graph_run.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>

#include "run/output_plan.h"
#include "saccade/graph.h"
#include "saccade/video.h"
#include "text/numbers.h"
#include "text/output_file.h"
#include "text/suggest.h"
#include "text/value_text.h"

namespace saccade::cli {
namespace {

struct GraphRunFlags {
  std::string graph;
  std::vector<std::string> inputs, outputs, sides;
  std::string device = "auto";
  int threads = 0;
  VideoOptions media;
  bool explain = false;
};

struct Named {
  std::string name, value;
};

Result<Named> split(const std::string& flag, const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return invalid_argument(flag + " wants NAME=VALUE, not '" + text + "'");
  }
  return Named{text.substr(0, equals), text.substr(equals + 1)};
}

// Where the packets of one output stream go: lines of JSON, pictures, or a video. Fed on the graph's threads, one call
// at a time per stream; the first failure is kept for finish().
class PacketWriter {
 public:
  static Result<std::unique_ptr<PacketWriter>> open(const Named& output) {
    auto writer = std::unique_ptr<PacketWriter>(new PacketWriter(output));
    if (output.value == "-") {
      writer->lines_.emplace(OutputFile::standard_output());
      return writer;
    }
    const std::string extension = extension_of(output.value);
    SACCADE_TRY(check_output_path(output.value));
    if (extension == ".jsonl") {
      writer->lines_.emplace(SACCADE_TRY(OutputFile::create(output.value)));
    } else if (extension == ".mp4" || extension == ".mkv" || extension == ".mov" || extension == ".webm") {
      writer->is_video_ = true;
    } else if (extension != ".png" && extension != ".jpg") {
      return invalid_argument("--output " + output.value + ": give .jsonl for values, .png .jpg .mp4 .mkv for images");
    }
    return writer;
  }

  void take(const Value& value, int64_t timestamp_us) {
    if (status_.ok()) status_ = write(value, timestamp_us);
  }

  Status finish() {
    SACCADE_TRY(Status(status_));
    if (lines_) return lines_->commit();
    return video_ ? video_->finish() : ok_status();
  }

 private:
  explicit PacketWriter(Named output) : stream_(std::move(output.name)), path_(std::move(output.value)) {}

  Status write(const Value& value, int64_t timestamp_us) {
    if (lines_) return write_line(value, timestamp_us);
    const Image* image = std::get_if<Image>(&value);
    if (image == nullptr || image->empty()) {
      return invalid_argument("stream " + stream_ + " carries no images; write it to a .jsonl file");
    }
    if (!is_video_) return write_image(frame_path(path_, count_++), *image);
    if (!video_) video_.emplace(SACCADE_TRY(VideoWriter::open(path_, image->width(), image->height())));
    return video_->write({*image, timestamp_us, count_++});
  }

  Status write_line(const Value& value, int64_t timestamp_us) {
    text_.clear();
    text_.raw("{\"stream\":");
    text_.string(stream_);
    text_.raw(",\"timestamp_us\":");
    text_.integer(timestamp_us);
    text_.raw(",\"value\":");
    append_value(text_, value);
    text_.raw("}\n");
    SACCADE_TRY(lines_->write(text_.text()));
    return path_ == "-" ? lines_->flush() : ok_status();
  }

  std::string stream_, path_;
  std::optional<OutputFile> lines_;
  std::optional<VideoWriter> video_;
  bool is_video_ = false;
  int64_t count_ = 0;
  JsonText text_;
  Status status_;
};

// A picture, video or camera that feeds one input stream, one frame ahead.
struct Feed {
  std::string stream;
  Video video;
  std::optional<Frame> next;
};

Status require_stream(const std::string& flag, const std::string& name, const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return ok_status();
  std::string known;
  for (const std::string& one : names) known += (known.empty() ? "" : ", ") + one;
  return invalid_argument(flag + ": the graph has no stream " + name + did_you_mean(name, names) + " (it has " +
                          (known.empty() ? "none" : known) + ")");
}

Result<std::vector<Feed>> open_feeds(const GraphRunFlags& flags, const GraphRunner& runner) {
  std::vector<Feed> feeds;
  for (const std::string& text : flags.inputs) {
    const Named input = SACCADE_TRY(split("--input", text));
    SACCADE_TRY(require_stream("--input", input.name, runner.input_streams()));
    Video video = SACCADE_TRY(Video::open(input.value, flags.media));
    feeds.push_back({input.name, std::move(video), std::nullopt});
  }
  if (feeds.empty() && !runner.input_streams().empty()) {
    return invalid_argument("the graph waits for stream " + runner.input_streams().front() + "; give --input " +
                            runner.input_streams().front() + "=FILE");
  }
  return feeds;
}

Result<std::vector<std::shared_ptr<PacketWriter>>> open_outputs(const GraphRunFlags& flags, GraphRunner& runner) {
  std::vector<Named> outputs;
  for (const std::string& text : flags.outputs) outputs.push_back(SACCADE_TRY(split("--output", text)));
  if (outputs.empty()) {
    for (const std::string& stream : runner.output_streams()) outputs.push_back({stream, "-"});
  }
  std::vector<std::shared_ptr<PacketWriter>> writers;
  for (const Named& output : outputs) {
    SACCADE_TRY(require_stream("--output", output.name, runner.output_streams()));
    std::shared_ptr<PacketWriter> writer = SACCADE_TRY(PacketWriter::open(output));
    SACCADE_TRY(runner.observe(
        output.name, [writer](const Value& value, int64_t timestamp_us) { writer->take(value, timestamp_us); }));
    writers.push_back(std::move(writer));
  }
  return writers;
}

// Frames of all feeds in order of time, each worked off before the next.
Status feed_all(std::vector<Feed>& feeds, GraphRunner& runner) {
  while (!interrupted()) {
    Feed* earliest = nullptr;
    for (Feed& feed : feeds) {
      if (!feed.next) feed.next = SACCADE_TRY(feed.video.next());
      if (feed.next && (earliest == nullptr || feed.next->timestamp_us < earliest->next->timestamp_us))
        earliest = &feed;
    }
    if (earliest == nullptr) break;
    SACCADE_TRY(runner.add(earliest->stream, earliest->next->image, earliest->next->timestamp_us));
    earliest->next.reset();
    SACCADE_TRY(runner.wait_until_idle());
  }
  return ok_status();
}

Result<int> run(const GraphRunFlags& flags) {
  GraphSetup setup{.device = flags.device, .threads = flags.threads, .side_packets = {}};
  for (const std::string& text : flags.sides) {
    const Named side = SACCADE_TRY(split("--side", text));
    setup.side_packets[side.name] = parse_value(side.value);
  }
  GraphRunner runner = SACCADE_TRY(GraphRunner::open(flags.graph, setup));
  std::vector<Feed> feeds = SACCADE_TRY(open_feeds(flags, runner));
  const std::vector<std::shared_ptr<PacketWriter>> writers = SACCADE_TRY(open_outputs(flags, runner));
  catch_interrupts();
  SACCADE_TRY(runner.start());
  SACCADE_TRY(feed_all(feeds, runner));
  SACCADE_TRY(runner.finish());
  if (flags.explain) std::fprintf(stderr, "%s\n", placement_text(runner.placement()).c_str());
  if (interrupted()) return kExitInterrupted;
  for (const std::shared_ptr<PacketWriter>& writer : writers) SACCADE_TRY(writer->finish());
  return kExitOk;
}

}  // namespace

void add_graph_run(CLI::App& graph, Action& action) {
  CLI::App* app = graph.add_subcommand("run", "feed pictures or videos into a graph and write what comes out");
  auto flags = std::make_shared<GraphRunFlags>();
  app->add_option("GRAPH", flags->graph, "text (.pbtxt) or binary (.binarypb) CalculatorGraphConfig")->required();
  const auto add_many = [app](const std::string& flag, std::vector<std::string>& values, const std::string& help) {
    app->add_option(flag, values, help)->type_name("NAME=VALUE")->allow_extra_args(false);
  };
  add_many("--input", flags->inputs, "frames of a picture, video, camera:N or URL into stream NAME (repeatable)");
  add_many("--output", flags->outputs,
           "stream NAME to a .jsonl, .png or .mp4 file, or - (repeatable); none: all as JSONL");
  add_many("--side", flags->sides, "side packet: true, 3 (int), 3.0 (float), 1,2.5 (floats), text (repeatable)");
  app->add_option("--device", flags->device, "auto, cpu, gpu, gpu:N, uuid:..., pci:..., name:... [auto]")
      ->type_name("TEXT");
  app->add_option_function<std::string>(
         "--threads",
         [flags](const std::string& text) {
           const Result<int64_t> threads = parse_integer_between(text, 0, 1024);
           if (!threads) throw CLI::ValidationError("--threads", threads.error().message());
           flags->threads = static_cast<int>(*threads);
         },
         "of the scheduler; 0: the caller's [0]")
      ->type_name("N");
  add_media_flags(*app, flags->media);
  app->add_flag("--explain", flags->explain, "say on which device each node ran, and why");
  app->callback([flags, &action] {
    action = [flags] {
      const Result<int> code = run(*flags);
      return code ? *code : fail(code.error());
    };
  });
}

}  // namespace saccade::cli
