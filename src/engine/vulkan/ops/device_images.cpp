#include "engine/vulkan/ops/device_images.h"

#include <cstring>
#include <string>
#include <utility>

#include "shader_table.h"

namespace saccade::vulkan {
namespace {

constexpr uint32_t kGroupSize = 64;
constexpr size_t kMostMemories = 16;  // free ones, kept for what comes next
// Shaders read whole words, and one more than they need; and sizes that are nearly the same share memory.
constexpr size_t kSlackBytes = 4, kUnitBytes = 4096;

// What the device needs until it is done with the work.
struct Recorded {
  ImageWork work;
  std::unique_ptr<Commands> commands;  // last, as it goes first
};

Result<std::unique_ptr<Commands>> record(const ImageWork& work) {
  size_t bindings = 0;
  for (const ImageStep& step : work.steps) bindings += step.bindings.size();
  std::unique_ptr<Commands> commands =
      SACCADE_TRY(Commands::create(work.device, static_cast<int>(work.steps.size()), static_cast<int>(bindings)));
  for (size_t i = 0; i < work.steps.size(); ++i) {
    const ImageStep& step = work.steps[i];
    const uint32_t constants[] = {kGroupSize};
    const Pipeline* pipeline = SACCADE_TRY(work.device->pipeline(step.shader, constants));
    if (i > 0) commands->barrier();
    const uint32_t groups = (static_cast<uint32_t>(step.columns) + kGroupSize - 1) / kGroupSize;
    SACCADE_TRY(commands->dispatch(*pipeline, step.bindings, step.push, {groups, static_cast<uint32_t>(step.rows), 1}));
  }
  SACCADE_TRY(commands->finish());
  return commands;
}

}  // namespace

Result<HostPixels> DeviceImage::host() const {
  const std::byte* bytes = SACCADE_TRY(memory_->host(*queue_, submission_, memory_));
  return HostPixels{reinterpret_cast<const uint8_t*>(bytes), static_cast<ptrdiff_t>(stride_bytes_)};
}

bool DeviceImage::lies_on(const Queue& queue, const Device& device) const {
  return queue_.get() == &queue && memory_->device().get() == &device && !queue.failed(submission_.get());
}

Result<std::shared_ptr<ResultMemory>> DeviceImages::memory(const std::shared_ptr<Device>& device, size_t bytes) {
  const size_t size = (bytes + kSlackBytes + kUnitBytes - 1) / kUnitBytes * kUnitBytes;
  if (size > device->caps().max_buffer_range_bytes) {
    return resource_exhausted(
        "an image takes " + std::to_string(size >> 20) + " MiB, more than the GPU writes at once (" +
        std::to_string(device->caps().max_buffer_range_bytes >> 20) + " MiB); make it smaller, or use device=cpu");
  }
  const std::lock_guard lock(mutex_);
  if (device_ != device) memories_.clear();
  device_ = device;
  std::shared_ptr<ResultMemory> memory =
      memories_.take([size](const ResultMemory& memory) { return memory.bytes() == size; });
  if (!memory) {
    memory = SACCADE_TRY(ResultMemory::create(device, size, false, nullptr));
    memories_.add(memory, kMostMemories);
  }
  memory->start_use();
  return memory;
}

Result<ImageWork> DeviceImages::start(PixelFormat format, Size size) {
  SACCADE_TRY(check_image_size(size.width, size.height));
  ImageWork work;
  work.device = SACCADE_TRY(queue_->device());
  const size_t row_bytes = static_cast<size_t>(size.width) * static_cast<size_t>(bytes_per_pixel(format));
  work.stride_bytes = (row_bytes + 3) / 4 * 4;
  work.result = SACCADE_TRY(memory(work.device, work.stride_bytes * static_cast<size_t>(size.height)));
  return work;
}

Result<ImageSource> DeviceImages::read(ImageWork& work, const Image& image) {
  ImageSource source;
  const auto* here = dynamic_cast<const DeviceImage*>(image.storage().get());
  if (here != nullptr && here->lies_on(*queue_, *work.device)) {
    source = {here->memory()->range(), here->stride_bytes(), 0, here->memory(), here->submission()};
  } else {
    const ImagePart all{0, 0, image.width() - 1, image.height() - 1};
    const UploadedPart uploaded = SACCADE_TRY(uploads_->upload(*queue_, work.device, image, all));
    source = {uploaded.memory->range(), uploaded.stride_bytes, 0, uploaded.memory, uploaded.submission};
  }
  work.sources.push_back(source);
  return source;
}

Result<ImageSource> DeviceImages::read(ImageWork& work, const Tensor& tensor) {
  ImageSource source;
  const auto* here = dynamic_cast<const DeviceTensor*>(tensor.storage().get());
  if (here != nullptr && here->lies_on(*queue_, *work.device)) {
    source = {here->memory()->range(), 0, here->offset_bytes(), here->memory(), here->submission()};
  } else {
    const std::span<const float> values = SACCADE_TRY(tensor.floats());
    if (values.size_bytes() > work.device->caps().max_buffer_range_bytes) {
      return resource_exhausted("a tensor of " + tensor.shape().to_string() + " is more than the GPU reads at once");
    }
    std::unique_lock lock(mutex_);
    const std::shared_ptr<UploadMemory> upload = SACCADE_TRY(tensors_.take(work.device, values.size_bytes()));
    lock.unlock();
    std::memcpy(upload->data(), values.data(), values.size_bytes());
    const std::shared_ptr<Submission> sent = SACCADE_TRY(UploadMemory::send(upload, *queue_, values.size_bytes()));
    source = {upload->range(), 0, 0, upload, sent};
  }
  work.sources.push_back(source);
  return source;
}

Result<BufferRange> DeviceImages::scratch(ImageWork& work, size_t bytes) {
  work.scratch.push_back(SACCADE_TRY(memory(work.device, bytes)));
  return work.scratch.back()->range();
}

Result<Image> DeviceImages::finish(ImageWork work, PixelFormat format, Size size) {
  const auto recorded = std::make_shared<Recorded>();
  recorded->commands = SACCADE_TRY(record(work));
  Operation operation;
  operation.commands = recorded->commands.get();
  operation.uses = {recorded, nullptr};
  operation.flops = work.flops;
  std::array<const Submission*, kMostSources> needs = {};
  for (size_t i = 0; i < work.sources.size(); ++i) needs.at(i) = work.sources[i].submission.get();
  const std::shared_ptr<Device> device = work.device;
  const std::shared_ptr<ResultMemory> result = work.result;
  const size_t stride_bytes = work.stride_bytes;
  recorded->work = std::move(work);
  const std::shared_ptr<Submission> submission =
      SACCADE_TRY(queue_->append(device, std::move(operation), {needs[0], needs[1], needs[2]}));
  return Image(format, size.width, size.height,
               std::make_shared<DeviceImage>(queue_, submission, result, stride_bytes));
}

PictureRef picture_ref(PixelFormat format, const ImageSource& source) {
  const bool blue_first = format == PixelFormat::kBgr8 || format == PixelFormat::kBgra8;
  const bool gray = format == PixelFormat::kGray8;
  PictureRef ref = {};
  ref.stride_bytes = static_cast<uint>(source.stride_bytes);
  ref.pixel_bytes = static_cast<uint>(bytes_per_pixel(format));
  ref.red_shift = blue_first ? 16 : 0;
  ref.green_shift = gray ? 0 : 8;
  ref.blue_shift = blue_first || gray ? 0 : 16;
  return ref;
}

}  // namespace saccade::vulkan
