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

namespace {

// `count` channels of a block for each pixel.
void store_dense(const float* buffer, int pixels, int count, float* to, ptrdiff_t pitch) {
  for (int p = 0; p < pixels; ++p, buffer += kBlock, to += pitch) {
    for (int lane = 0; lane < count; lane += kLanes) {
      if (count - lane >= kLanes) {
        store(to + lane, load(buffer + lane));
      } else {
        store_some(to + lane, load(buffer + lane), count - lane);
      }
    }
  }
}

// `count` channels of one pixel of the convolution, from `first`, to the pixels of the expanded map that they become.
void expand(const ConvArgs& args, int y, int x, int first, int count, const float* from) {
  const int factor = args.depth_to_space, channels = args.out.channels;
  for (int i = 0; i < count; ++i) {
    const int part = (first + i) / channels, channel = (first + i) % channels;
    const int out_y = y * factor + part / factor, out_x = x * factor + part % factor;
    if (args.dense != nullptr) {
      args.dense[(static_cast<ptrdiff_t>(out_y) * args.out.width + out_x) * args.dense_pitch + channel] = from[i];
    } else {
      args.out.at(out_y, channel / kBlock, out_x)[channel % kBlock] = from[i];
    }
  }
}

}  // namespace

void store_scattered(const ConvArgs& args, const TilePlace& place, const float* buffer) {
  const ConvShape shape(args);
  for (int r = 0; r < place.rows; ++r) {
    const int y = place.y + r;
    for (int n = 0; n < place.blocks; ++n, buffer += place.pixels * kBlock) {
      const int first = (place.block + n) * kBlock;
      const int count = at_most(shape.channels - first, kBlock);
      if (args.depth_to_space == 1) {
        float* to = args.dense + (static_cast<ptrdiff_t>(y) * shape.width + place.x) * args.dense_pitch + first;
        store_dense(buffer, place.pixels, count, to, args.dense_pitch);
        continue;
      }
      for (int p = 0; p < place.pixels; ++p) expand(args, y, place.x + p, first, count, buffer + p * kBlock);
    }
  }
}

void zero_pads(const Map& map, int row_begin, int row_end) {
  const int blocks = map.blocks(), floats = map.pad * kBlock;
  for (int y = row_begin; y < row_end; ++y) {
    float* pads = map.at(y, 0, -map.pad);
    for (int i = 0; i < floats; i += kLanes) store(pads + i, zero());
    // A block's right pad and the next one's left lie together.
    pads = map.at(y, 0, map.width);
    for (int block = 0; block < blocks; ++block, pads += map.block_stride) {
      const int together = block + 1 < blocks ? 2 * floats : floats;
      for (int i = 0; i < together; i += kLanes) store(pads + i, zero());
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
