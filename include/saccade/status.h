// Status and Result<T>: how every fallible call in Saccade answers. No exception leaves the library.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace saccade {

// The canonical codes (names and numbers as in absl and gRPC; graph semantics rest on them).
enum class StatusCode {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// "invalid_argument" and so on; a static string.
std::string_view status_code_name(StatusCode code);

// Success, or a code with one sentence that names the thing and the remedy. Immutable.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string message) : code_(code), message_(std::move(message)) {}

  bool ok() const { return code_ == StatusCode::kOk; }
  StatusCode code() const { return code_; }
  const std::string& message() const { return message_; }

  // "invalid_argument: threads is -1; ..."; "ok" for success.
  std::string to_string() const;
  // The same error with `context` and ": " put before its message; success stays success.
  Status with_context(std::string_view context) const;

 private:
  StatusCode code_ = StatusCode::kOk;
  std::string message_;
};

inline Status ok_status() { return {}; }
Status invalid_argument(std::string message);
Status not_found(std::string message);
Status already_exists(std::string message);
Status failed_precondition(std::string message);
Status out_of_range(std::string message);
Status unimplemented(std::string message);
Status internal_error(std::string message);
Status unavailable(std::string message);
Status data_loss(std::string message);
Status resource_exhausted(std::string message);
Status permission_denied(std::string message);
Status cancelled(std::string message);

// A value or the Status that says why there is none. Member names follow std::expected.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : value_(std::in_place, std::move(value)) {}  // NOLINT: implicit, as std::expected
  Result(Status error) : error_(std::move(error)) {}            // NOLINT: `error` must not be ok
  template <typename U>
  requires std::is_constructible_v<T, U&&> &&(!std::is_same_v<std::remove_cvref_t<U>, Result>)&&(
      !std::is_same_v<std::remove_cvref_t<U>, Status>)&&(!std::is_same_v<std::remove_cvref_t<U>, T>)Result(U&& value)
      : value_(std::in_place, std::forward<U>(value)) {}  // NOLINT; in_place: nullopt is a value

  bool has_value() const { return value_.has_value(); }
  bool ok() const { return has_value(); }
  explicit operator bool() const { return has_value(); }

  // Only when has_value().
  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return *std::move(value_); }
  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return *std::move(value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

  // Ok when has_value().
  const Status& error() const { return error_; }

 private:
  std::optional<T> value_;
  Status error_;
};

namespace detail {
inline Status error_of(Status status) { return status; }
template <typename T>
Status error_of(const Result<T>& result) {
  return result.error();
}
inline void take(Status) {}
template <typename T>
T take(Result<T> result) {
  return *std::move(result);
}
}  // namespace detail

}  // namespace saccade

// SACCADE_TRY(status_expr);  T value = SACCADE_TRY(result_expr);  returns the error from the enclosing function.
// Not inside a braced list behind another element: compilers leak the elements made before such a return.
#define SACCADE_TRY(...)                                      \
  __extension__({                                             \
    auto saccade_try_result = (__VA_ARGS__);                  \
    if (!saccade_try_result.ok()) [[unlikely]]                \
      return ::saccade::detail::error_of(saccade_try_result); \
    ::saccade::detail::take(std::move(saccade_try_result));   \
  })
