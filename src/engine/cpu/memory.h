// Aligned float memory that owns itself.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace saccade::cpu {

inline constexpr size_t kAlignmentBytes = 64;
inline constexpr size_t kAlignmentFloats = kAlignmentBytes / sizeof(float);

inline size_t round_up(size_t count, size_t multiple) { return (count + multiple - 1) / multiple * multiple; }

struct FreeAligned {
  void operator()(float* memory) const { ::operator delete (memory, std::align_val_t{kAlignmentBytes}); }
};
// 64-byte aligned, uninitialised.
using Floats = std::unique_ptr<float[], FreeAligned>;
inline Floats make_floats(size_t count) {
  return Floats(static_cast<float*>(::operator new (count * sizeof(float), std::align_val_t{kAlignmentBytes})));
}

}  // namespace saccade::cpu
