#include "engine/cpu/kernels/tile.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

void copy(const float* from, int pixels, float* to) {
  for (int i = 0; i < pixels * kBlock; i += kLanes) store(to + i, load(from + i));
}

void clear(int pixels, float* to) {
  for (int i = 0; i < pixels * kBlock; i += kLanes) store(to + i, zero());
}

// 2x2 maximum with stride 2, from pixel x; windows that leave the map are cut.
void pool(const Map& map, int y, int x, int block, int pixels, float* to) {
  const float* top = map.at(2 * y, block, 2 * x);
  const float* bottom = map.at(at_most(2 * y + 1, map.height - 1), block, 2 * x);
  const int whole = at_most(pixels, map.width / 2 - x);
  for (int p = 0; p < pixels; ++p, top += 2 * kBlock, bottom += 2 * kBlock, to += kBlock) {
    const ptrdiff_t right = p < whole ? kBlock : 0;
    for (int lane = 0; lane < kBlock; lane += kLanes) {
      store(to + lane, max(max(load(top + lane), load(top + lane + right)),
                           max(load(bottom + lane), load(bottom + lane + right))));
    }
  }
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

[[gnu::always_inline]] inline V mix(V low, V high, V t) { return fma(t, sub(high, low), low); }

// Pixels are mixed vertically as they come; each serves the two or four outputs around it.
void upsample_row(const Map& map, const Sample& row, bool half_pixel, int x, int block, int pixels, float* to) {
  const V ty = splat(row.t);
  const float* top = map.at(row.low, block, 0);
  const float* bottom = map.at(row.high, block, 0);
  for (int lane = 0; lane < kBlock; lane += kLanes) {
    const auto column = [&](int at) {
      return mix(load(top + at * kBlock + lane), load(bottom + at * kBlock + lane), ty);
    };
    int known = -1;  // columns known, known + 1 are in low, high
    V low = zero(), high = zero();
    for (int p = 0; p < pixels; ++p) {
      const Sample sample = upsample(x + p, map.width, half_pixel);
      if (sample.low != known) {
        low = known >= 0 && sample.low == known + 1 ? high : column(sample.low);
        high = column(sample.high);
        known = sample.low;
      }
      store(to + p * kBlock + lane, mix(low, high, splat(sample.t)));
    }
  }
}

}  // namespace

void load_residual(const ConvArgs& args, const TilePlace& place, float* buffer) {
  const Map& map = *args.post.residual;
  for (int r = 0; r < place.rows; ++r) {
    const int y = place.y + r;
    const Sample row = upsample(y, map.height, args.post.half_pixel);
    for (int n = 0; n < place.blocks; ++n, buffer += place.pixels * kBlock) {
      const int block = place.block + n;
      if (block >= map.blocks()) {
        clear(place.pixels, buffer);
      } else if (args.post.res == Res::kSame) {
        copy(map.at(y, block, place.x), place.pixels, buffer);
      } else if (args.post.res == Res::kMaxPool2x2) {
        pool(map, y, place.x, block, place.pixels, buffer);
      } else {
        upsample_row(map, row, args.post.half_pixel, place.x, block, place.pixels, buffer);
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
            for (int i = 0; i < run; ++i)
              args.out.at(y, (channel + i) / kBlock, x)[(channel + i) % kBlock] = buffer[c + i];
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
