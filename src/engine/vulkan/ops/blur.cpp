#include "engine/vulkan/ops/blur.h"

#include <utility>

#include "engine/image_checks.h"
#include "engine/vulkan/shaders/blur_blocks_push.h"
#include "engine/vulkan/shaders/blur_line_push.h"
#include "engine/vulkan/shaders/blur_stretch_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr size_t kColorBytes = 16;  // four floats
constexpr int kPixelsOfAPictureAtOnce = 4;

// The steps between the first and the last go back and forth between two buffers.
class Lines {
 public:
  Lines(ImageWork& work, BufferRange filled, BufferRange other, int pitch)
      : work_(work), filled_(filled), other_(other), pitch_(pitch) {}

  void add(BlurLinePush push, int rows) {
    push.width = push.pitch = static_cast<uint>(pitch_);
    work_.steps.push_back({ShaderId::kBlurLine, {filled_, other_}, push_words(push), pitch_, rows});
    work_.flops += 4.0 * pitch_ * rows * (push.before + push.after + 1);
    std::swap(filled_, other_);
  }
  const BufferRange& filled() const { return filled_; }

 private:
  ImageWork& work_;
  BufferRange filled_, other_;
  int pitch_;
};

BlurLinePush means_of_blocks(int height, int side) {
  BlurLinePush push = {};
  push.count = static_cast<uint>(height);
  push.columns = 1;
  push.step = side;
  push.after = side - 1;
  return push;
}

BlurLinePush box(int count, bool columns, int radius) {
  BlurLinePush push = {};
  push.count = static_cast<uint>(count);
  push.columns = columns ? 1 : 0;
  push.step = 1;
  push.before = push.after = radius;
  push.continued = 1;
  return push;
}

}  // namespace

Result<Image> blurred(DeviceImages& images, const Image& picture, float sigma_px) {
  SACCADE_TRY(check_picture(picture));
  const BlurPlan plan = SACCADE_TRY(blur_plan(sigma_px));
  const Size size{picture.width(), picture.height()};
  const Size blocks{(size.width + plan.side - 1) / plan.side, (size.height + plan.side - 1) / plan.side};
  ImageWork work = SACCADE_TRY(images.start(PixelFormat::kRgb8, size));
  const ImageSource source = SACCADE_TRY(images.read(work, picture));
  const size_t row_bytes = kColorBytes * static_cast<size_t>(blocks.width);
  const BufferRange first = SACCADE_TRY(images.scratch(work, row_bytes * static_cast<size_t>(size.height)));
  const BufferRange second = SACCADE_TRY(images.scratch(work, row_bytes * static_cast<size_t>(size.height)));

  const BlurBlocksPush means{picture_ref(picture.format(), source), static_cast<uint>(size.width),
                             static_cast<uint>(plan.side), static_cast<uint>(blocks.width)};
  work.steps.push_back({ShaderId::kBlurBlocks, {source.range, first}, push_words(means), blocks.width, size.height});
  Lines lines(work, first, second, blocks.width);
  if (plan.side > 1) lines.add(means_of_blocks(size.height, plan.side), blocks.height);
  for (const int radius : plan.radii) {
    if (radius == 0) continue;
    lines.add(box(blocks.width, false, radius), blocks.height);
    lines.add(box(blocks.height, true, radius), blocks.height);
  }
  const BlurStretchPush stretch{static_cast<uint>(size.width), static_cast<uint>(plan.side),
                                static_cast<uint>(blocks.width), static_cast<uint>(blocks.height)};
  work.steps.push_back({ShaderId::kBlurStretch,
                        {lines.filled(), work.result->range()},
                        push_words(stretch),
                        (size.width + kPixelsOfAPictureAtOnce - 1) / kPixelsOfAPictureAtOnce,
                        size.height});
  return images.finish(std::move(work), PixelFormat::kRgb8, size);
}

}  // namespace saccade::vulkan
