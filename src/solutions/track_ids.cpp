#include "solutions/track_ids.h"

#include <algorithm>
#include <tuple>

#include "calculators/detection/rects.h"

namespace saccade {
namespace {

constexpr int64_t kMemory_us = 500'000;
// Intersection over union. The regions are about twice as wide as what they hold, and the next one is found inside the
// one before: what is followed overlaps far more than this.
constexpr float kLeastOverlap = 0.1f;

struct Pair {
  float overlap;
  size_t track, region;
};

}  // namespace

std::vector<int64_t> TrackIds::assign(std::span<const NormalizedRect> regions, int64_t timestamp_us) {
  std::erase_if(tracks_, [&](const Track& track) { return timestamp_us - track.seen_us > kMemory_us; });
  std::vector<Pair> pairs;
  for (size_t track = 0; track < tracks_.size(); ++track) {
    for (size_t region = 0; region < regions.size(); ++region) {
      const float overlap = intersection_over_union(tracks_[track].region, regions[region]);
      if (overlap > kLeastOverlap) pairs.push_back({overlap, track, region});
    }
  }
  // Of equal overlaps the older track comes first.
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(b.overlap, a.track, a.region) < std::tie(a.overlap, b.track, b.region);
  });

  std::vector<int64_t> ids(regions.size(), 0);
  std::vector<bool> taken(tracks_.size());
  for (const Pair& pair : pairs) {
    if (taken[pair.track] || ids[pair.region] != 0) continue;
    taken[pair.track] = true;
    ids[pair.region] = tracks_[pair.track].id;
    tracks_[pair.track].region = regions[pair.region];
    tracks_[pair.track].seen_us = timestamp_us;
  }
  for (size_t region = 0; region < regions.size(); ++region) {
    if (ids[region] != 0) continue;
    ids[region] = next_id_++;
    tracks_.push_back({ids[region], regions[region], timestamp_us});
  }
  return ids;
}

void TrackIds::reset() {
  tracks_.clear();
  next_id_ = 1;
}

}  // namespace saccade
