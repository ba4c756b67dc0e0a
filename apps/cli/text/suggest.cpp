#include "text/suggest.h"

#include <algorithm>
#include <vector>

namespace saccade::cli {

// Optimal string alignment: three rows of the usual table, the third for swapped neighbours.
int edit_distance(std::string_view from, std::string_view to) {
  std::vector<int> before_last(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
  for (size_t t = 0; t <= to.size(); ++t) last[t] = static_cast<int>(t);
  for (size_t f = 1; f <= from.size(); ++f) {
    row[0] = static_cast<int>(f);
    for (size_t t = 1; t <= to.size(); ++t) {
      const bool same = from[f - 1] == to[t - 1];
      row[t] = std::min({last[t] + 1, row[t - 1] + 1, last[t - 1] + (same ? 0 : 1)});
      const bool swapped = f > 1 && t > 1 && from[f - 1] == to[t - 2] && from[f - 2] == to[t - 1];
      if (swapped) row[t] = std::min(row[t], before_last[t - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[to.size()];
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  int best = std::max<int>(1, static_cast<int>(word.size()) / 3) + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(word, candidate);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string found = nearest(word, candidates);
  return found.empty() ? std::string() : "; did you mean " + found + "?";
}

}  // namespace saccade::cli
