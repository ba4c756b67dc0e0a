// What the kernel tests share: maps in exactly sized, poisoned memory, random numbers with a printed seed, and naive
// references in double precision that also give the bound on rounding.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "engine/cpu/isa.h"
#include "engine/cpu/kernels/kernels.h"

namespace saccade::cpu {

class KernelTest : public testing::TestWithParam<Isa> {
 protected:
  const KernelTable& kernels() const { return kernels_for(GetParam()); }
};

inline std::string isa_of(const testing::TestParamInfo<Isa>& info) { return isa_name(info.param); }

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed), seed_(seed) {}
  std::vector<float> floats(size_t count) {
    std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
    std::vector<float> values(count);
    for (float& value : values) value = uniform(engine_);
    return values;
  }
  uint32_t seed() const { return seed_; }

 private:
  std::mt19937 engine_;
  uint32_t seed_;
};

// 64-byte aligned floats, NaN at first, so that reading what nobody wrote shows; a heap block of exactly this size, so
// that ASan sees one float too far.
class Memory {
 public:
  explicit Memory(size_t count) : count_(count) {
    data_.reset(static_cast<float*>(std::aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64)));
    for (size_t i = 0; i < count; ++i) data_.get()[i] = std::numeric_limits<float>::quiet_NaN();
  }
  float* data() const { return data_.get(); }
  size_t size() const { return count_; }

 private:
  struct Free {
    void operator()(float* p) const { std::free(p); }
  };
  std::unique_ptr<float, Free> data_;
  size_t count_;
};

// A dense image, [height][width][channels].
struct Dense {
  int height = 0, width = 0, channels = 0;
  std::vector<float> values;

  static Dense random(int height, int width, int channels, Random& random) {
    return {height, width, channels, random.floats(static_cast<size_t>(height) * width * channels)};
  }
  size_t index(int y, int x, int c) const { return (static_cast<size_t>(y) * width + x) * channels + c; }
  // Zero outside.
  float at(int y, int x, int c) const {
    const bool inside = y >= 0 && y < height && x >= 0 && x < width && c >= 0 && c < channels;
    return inside ? values[index(y, x, c)] : 0.0f;
  }
};

struct OwnedMap {
  OwnedMap(int height, int width, int channels, int pad)
      : memory(map_floats(height, width, channels, pad)),
        map(make_map(memory.data(), height, height, width, channels, pad)) {}

  static OwnedMap from(const Dense& dense, int pad) {
    OwnedMap owned(dense.height, dense.width, dense.channels, pad);
    const Map& map = owned.map;
    for (size_t i = 0; i < owned.memory.size(); ++i) owned.memory.data()[i] = 0.0f;
    for (int y = 0; y < dense.height; ++y) {
      for (int x = 0; x < dense.width; ++x) {
        for (int c = 0; c < dense.channels; ++c) map.at(y, c / kBlock, x)[c % kBlock] = dense.at(y, x, c);
      }
    }
    return owned;
  }
  // The pixels; fails the test where a pad or a channel that fills the last block is not zero.
  Dense dense() const {
    Dense out{map.height, map.width, map.channels, {}};
    out.values.resize(static_cast<size_t>(map.height) * map.width * map.channels);
    for (int y = 0; y < map.height; ++y) {
      for (int x = -map.pad; x < map.width + map.pad; ++x) {
        for (int c = 0; c < map.blocks() * kBlock; ++c) {
          const float value = map.at(y, c / kBlock, x)[c % kBlock];
          if (x >= 0 && x < map.width && c < map.channels) {
            out.values[out.index(y, x, c)] = value;
          } else {
            EXPECT_EQ(value, 0.0f) << "padding at y " << y << ", x " << x << ", channel " << c;
          }
        }
      }
    }
    return out;
  }

  Memory memory;
  Map map;
};

inline Memory packed_channels(const std::vector<float>& values) {
  Memory packed((values.size() + kBlock - 1) / kBlock * kBlock);
  pack_channels(values.data(), static_cast<int>(values.size()), packed.data());
  return packed;
}

inline double activate(Act act, double x, double slope) {
  switch (act) {
    case Act::kNone:
      return x;
    case Act::kRelu:
      return std::max(x, 0.0);
    case Act::kRelu6:
      return std::min(std::max(x, 0.0), 6.0);
    case Act::kPrelu:
      return x < 0 ? x * slope : x;
    case Act::kHardSwish:
      return x * std::min(std::max(x + 3, 0.0), 6.0) / 6;
    case Act::kLogistic:
      return 1 / (1 + std::exp(-x));
  }
  return x;
}

// A sum in double precision, with the bound on what any order of float32 additions may differ by.
struct Sum {
  double value = 0, magnitude = 0;
  int terms = 0;

  void add(double product) {
    value += product;
    magnitude += std::fabs(product);
    ++terms;
  }
  // n additions and multiplications err by at most n units in the last place of the sum of magnitudes (Higham, 3.1);
  // the activations here are Lipschitz (hard-swish 1.5, PReLU with slopes below 1) and add a few units of their own.
  double tolerance() const {
    return std::ldexp(1.0, -23) * (1.5 * (terms + 2) * magnitude + 4 * (1 + std::fabs(value)));
  }
};

inline void expect_near(const Dense& actual, const std::vector<Sum>& sums, const std::vector<double>& expected) {
  ASSERT_EQ(actual.values.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    const double tolerance = sums[i].tolerance();
    if (std::fabs(actual.values[i] - expected[i]) <= tolerance) continue;  // also false for NaN
    const int c = static_cast<int>(i) % actual.channels, pixel = static_cast<int>(i) / actual.channels;
    FAIL() << "y " << pixel / actual.width << ", x " << pixel % actual.width << ", channel " << c << " is "
           << actual.values[i] << ", not " << expected[i] << " +- " << tolerance;
  }
}

}  // namespace saccade::cpu
