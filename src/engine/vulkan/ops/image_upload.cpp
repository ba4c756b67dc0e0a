#include "engine/vulkan/ops/image_upload.h"

#include <cstring>
#include <string>

namespace saccade::vulkan {
namespace {

// Images that nobody dropped and that may be read again. More are rare: streams keep one or two frames each.
constexpr size_t kMostKnown = 32;
constexpr size_t kWordBytes = 4;  // what shaders read

size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

bool same_storage(const std::weak_ptr<const ImageStorage>& a, const std::shared_ptr<const ImageStorage>& b) {
  return !a.owner_before(b) && !b.owner_before(a);
}

size_t pixel_count(const ImagePart& part) {
  return static_cast<size_t>(part.right - part.left + 1) * static_cast<size_t>(part.bottom - part.top + 1);
}

void copy_rows(const Image& image, HostPixels pixels, const UploadedPart& to) {
  const ImagePart& part = to.part;
  const ptrdiff_t pixel_bytes = bytes_per_pixel(image.format());
  const auto row_bytes = static_cast<size_t>((part.right - part.left + 1) * pixel_bytes);
  const uint8_t* from = pixels.data + part.top * pixels.stride_bytes + part.left * pixel_bytes;
  std::byte* into = to.memory->data();
  for (int y = part.top; y <= part.bottom; ++y) {
    std::memcpy(into, from, row_bytes);
    from += pixels.stride_bytes;
    into += to.stride_bytes;
  }
}

}  // namespace

ImageUploads::Known& ImageUploads::known(const std::shared_ptr<Device>& device, const Image& image) {
  if (device_ != device) known_.clear();
  device_ = device;
  std::erase_if(known_, [](const Known& known) { return known.storage.expired(); });
  for (Known& known : known_) {
    if (same_storage(known.storage, image.storage())) return known;
  }
  if (known_.size() == kMostKnown) known_.erase(known_.begin());
  known_.push_back({image.storage(), 0, {}});
  return known_.back();
}

Result<UploadedPart> ImageUploads::find(const Queue& queue, const std::shared_ptr<Device>& device, const Image& image,
                                        const ImagePart& part, bool* found) {
  const std::lock_guard lock(mutex_);
  Known& known = this->known(device, image);
  std::erase_if(known.parts, [&](const UploadedPart& have) { return queue.failed(have.submission.get()); });
  for (const UploadedPart& have : known.parts) {
    *found = have.part.contains(part);
    if (*found) return have;
  }
  const ImagePart all{0, 0, image.width() - 1, image.height() - 1};
  UploadedPart uploaded;
  uploaded.part = 2 * (known.uploaded_pixels + pixel_count(part)) > pixel_count(all) ? all : part;
  const int columns = uploaded.part.right - uploaded.part.left + 1;
  uploaded.stride_bytes = round_up(static_cast<size_t>(columns) * bytes_per_pixel(image.format()), kWordBytes);
  const size_t bytes = uploaded.bytes();
  if (bytes > device->caps().max_buffer_range_bytes) {
    return resource_exhausted("a picture of " + std::to_string(image.width()) + "x" + std::to_string(image.height()) +
                              " is more than the GPU reads at once (" +
                              std::to_string(device->caps().max_buffer_range_bytes >> 20) +
                              " MiB); make it smaller, or use device=cpu");
  }
  uploaded.memory = SACCADE_TRY(pool_.take(device, bytes));
  return uploaded;
}

Result<UploadedPart> ImageUploads::upload(Queue& queue, const std::shared_ptr<Device>& device, const Image& image,
                                          const ImagePart& part) {
  bool found = false;
  UploadedPart uploaded = SACCADE_TRY(find(queue, device, image, part, &found));
  if (found) return uploaded;
  copy_rows(image, SACCADE_TRY(image.host()), uploaded);
  uploaded.submission = SACCADE_TRY(UploadMemory::send(uploaded.memory, queue, uploaded.bytes()));
  const std::lock_guard lock(mutex_);
  Known& known = this->known(device, image);
  known.uploaded_pixels += pixel_count(uploaded.part);
  known.parts.push_back(uploaded);
  return uploaded;
}

}  // namespace saccade::vulkan
