// The clock that a core runs at while it is measured: what a kernel's share of peak is a share of.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

namespace saccade::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Cycles per second, from a chain of dependent additions (one a cycle on every core). The fastest of several.
inline double core_clock() {
  constexpr int kLinks = 1 << 18;
  double best = std::numeric_limits<double>::max();
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto start = Clock::now();
    for (int i = 0; i < kLinks / 16; ++i) {
#if defined(__x86_64__)
      asm volatile(".rept 16\n add $1, %%rax\n .endr" ::: "rax", "cc");
#elif defined(__aarch64__)
      asm volatile(".rept 16\n add x9, x9, #1\n .endr" ::: "x9");
#endif
    }
    best = std::min(best, seconds_since(start));
  }
  return kLinks / best;
}

}  // namespace saccade::bench
