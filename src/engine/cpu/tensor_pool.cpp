#include "engine/cpu/tensor_pool.h"

#include <mutex>
#include <vector>

#include "engine/cpu/memory.h"

namespace saccade::cpu {
namespace {

// Beyond this many unused blocks the oldest go back to the system.
constexpr size_t kMostIdle = 16;

}  // namespace

// Blocks of memory by size: the float arrays, and the objects that shared_ptr makes around them.
class TensorPool::Shelf {
 public:
  ~Shelf() {
    for (const Block& block : idle_) release(block);
  }
  void* take(size_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      for (size_t i = idle_.size(); i-- > 0;) {
        if (idle_[i].bytes != bytes) continue;
        void* memory = idle_[i].memory;
        idle_.erase(idle_.begin() + static_cast<ptrdiff_t>(i));
        return memory;
      }
    }
    return ::operator new (bytes, std::align_val_t{kAlignmentBytes});
  }
  void give_back(void* memory, size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() == 2 * kMostIdle) {
      release(idle_.front());
      idle_.erase(idle_.begin());
    }
    idle_.push_back({memory, bytes});
  }
  void reserve() { idle_.reserve(2 * kMostIdle + 1); }

 private:
  struct Block {
    void* memory;
    size_t bytes;
  };
  static void release(const Block& block) { ::operator delete (block.memory, std::align_val_t{kAlignmentBytes}); }

  std::mutex mutex_;
  std::vector<Block> idle_;  // oldest first
};

namespace {

// Lets allocate_shared take its one block from the shelf.
template <typename T, typename Shelf>
class ShelfAllocator {
 public:
  using value_type = T;
  template <typename U>
  struct rebind {
    using other = ShelfAllocator<U, Shelf>;
  };
  explicit ShelfAllocator(std::shared_ptr<Shelf> shelf) : shelf_(std::move(shelf)) {}
  template <typename U>
  ShelfAllocator(const ShelfAllocator<U, Shelf>& other) : shelf_(other.shelf()) {}  // NOLINT: allocators convert
  T* allocate(size_t count) { return static_cast<T*>(shelf_->take(count * sizeof(T))); }
  void deallocate(T* memory, size_t count) { shelf_->give_back(memory, count * sizeof(T)); }
  const std::shared_ptr<Shelf>& shelf() const { return shelf_; }
  template <typename U>
  bool operator==(const ShelfAllocator<U, Shelf>& other) const {
    return shelf_ == other.shelf();
  }

 private:
  std::shared_ptr<Shelf> shelf_;
};

template <typename Shelf>
class ShelfStorage final : public TensorStorage {
 public:
  ShelfStorage(std::shared_ptr<Shelf> shelf, size_t bytes)
      : shelf_(std::move(shelf)), bytes_(bytes), data_(static_cast<float*>(shelf_->take(bytes))) {}
  ~ShelfStorage() override { shelf_->give_back(data_, bytes_); }
  ShelfStorage(const ShelfStorage&) = delete;
  ShelfStorage& operator=(const ShelfStorage&) = delete;
  Result<const std::byte*> host() const override { return reinterpret_cast<const std::byte*>(data_); }
  float* data() { return data_; }

 private:
  std::shared_ptr<Shelf> shelf_;
  size_t bytes_;
  float* data_;
};

}  // namespace

TensorPool::TensorPool() : shelf_(std::make_shared<Shelf>()) { shelf_->reserve(); }

Tensor TensorPool::make(const Shape& shape, float** data) {
  const size_t bytes = round_up(shape.element_count() * sizeof(float), kAlignmentBytes);
  using Storage = ShelfStorage<Shelf>;
  auto storage = std::allocate_shared<Storage>(ShelfAllocator<Storage, Shelf>(shelf_), shelf_, bytes);
  *data = storage->data();
  return {DType::kFloat32, shape, std::move(storage)};
}

}  // namespace saccade::cpu
