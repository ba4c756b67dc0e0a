// BoundedQueue: hands items from one thread to another in order, and makes the faster one wait. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace saccade::cli {

template <typename T>
class BoundedQueue {
 public:
  // Full at `max_items`, or when the next item would carry it beyond `max_bytes`; an empty queue takes any item.
  BoundedQueue(size_t max_items, size_t max_bytes) : max_items_(max_items), max_bytes_(max_bytes) {}

  // Waits for room. False: cancelled, and the item is gone.
  bool push(T item, size_t bytes) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] {
      return cancelled_ || items_.empty() || (items_.size() < max_items_ && bytes_ + bytes <= max_bytes_);
    });
    if (cancelled_) return false;
    items_.emplace_back(std::move(item), bytes);
    bytes_ += bytes;
    lock.unlock();
    filled_.notify_one();
    return true;
  }

  // Waits for an item. Empty: closed and drained, or cancelled.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return cancelled_ || closed_ || !items_.empty(); });
    if (cancelled_ || items_.empty()) return std::nullopt;
    std::pair<T, size_t> entry = std::move(items_.front());
    items_.pop_front();
    bytes_ -= entry.second;
    lock.unlock();
    room_.notify_one();
    return std::move(entry.first);
  }

  // Nothing more will be pushed; what is there can still be popped.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    filled_.notify_all();
  }

  // Drops what is there and wakes both sides.
  void cancel() {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    items_.clear();
    filled_.notify_all();
    room_.notify_all();
  }

 private:
  const size_t max_items_, max_bytes_;
  std::mutex mutex_;
  std::condition_variable filled_, room_;
  std::deque<std::pair<T, size_t>> items_;
  size_t bytes_ = 0;
  bool closed_ = false;
  bool cancelled_ = false;
};

}  // namespace saccade::cli
