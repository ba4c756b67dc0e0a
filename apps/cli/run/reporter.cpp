#include "run/reporter.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "text/numbers.h"

namespace saccade::cli {
namespace {

using namespace std::chrono_literals;
constexpr auto kBarInterval = 100ms;
constexpr auto kLineInterval = 5s;
constexpr int kBarWidth = 24;

std::string bar_text(const Progress& progress) {
  if (progress.frame_total <= 0) return "";
  const int64_t filled = std::min<int64_t>(kBarWidth, progress.frames * kBarWidth / progress.frame_total);
  return "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "] ";
}

// What fits on one line of the terminal: a longer one would wrap, and could not be painted over.
std::string clipped(std::string text) {
  winsize window{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 1 && text.size() >= window.ws_col) {
    text.resize(window.ws_col - 1);
  }
  return text;
}

// One line whatever a message holds.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

std::string progress_text(const Progress& progress) {
  std::string text;
  if (progress.source_count > 1) {
    text += std::to_string(progress.source_number) + "/" + std::to_string(progress.source_count) + " ";
  }
  text += progress.source + "  " + std::to_string(progress.frames);
  if (progress.frame_total > 0) text += "/" + std::to_string(progress.frame_total);
  char rate[48];
  std::snprintf(rate, sizeof rate, " frames  %.0f frames/s", progress.frames_per_second);
  text += rate;
  if (progress.frame_total > 0 && progress.frames_per_second > 0) {
    const int64_t left = std::max<int64_t>(0, progress.frame_total - progress.frames);
    text += "  " + clock_text(static_cast<double>(left) / progress.frames_per_second) + " left";
  }
  return text;
}

Reporter::Reporter(bool quiet)
    : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1), last_progress_(std::chrono::steady_clock::now()) {}

Reporter::~Reporter() { clear_bar(); }

void Reporter::error(const std::string& message) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  std::fprintf(stderr, "saccade: error: %s\n", one_line(message).c_str());
}

void Reporter::print(const std::string& message) {
  const std::lock_guard lock(mutex_);
  clear_bar();
  std::fprintf(stderr, "%s\n", message.c_str());
}

void Reporter::note(const std::string& message) {
  if (!quiet_) print(message);
}

void Reporter::progress(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (quiet_ || now - last_progress_ < (terminal_ ? kBarInterval : kLineInterval)) return;
  last_progress_ = now;
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", progress_text(progress).c_str());
    return;
  }
  clear_bar();
  std::fputs(clipped(bar_text(progress) + progress_text(progress)).c_str(), stderr);
  std::fflush(stderr);
  bar_shown_ = true;
}

void Reporter::clear_bar() {
  if (bar_shown_) std::fputs("\r\033[K", stderr);
  bar_shown_ = false;
}

}  // namespace saccade::cli
