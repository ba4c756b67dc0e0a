// PacketQueue: a first-in first-out queue in a ring that only grows, so that the steady path does not allocate.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "graph/packet.h"

namespace saccade {

class PacketQueue {
 public:
  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  // Only when not empty.
  const Packet& front() const { return ring_[head_]; }
  // The i-th oldest packet; i < size().
  const Packet& at(size_t i) const { return ring_[(head_ + i) & (ring_.size() - 1)]; }

  void push(Packet packet) {
    if (size_ == ring_.size()) grow();
    ring_[(head_ + size_) & (ring_.size() - 1)] = std::move(packet);
    ++size_;
  }
  Packet pop() {
    Packet packet = std::move(ring_[head_]);
    ring_[head_] = Packet();
    head_ = (head_ + 1) & (ring_.size() - 1);
    --size_;
    return packet;
  }
  void clear() {
    while (!empty()) pop();
  }

 private:
  void grow() {
    std::vector<Packet> larger(ring_.empty() ? 4 : 2 * ring_.size());  // a power of two
    for (size_t i = 0; i < size_; ++i) larger[i] = std::move(ring_[(head_ + i) & (ring_.size() - 1)]);
    ring_ = std::move(larger);
    head_ = 0;
  }

  std::vector<Packet> ring_;
  size_t head_ = 0;
  size_t size_ = 0;
};

}  // namespace saccade
