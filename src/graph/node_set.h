// NodeSet: a set of node ids as bits, for queues that are ordered by id.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace saccade {

class NodeSet {
 public:
  void reset(size_t size) {
    words_.assign((size + 63) / 64, 0);
    count_ = 0;
  }
  bool empty() const { return count_ == 0; }
  int size() const { return count_; }
  bool contains(int id) const { return (words_[id / 64] >> (id % 64)) & 1; }
  void add(int id) {
    count_ += contains(id) ? 0 : 1;
    words_[id / 64] |= uint64_t{1} << (id % 64);
  }
  void remove(int id) {
    count_ -= contains(id) ? 1 : 0;
    words_[id / 64] &= ~(uint64_t{1} << (id % 64));
  }
  void clear() { reset(words_.size() * 64); }

  // Only when not empty.
  int lowest() const {
    size_t word = 0;
    while (words_[word] == 0) ++word;
    return static_cast<int>(word * 64) + std::countr_zero(words_[word]);
  }
  int highest() const {
    size_t word = words_.size() - 1;
    while (words_[word] == 0) --word;
    return static_cast<int>(word * 64) + 63 - std::countl_zero(words_[word]);
  }

 private:
  std::vector<uint64_t> words_;
  int count_ = 0;
};

}  // namespace saccade
