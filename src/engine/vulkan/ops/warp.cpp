#include "engine/vulkan/ops/warp.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/vulkan/ops/plan_builder.h"
#include "engine/vulkan/shaders/warp_push.h"
#include "engine/warp_map.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr uint32_t kGroupSize = 64;
constexpr size_t kMostSlots = 32;
constexpr int kReach = 3;             // pixels from a position that its neighbours and rounding may take
constexpr double kPositionUnit = 32;  // positions a pixel
constexpr double kFixedOne = 4294967296.0;

void set_fixed(double value, uint* low, uint* high) {
  const auto bits = static_cast<uint64_t>(std::llround(value * kPositionUnit * kFixedOne));
  *low = static_cast<uint>(bits);
  *high = static_cast<uint>(bits >> 32);
}

WarpRoi parameters_of(const WarpMap& map) {
  WarpRoi roi = {};
  set_fixed(map.origin_x, &roi.origin_x_low, &roi.origin_x_high);
  set_fixed(map.origin_y, &roi.origin_y_low, &roi.origin_y_high);
  set_fixed(map.step_i_x, &roi.step_i_x_low, &roi.step_i_x_high);
  set_fixed(map.step_i_y, &roi.step_i_y_low, &roi.step_i_y_high);
  set_fixed(map.step_j_x, &roi.step_j_x_low, &roi.step_j_x_high);
  set_fixed(map.step_j_y, &roi.step_j_y_low, &roi.step_j_y_high);
  return roi;
}

int pixel_at(double position, int extent) {
  return static_cast<int>(std::clamp(std::floor(position), 0.0, static_cast<double>(extent - 1)));
}

// All pixels that the regions read; replicated borders make the nearest ones of those.
ImagePart part_read(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) {
  ImagePart part{image.width() - 1, image.height() - 1, 0, 0};
  for (const Roi& roi : rois) {
    const WarpMap map = warp_map(roi, spec);
    for (int corner = 0; corner < 4; ++corner) {
      const double i = corner % 2 == 0 ? 0 : spec.width - 1, j = corner / 2 == 0 ? 0 : spec.height - 1;
      const double x = map.origin_x + i * map.step_i_x + j * map.step_j_x;
      const double y = map.origin_y + i * map.step_i_y + j * map.step_j_y;
      part.left = std::min(part.left, pixel_at(x - kReach, image.width()));
      part.right = std::max(part.right, pixel_at(x + kReach, image.width()));
      part.top = std::min(part.top, pixel_at(y - kReach, image.height()));
      part.bottom = std::max(part.bottom, pixel_at(y + kReach, image.height()));
    }
  }
  return part;
}

WarpSource source_of(const Image& image, const UploadedPart& uploaded, const WarpSpec& spec) {
  const PixelFormat format = image.format();
  const bool blue_first = format == PixelFormat::kBgr8 || format == PixelFormat::kBgra8;
  const bool gray = format == PixelFormat::kGray8;
  WarpSource source = {};
  source.pixel_bytes = static_cast<uint>(bytes_per_pixel(format));
  source.stride_bytes = static_cast<uint>(uploaded.stride_bytes);
  source.left = uploaded.part.left;
  source.top = uploaded.part.top;
  source.right = uploaded.part.right;
  source.bottom = uploaded.part.bottom;
  source.last_x = image.width() - 1;
  source.last_y = image.height() - 1;
  source.zero_border = spec.border == Border::kZero ? 1 : 0;
  source.red_shift = blue_first ? 16 : 0;
  source.green_shift = gray ? 0 : 8;
  source.blue_shift = blue_first || gray ? 0 : 16;
  source.luma = spec.channels == 1 && !gray ? 1 : 0;
  source.scale = (spec.range_max - spec.range_min) / 255;
  source.offset = spec.range_min;
  return source;
}

}  // namespace

struct Warper::Slot {
  Shape shape;
  bool bicubic = false;
  const Pipeline* pipeline = nullptr;
  Buffer parameters;
  std::shared_ptr<ResultMemory> results;
};

