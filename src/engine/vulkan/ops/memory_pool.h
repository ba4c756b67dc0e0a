// Device memory used again once nobody holds it: a pool keeps one reference to each.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

namespace saccade::vulkan {

template <typename Memory>
class MemoryPool {
 public:
  // A free one that `fits`, or null.
  template <typename Fits>
  std::shared_ptr<Memory> take(const Fits& fits) {
    for (const std::shared_ptr<Memory>& memory : memories_) {
      if (memory.use_count() != 1 || !fits(*memory)) continue;
      // What the last holder did, on whatever thread, is over before the next use.
      std::atomic_thread_fence(std::memory_order_acquire);
      return memory;
    }
    return nullptr;
  }
  // Forgets free ones, the oldest first, beyond `most` in all.
  void add(std::shared_ptr<Memory> memory, size_t most) {
    for (size_t i = 0; i < memories_.size() && memories_.size() >= most;) {
      if (memories_[i].use_count() == 1) {
        memories_.erase(memories_.begin() + static_cast<ptrdiff_t>(i));
      } else {
        ++i;
      }
    }
    memories_.push_back(std::move(memory));
  }
  void clear() { memories_.clear(); }

 private:
  std::vector<std::shared_ptr<Memory>> memories_;
};

}  // namespace saccade::vulkan
