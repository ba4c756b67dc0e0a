#include "base/near_names.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace saccade {
namespace {

constexpr size_t kMaxSuggestions = 3;
constexpr size_t kMaxNameLength = 200;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Levenshtein distance, letter case ignored.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string suggest_near_names(std::string_view name, std::span<const std::string> known) {
  if (name.empty() || name.size() > kMaxNameLength) return {};
  const size_t limit = std::max<size_t>(2, name.size() / 3);
  std::vector<std::pair<size_t, std::string_view>> near;
  for (const std::string& candidate : known) {
    // A name that only lacks or adds an end ("FlowLimiter") is near however long the end is.
    const bool prefix = name.size() >= 4 && (candidate.starts_with(name) || name.starts_with(candidate));
    const size_t distance = prefix ? 1 : edit_distance(name, candidate);
    if (distance <= limit) near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  if (near.size() > kMaxSuggestions) near.resize(kMaxSuggestions);
  std::string text;
  for (size_t i = 0; i < near.size(); ++i) {
    text += i == 0 ? "; did you mean " : i + 1 == near.size() ? " or " : ", ";
    text += near[i].second;
  }
  return text.empty() ? text : text + "?";
}

}  // namespace saccade
