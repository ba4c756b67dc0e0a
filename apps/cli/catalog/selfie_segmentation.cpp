#include "catalog/selfie_segmentation.h"

#include "catalog/solution_of.h"
#include "saccade/video.h"
#include "text/mask_text.h"

namespace saccade::cli {
namespace {

class SelfieSegmentationSolution final : public SolutionOf<SelfieSegmentation, SelfieSegmentationOptions> {
 public:
  std::vector<std::string> model_names() const override {
    return {options_.model == "landscape" ? "selfie_segmentation_landscape" : "selfie_segmentation"};
  }
  std::vector<std::string> csv_columns() const override { return {"mask", "share"}; }
  Masks masks() const override { return Masks::kOn; }

  // The library's background is blur or a colour; here a picture file is one too.
  Status create() override {
    SelfieSegmentationOptions options = options_;
    Image picture;
    const bool is_file = !options.background.empty() && options.background != "blur" && options.background[0] != '#';
    if (is_file) {
      picture = SACCADE_TRY(read_image(options.background));
      options.background.clear();
    }
    SACCADE_TRY(create_with(options));
    if (is_file) library().set_background(picture);
    return ok_status();
  }
};

}  // namespace

std::unique_ptr<Solution> make_selfie_segmentation() { return std::make_unique<SelfieSegmentationSolution>(); }

void append_json(JsonText& text, const SelfieSegmentationResult& result, const std::string& mask_file) {
  text.raw("\"mask\":");
  append_mask(text, result.mask, mask_file);
}

std::vector<std::string> csv_lines(const SelfieSegmentationResult& result) {
  std::string line;
  append_number(line, mask_share(result.mask));
  return {line};
}

}  // namespace saccade::cli
