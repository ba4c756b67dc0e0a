// SACCADE_CHECK: our own bugs, in every build. Never for input.
#pragma once

namespace saccade::detail {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define SACCADE_CHECK(condition)                       \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::saccade::detail::check_failed(#condition, __FILE__, __LINE__))
