#include <algorithm>
#include <numeric>

#include "engine/kernels/support.h"

namespace saccade::cpu {
namespace {

class FullyConnected : public KernelTest {};
class Pool : public KernelTest {};
class Layout : public KernelTest {};

// Weights that halves hold exactly, so that both packings must give the same numbers.
std::vector<float> half_weights(size_t count, Random& random) {
  std::vector<float> values = random.floats(count);
  for (float& value : values) value = std::round(value * 1024) / 1024;
  return values;
}

struct Product {
  std::vector<float> in, weights, bias, slope;
  int in_count, out_count;

  Product(int in_count, int out_count, Random& random)
      : in(random.floats(static_cast<size_t>(in_count))),
        weights(half_weights(static_cast<size_t>(in_count) * out_count, random)),
        bias(random.floats(static_cast<size_t>(out_count))),
        slope(random.floats(static_cast<size_t>(out_count))),
        in_count(in_count),
        out_count(out_count) {}

  Dense run(const KernelTable& kernels, bool half, Act act, int split) const {
    const size_t count = packed_fully_connected_count(out_count, in_count);
    Memory packed(half ? count / 2 : count);
    auto* halves = reinterpret_cast<uint16_t*>(packed.data());
    if (half) {
      pack_fully_connected_half(weights.data(), out_count, in_count, halves);
    } else {
      pack_fully_connected(weights.data(), out_count, in_count, packed.data());
    }
    const Memory packed_bias = packed_channels(bias), packed_slope = packed_channels(slope);
    Dense out{1, 1, out_count, std::vector<float>(static_cast<size_t>(out_count), NAN)};
    FullyConnectedArgs args{.in = in.data(),
                            .in_count = in_count,
                            .weights = packed.data(),
                            .half_weights = half,
                            .bias = packed_bias.data(),
                            .slope = packed_slope.data(),
                            .act = act,
                            .out = out.values.data(),
                            .out_count = out_count};
    for (int n = 0; n < out_count; n += split) {
      args.out_begin = n, args.out_end = std::min(n + split, out_count);
      kernels.fully_connected(args);
    }
    return out;
  }

