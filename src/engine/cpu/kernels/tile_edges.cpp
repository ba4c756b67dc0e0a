#include "engine/cpu/kernels/tile.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

// Pixel (y, x) of the 2x2 maximum with stride 2; windows that leave the map are cut.
[[gnu::always_inline]] inline V pooled(const Map& map, int y, int x, int block, int lane) {
  const int y1 = at_most(2 * y + 1, map.height - 1), x1 = at_most(2 * x + 1, map.width - 1);
  return max(max(load(map.at(2 * y, block, 2 * x) + lane), load(map.at(2 * y, block, x1) + lane)),
             max(load(map.at(y1, block, 2 * x) + lane), load(map.at(y1, block, x1) + lane)));
}

// Source of output coordinate i of a 2x bilinear upsampling: (1-t)*source[low] + t*source[high].
struct Sample {
  int low, high;
  float t;
};
[[gnu::always_inline]] inline Sample upsample(int i, int size, bool half_pixel) {
  const float at = half_pixel ? (static_cast<float>(i) + 0.5f) * 0.5f - 0.5f : static_cast<float>(i) * 0.5f;
  const float clamped = at > 0 ? at : 0;
  const int low = at_most(static_cast<int>(clamped), size - 1);
  return {low, at_most(low + 1, size - 1), clamped - static_cast<float>(low)};
}

[[gnu::always_inline]] inline V upsampled(const Map& map, const Sample& y, const Sample& x, int block, int lane) {
  const V x_high = splat(x.t), x_low = splat(1 - x.t);
  const V top = fma(load(map.at(y.low, block, x.high) + lane), x_high, mul(load(map.at(y.low, block, x.low) + lane), x_low));
  const V bottom =
      fma(load(map.at(y.high, block, x.high) + lane), x_high, mul(load(map.at(y.high, block, x.low) + lane), x_low));
  return fma(bottom, splat(y.t), mul(top, splat(1 - y.t)));
}

}  // namespace

void load_residual(const ConvArgs& args, const TilePlace& place, float* buffer) {
  const Map& map = *args.post.residual;
  for (int r = 0; r < place.rows; ++r) {
    const int y = place.y + r;
    const Sample sample_y = upsample(y, map.height, args.post.half_pixel);
    for (int n = 0; n < place.blocks; ++n) {
      const int block = place.block + n;
      for (int p = 0; p < place.pixels; ++p, buffer += kBlock) {
        const int x = place.x + p;
        for (int lane = 0; lane < kBlock; lane += kLanes) {
          V v = zero();
          if (block < map.blocks()) {
            if (args.post.res == Res::kSame) v = load(map.at(y, block, x) + lane);
            if (args.post.res == Res::kMaxPool2x2) v = pooled(map, y, x, block, lane);
            if (args.post.res == Res::kUpsample2x) {
              v = upsampled(map, sample_y, upsample(x, map.width, args.post.half_pixel), block, lane);
            }
          }
          store(buffer + lane, v);
        }
      }
    }
  }
}

void activate_late(Act act, const TilePlace& place, float* const* rows, ptrdiff_t block_stride) {
  for (int r = 0; r < place.rows; ++r) {
    for (int n = 0; n < place.blocks; ++n) {
      float* block = rows[r] + n * block_stride;
      for (int i = 0; i < place.pixels * kBlock; i += kLanes) {
        const V v = load(block + i);
        store(block + i, act == Act::kHardSwish ? hard_swish(v) : logistic(v));
      }
    }
  }
}

void store_scattered(const ConvArgs& args, const TilePlace& place, const float* buffer) {
  const ConvShape shape(args);
  const int factor = args.depth_to_space, channels = args.out.channels;
  for (int r = 0; r < place.rows; ++r) {
    for (int n = 0; n < place.blocks; ++n) {
      const int first = (place.block + n) * kBlock;
      const int count = at_most(shape.channels - first, kBlock);
      for (int p = 0; p < place.pixels; ++p, buffer += kBlock) {
        // Runs of channels that stay together: all of them, or those of one output pixel.
        for (int c = 0; c < count;) {
          const int part = (first + c) / channels, channel = (first + c) % channels;
          const int run = at_most(count - c, channels - channel);
          const int y = (place.y + r) * factor + part / factor, x = (place.x + p) * factor + part % factor;
          if (args.dense != nullptr) {
            float* to = args.dense + (static_cast<ptrdiff_t>(y) * args.out.width + x) * args.dense_pitch + channel;
            for (int i = 0; i < run; ++i) to[i] = buffer[c + i];
          } else {
            for (int i = 0; i < run; ++i) args.out.at(y, (channel + i) / kBlock, x)[(channel + i) % kBlock] = buffer[c + i];
          }
          c += run;
        }
      }
    }
  }
}

void zero_pads(const Map& map, int row_begin, int row_end) {
  const int floats = map.pad * kBlock;
  for (int y = row_begin; y < row_end; ++y) {
    for (int block = 0; block < map.blocks(); ++block) {
      float* left = map.at(y, block, -map.pad);
      float* right = map.at(y, block, map.width);
      for (int i = 0; i < floats; i += kLanes) {
        store(left + i, zero());
        store(right + i, zero());
      }
    }
  }
}

void zero_unused_channels(const Map& map, int row_begin, int row_end) {
  const int used = map.channels % kBlock;
  if (used == 0) return;
  for (int y = row_begin; y < row_end; ++y) {
    float* pixel = map.at(y, map.blocks() - 1, 0);
    for (int x = 0; x < map.width; ++x, pixel += kBlock) {
      for (int c = used; c < kBlock; ++c) pixel[c] = 0;
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
