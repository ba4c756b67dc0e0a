#include <bit>

#include "engine/cpu/kernels/kernels.h"

namespace saccade::cpu {
namespace {

size_t blocks_of(int channels) { return static_cast<size_t>((channels + kBlock - 1) / kBlock); }

// IEEE binary16, rounded to nearest even; too large becomes infinity.
uint16_t narrow(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  const auto sign = static_cast<uint16_t>(bits >> 16 & 0x8000u);
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return sign | 0x7e00u;
  if (magnitude >= 0x477ff000u) return sign | 0x7c00u;
  if (magnitude < 0x38800000u) {  // below 2^-14: subnormal, in units of 2^-24; adding 1/2 lets the adder round
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    return static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(shifted) - std::bit_cast<uint32_t>(0.5f)));
  }
  const uint32_t rounded = magnitude + 0xfffu + (magnitude >> 13 & 1u);
  return static_cast<uint16_t>(sign | ((rounded >> 13) - (112u << 10)));
}

template <typename Element, typename Convert>
void pack_panels(const float* weights, int out_count, int in_count, Element* packed, Convert convert) {
  for (int n = 0; n < out_count; n += kFullyConnectedPanel) {
    for (int k = 0; k < in_count; ++k) {
      for (int j = 0; j < kFullyConnectedPanel; ++j) {
        *packed++ = n + j < out_count ? convert(weights[static_cast<size_t>(n + j) * in_count + k]) : Element{0};
      }
    }
  }
}

}  // namespace

size_t map_floats(int rows, int width, int channels, int pad) {
  return static_cast<size_t>(rows) * blocks_of(channels) * (static_cast<size_t>(width) + 2 * pad) * kBlock;
}

Map make_map(float* memory, int rows, int height, int width, int channels, int pad) {
  Map map;
  map.data = memory + pad * kBlock;
  map.height = height, map.width = width, map.channels = channels, map.pad = pad;
  map.ring = rows < height ? rows : 0;
  map.block_stride = (static_cast<ptrdiff_t>(width) + 2 * pad) * kBlock;
  map.row_stride = map.blocks() * map.block_stride;
  return map;
}

size_t packed_conv_floats(int out_channels, int taps, int in_channels) {
  return blocks_of(out_channels) * kBlock * taps * in_channels;
}

void pack_conv(const float* weights, int out_channels, int taps, int in_channels, float* packed) {
  const size_t depth = static_cast<size_t>(taps) * in_channels;
  for (size_t block = 0; block < blocks_of(out_channels); ++block) {
    for (size_t k = 0; k < depth; ++k) {
      for (size_t lane = 0; lane < kBlock; ++lane) {
        const size_t out = block * kBlock + lane;
        *packed++ = out < static_cast<size_t>(out_channels) ? weights[out * depth + k] : 0.0f;
      }
    }
  }
}

size_t packed_depthwise_floats(int channels, int taps) { return blocks_of(channels) * kBlock * taps; }

void pack_depthwise(const float* weights, int channels, int taps, float* packed) {
  for (size_t block = 0; block < blocks_of(channels); ++block) {
    for (int tap = 0; tap < taps; ++tap) {
      for (size_t lane = 0; lane < kBlock; ++lane) {
        const size_t channel = block * kBlock + lane;
        *packed++ =
            channel < static_cast<size_t>(channels) ? weights[static_cast<size_t>(tap) * channels + channel] : 0.0f;
      }
    }
  }
}

size_t packed_fully_connected_count(int out_count, int in_count) {
  const size_t panels = (static_cast<size_t>(out_count) + kFullyConnectedPanel - 1) / kFullyConnectedPanel;
  return panels * kFullyConnectedPanel * in_count;
}

void pack_fully_connected(const float* weights, int out_count, int in_count, float* packed) {
  pack_panels(weights, out_count, in_count, packed, [](float value) { return value; });
}

void pack_fully_connected_half(const float* weights, int out_count, int in_count, uint16_t* packed) {
  pack_panels(weights, out_count, in_count, packed, narrow);
}

void pack_channels(const float* values, int channels, float* packed) {
  const size_t padded = blocks_of(channels) * kBlock;
  for (size_t i = 0; i < padded; ++i) {
    packed[i] = values != nullptr && i < static_cast<size_t>(channels) ? values[i] : 0.0f;
  }
}

}  // namespace saccade::cpu
