// Whether this program runs under a sanitizer, where naive loops over whole networks take minutes.
#pragma once

#include <cstdint>

extern "C" {
[[gnu::weak]] void __asan_init();
[[gnu::weak]] void __tsan_init();
}

namespace saccade {

inline bool is_instrumented() { return &__asan_init != nullptr || &__tsan_init != nullptr; }

// What tests with many cases or frames do there.
inline int count_here(int count) { return is_instrumented() ? (count + 19) / 20 : count; }

// What a test leaves out for it; each operator has tests of its own.
inline bool is_too_large_here(uintmax_t model_bytes) { return is_instrumented() && model_bytes > 700'000; }

}  // namespace saccade
