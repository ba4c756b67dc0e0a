// What the tool knows of a solution: its options (from describe()), how to run it, and how its results are written.
// Adding one: its file in this folder, its result in SolutionResult, its line in catalog.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/hands.h"
#include "saccade/pose.h"
#include "saccade/selfie_segmentation.h"
#include "text/json_text.h"

namespace saccade::cli {

using SolutionResult =
    std::variant<FaceDetectionResult, FaceMeshResult, HandsResult, PoseResult, SelfieSegmentationResult>;

// Whether results have masks: never, not with these options, or with them.
enum class Masks { kNever, kOff, kOn };

// One solution with one set of options. One thread at a time.
class Solution {
 public:
  virtual ~Solution() = default;

  // Flags that fill the options when the command line is parsed.
  virtual void add_flags(CLI::App& app) = 0;
  virtual nlohmann::ordered_json options() const = 0;
  virtual std::string device() const = 0;
  virtual void set_device(const std::string& device) = 0;
  // Names of the models that these options load.
  virtual std::vector<std::string> model_names() const = 0;

  virtual Masks masks() const { return Masks::kNever; }

  // After the flags are parsed, before those below; again to start anew with other options.
  virtual Status create() = 0;
  virtual Result<SolutionResult> process(const Frame& frame) = 0;
  // The next frame starts a new source.
  virtual Status reset() = 0;
  virtual Placement placement() const = 0;

  // Of one thing found: its number ("face"), then its values.
  virtual std::vector<std::string> csv_columns() const = 0;
};

struct SolutionEntry {
  std::string name;     // "face_mesh"
  std::string summary;  // one line
  std::unique_ptr<Solution> (*make)();
};

std::span<const SolutionEntry> solution_catalog();

// "faces":[...], six decimals; without the braces around it. `mask_file`: where the mask is written, when it is.
void append_json(JsonText& text, const SolutionResult& result, const std::string& mask_file);
// One line of cells per thing found: csv_columns() without the first.
std::vector<std::string> csv_lines(const SolutionResult& result);
// Empty when there is none.
Image mask_of(const SolutionResult& result);
// The picture with the result drawn onto it.
Result<Image> draw_result(const Image& image, const SolutionResult& result);

}  // namespace saccade::cli