namespace {

Result<RecordedParts> record(const Shape& shape, const Pipeline& pipeline, const Buffer& parameters,
                             const UploadMemory& pixels, const ResultMemory& results) {
  std::unique_ptr<Commands> commands = SACCADE_TRY(Commands::create(results.device(), 1, 3));
  const BufferRange bindings[] = {pixels.range(), {parameters.handle(), 0, parameters.bytes()}, results.range()};
  const auto height = static_cast<uint32_t>(shape[1]), width = static_cast<uint32_t>(shape[2]);
  SACCADE_TRY(commands->dispatch(pipeline, bindings, push_words(WarpPush{width, height}),
                                 {(width + kGroupSize - 1) / kGroupSize, height, static_cast<uint32_t>(shape[0])}));
  results.end_recording(*commands);
  SACCADE_TRY(commands->finish());
  RecordedParts parts;
  parts.push_back({std::move(commands), 0});
  return parts;
}

Status write_parameters(const Image& image, const UploadedPart& uploaded, std::span<const Roi> rois,
                        const WarpSpec& spec, const Buffer& parameters) {
  const WarpSource source = source_of(image, uploaded, spec);
  std::memcpy(parameters.mapped(), &source, sizeof(source));
  std::byte* to = parameters.mapped() + sizeof(source);
  for (const Roi& roi : rois) {
    const WarpRoi values = parameters_of(warp_map(roi, spec));
    std::memcpy(to, &values, sizeof(values));
    to += sizeof(values);
  }
  return parameters.flush(0, parameters.bytes());
}

}  // namespace

Warper::Warper(std::shared_ptr<Queue> queue, std::shared_ptr<ImageUploads> images)
    : queue_(std::move(queue)), images_(std::move(images)) {}
Warper::~Warper() = default;

Result<std::shared_ptr<Warper::Slot>> Warper::slot_for(const std::shared_ptr<Device>& device, const Shape& shape,
                                                       bool bicubic) {
  const std::lock_guard lock(mutex_);
  if (device_ != device) slots_.clear();
  device_ = device;
  std::shared_ptr<Slot> slot =
      slots_.take([&](const Slot& slot) { return slot.shape == shape && slot.bicubic == bicubic; });
  if (!slot) {
    slot = std::make_shared<Slot>();
    slot->shape = shape;
    slot->bicubic = bicubic;
    const uint32_t constants[] = {kGroupSize, static_cast<uint32_t>(shape[3]), bicubic ? 1U : 0U};
    slot->pipeline = SACCADE_TRY(device->pipeline(ShaderId::kWarp, constants));
    const size_t parameter_bytes = sizeof(WarpSource) + sizeof(WarpRoi) * static_cast<size_t>(shape[0]);
    slot->parameters = SACCADE_TRY(device->create_buffer(parameter_bytes, MemoryUse::kUpload));
    // What reads it may bind more than its numbers.
    const size_t bytes = (shape.element_count() * sizeof(float) + 255) / 256 * 256;
    slot->results = SACCADE_TRY(ResultMemory::create(device, bytes, false, nullptr));
    slots_.add(slot, kMostSlots);
  }
  slot->results->start_use();
  return slot;
}

Result<Tensor> Warper::warp(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) {
  const int extents[] = {static_cast<int>(rois.size()), spec.height, spec.width, spec.channels};
  const Shape shape = SACCADE_TRY(Shape::create(extents));
  SACCADE_TRY(check_warp(image, rois, spec));
  const std::shared_ptr<Device> device = SACCADE_TRY(queue_->device());
  const UploadedPart uploaded = SACCADE_TRY(images_->upload(*queue_, device, image, part_read(image, rois, spec)));
  const std::shared_ptr<Slot> slot =
      SACCADE_TRY(slot_for(device, shape, spec.interpolation == Interpolation::kBicubic));
  SACCADE_TRY(write_parameters(image, uploaded, rois, spec, slot->parameters));
  // Whoever holds the results holds the parameters too.
  const std::shared_ptr<ResultMemory> results(slot, slot->results.get());
  const RecordedParts* recorded = results->recording(uploaded.memory, 0);
  if (recorded == nullptr) {
    recorded = results->add_recording(
        uploaded.memory, 0, SACCADE_TRY(record(shape, *slot->pipeline, slot->parameters, *uploaded.memory, *results)));
  }
  Operation operation;
  operation.commands = recorded->front().commands.get();
  operation.uses = {results, uploaded.memory};
  const std::shared_ptr<Submission> submission =
      SACCADE_TRY(queue_->append(device, std::move(operation), {uploaded.submission.get()}));
  return Tensor(DType::kFloat32, shape, std::make_shared<DeviceTensor>(queue_, submission, results, 0));
}

}  // namespace saccade::vulkan