  void expected(Act act, std::vector<Sum>* sums, std::vector<double>* values) const {
    for (int n = 0; n < out_count; ++n) {
      Sum sum;
      sum.add(bias[static_cast<size_t>(n)]);
      for (int k = 0; k < in_count; ++k) sum.add(double{in[k]} * weights[static_cast<size_t>(n) * in_count + k]);
      values->push_back(activate(act, sum.value, slope[static_cast<size_t>(n)]));
      sums->push_back(sum);
    }
  }
};

TEST_P(FullyConnected, EverySizeWithFloatAndHalfWeights) {
  uint32_t seed = 4000;
  for (int in_count : {1, 7, 288}) {
    for (int out_count : {1, 3, 15, 64, 127, 128, 129, 213, 300, 1404}) {
      for (Act act : {Act::kNone, Act::kPrelu, Act::kLogistic}) {
        Random random(++seed);
        SCOPED_TRACE(std::to_string(in_count) + " -> " + std::to_string(out_count) + ", seed " + std::to_string(seed));
        const Product product(in_count, out_count, random);
        std::vector<Sum> sums;
        std::vector<double> values;
        product.expected(act, &sums, &values);
        const Dense actual = product.run(kernels(), false, act, out_count);
        expect_near(actual, sums, values);
        EXPECT_EQ(product.run(kernels(), true, act, out_count).values, actual.values);
        EXPECT_EQ(product.run(kernels(), false, act, kFullyConnectedPanel).values, actual.values);
      }
    }
  }
}

TEST(PackHalf, RoundsToNearestEvenAndKeepsTheEdgesOfTheRange) {
  const std::vector<float> values = {1.0f,     -2.5f,      65504.0f,   65519.9f,   65520.0f, 0x1p-24f,     0x1.8p-24f,
                                     0x1p-25f, 0x1.004p0f, 0x1.006p0f, 0x1.002p0f, -0.0f,    0x1.ff8p-15f, 1e9f};
  const std::vector<uint16_t> halves = {0x3c00, 0xc100, 0x7bff, 0x7bff, 0x7c00, 0x0001, 0x0002,
                                        0x0000, 0x3c01, 0x3c02, 0x3c00, 0x8000, 0x03ff, 0x7c00};
  std::vector<uint16_t> packed(packed_fully_connected_count(static_cast<int>(values.size()), 1));
  pack_fully_connected_half(values.data(), static_cast<int>(values.size()), 1, packed.data());
  packed.resize(values.size());
  EXPECT_EQ(packed, halves);
}

TEST_P(Pool, MaximumAndAverageOfTheTapsInsideTheMap) {
  uint32_t seed = 5000;
  for (int filter : {1, 2, 3}) {
    for (int stride : {1, 2}) {
      for (int pad : {0, filter - 1}) {
        Random random(++seed);
        SCOPED_TRACE("filter " + std::to_string(filter) + ", stride " + std::to_string(stride) + ", pad " +
                     std::to_string(pad));
        const Dense in = Dense::random(7, 9, 20, random);
        const OwnedMap in_map = OwnedMap::from(in, 1);
        const int height = (7 + pad - filter) / stride + 1, width = (9 + pad - filter) / stride + 1;
        for (bool maximum : {true, false}) {
          OwnedMap out(height, width, 20, 1);
          PoolArgs args{.in = in_map.map,
                        .out = out.map,
                        .filter_h = filter,
                        .filter_w = filter,
                        .stride_h = stride,
                        .stride_w = stride,
                        .pad_top = pad,
                        .pad_left = pad,
                        .row_end = height};
          (maximum ? kernels().max_pool : kernels().average_pool)(args);
          std::vector<Sum> sums;
          std::vector<double> values;
          for (int i = 0; i < height * width * 20; ++i) {
            const int c = i % 20, x = i / 20 % width * stride - pad, y = i / 20 / width * stride - pad;
            Sum sum;
            double most = -1e30;
            for (int v = std::max(y, 0); v < std::min(y + filter, 7); ++v) {
              for (int u = std::max(x, 0); u < std::min(x + filter, 9); ++u) {
                sum.add(in.at(v, u, c));
                most = std::max(most, double{in.at(v, u, c)});
              }
            }
            values.push_back(maximum ? most : sum.value / (sum.terms > 0 ? sum.terms : 1));
            sums.push_back(sum);
          }
          expect_near(out.dense(), sums, values);
        }
      }
    }
  }
}

TEST_P(Layout, DensePixelsSurviveTheRoundTripAtAnyPitch) {
  for (int channels : {1, 3, 16, 18, 42}) {
    for (int extra : {0, 3}) {
      Random random(6000 + channels);
      const Dense in = Dense::random(3, 5, channels + extra, random);
      OwnedMap map(3, 5, channels, 2);
      kernels().map_from_dense(map.map, in.values.data(), channels + extra, 0, 3);
      const Dense middle = map.dense();
      std::vector<float> back(in.values.size(), -1.0f);
      kernels().dense_from_map(back.data(), channels + extra, map.map, 0, 3);
      for (int pixel = 0; pixel < 15; ++pixel) {
        for (int c = 0; c < channels + extra; ++c) {
          const size_t i = static_cast<size_t>(pixel) * (channels + extra) + c;
          EXPECT_EQ(back[i], c < channels ? in.values[i] : -1.0f);
          if (c < channels) {
            EXPECT_EQ(middle.values[static_cast<size_t>(pixel) * channels + c], in.values[i]);
          }
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, FullyConnected, testing::ValuesIn(available_isas()), isa_of);
INSTANTIATE_TEST_SUITE_P(, Pool, testing::ValuesIn(available_isas()), isa_of);
INSTANTIATE_TEST_SUITE_P(, Layout, testing::ValuesIn(available_isas()), isa_of);

}  // namespace
}  // namespace saccade::cpu
