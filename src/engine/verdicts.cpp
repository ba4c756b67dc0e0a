#include "engine/verdicts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <vector>

#include "base/cache_file.h"
#include "saccade/version.h"

namespace saccade {
namespace {

constexpr const char* kPassed = "passed";

std::string hex(const std::array<uint8_t, VK_UUID_SIZE>& bytes) {
  std::string text;
  for (const uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

// The first line of a file: whom it is about.
std::string subject(const vulkan::PhysicalDevice& device) {
  return std::string("saccade ") + version() + " device " + hex(device.uuid) + " driver " + hex(device.driver_uuid) +
         " " + std::to_string(device.driver_version) + " " + device.driver_info;
}

std::string file_name(const char* kind, const vulkan::PhysicalDevice& device) {
  return std::string(kind) + "-" + hex(device.uuid) + ".txt";
}

// The lines after the subject; nothing when the file is about another driver or version.
std::optional<std::vector<std::string>> read_lines(const char* kind, const vulkan::PhysicalDevice& device) {
  const std::optional<std::string> content = read_cache_file(file_name(kind, device));
  if (!content || !content->ends_with('\n')) return std::nullopt;
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < content->size();) {
    const size_t end = content->find('\n', begin);
    lines.push_back(content->substr(begin, end - begin));
    begin = end + 1;
  }
  if (lines.front() != subject(device)) return std::nullopt;
  lines.erase(lines.begin());
  return lines;
}

std::optional<double> positive(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number > 0)) return std::nullopt;
  return number;
}

std::string number_text(double number) {
  std::array<char, 32> text;
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

Status verdict_of(const std::string& line) { return line == kPassed ? ok_status() : internal_error(line); }

std::string line_of(const Status& verdict) {
  std::string line = verdict.ok() ? kPassed : verdict.message();
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

bool is_about_the_device(const Status& verdict) {
  return verdict.ok() ||
         (verdict.code() != StatusCode::kUnavailable && verdict.code() != StatusCode::kResourceExhausted);
}

}  // namespace

std::string Measurement::text() const {
  std::array<char, 80> times;
  std::snprintf(times.data(), times.size(), ": cpu %.3f ms, gpu %.3f ms", cpu_ms, gpu_ms);
  return what + times.data();
}

std::optional<SelfTestVerdict> known_self_test(const vulkan::PhysicalDevice& device) {
  const auto lines = read_lines("self-test", device);
  if (!lines || lines->size() != 2) return std::nullopt;
  return SelfTestVerdict{verdict_of((*lines)[0]), verdict_of((*lines)[1])};
}

void keep_self_test(const vulkan::PhysicalDevice& device, const SelfTestVerdict& verdict) {
  if (!is_about_the_device(verdict.single) || !is_about_the_device(verdict.half)) return;
  write_cache_file(file_name("self-test", device),
                   subject(device) + "\n" + line_of(verdict.single) + "\n" + line_of(verdict.half) + "\n");
}

std::optional<Measurement> known_measurement(const vulkan::PhysicalDevice& device) {
  const auto lines = read_lines("measured", device);
  if (!lines || lines->size() != 3) return std::nullopt;
  const std::optional<double> cpu_ms = positive((*lines)[1]), gpu_ms = positive((*lines)[2]);
  if (!cpu_ms || !gpu_ms) return std::nullopt;
  return Measurement{(*lines)[0], *cpu_ms, *gpu_ms};
}

bool keep_measurement(const vulkan::PhysicalDevice& device, const Measurement& measurement) {
  return write_cache_file(file_name("measured", device), subject(device) + "\n" + measurement.what + "\n" +
                                                             number_text(measurement.cpu_ms) + "\n" +
                                                             number_text(measurement.gpu_ms) + "\n");
}

}  // namespace saccade
