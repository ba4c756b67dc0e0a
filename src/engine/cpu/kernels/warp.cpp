#include "engine/cpu/kernels/warp.h"

#include "engine/cpu/kernels/warp_lanes.h"

namespace saccade::cpu::SACCADE_ISA {
namespace {

constexpr int kChunk = 128;    // pixels whose places are worked out before they are read
constexpr int kLoadBytes = 8;  // what one row of a lane reads, though two pixels may take only two or six

// Where each pixel's upper left neighbour lies and how the four neighbours weigh.
struct Places {
  uint32_t offset[kChunk];
  uint32_t weights[kChunk];
};

double clamp(double value, double low, double high) {
  const double at_least = value < low ? low : value;
  return at_least > high ? high : at_least;
}
int clamp(int value, int low, int high) {
  const int at_least = value < low ? low : value;
  return at_least > high ? high : at_least;
}

// Rounds half to even: adding 1.5 * 2^52 leaves no fraction bits, and the low 32 hold the whole number.
int round_to_int(double value) {
  const double shifted = value + 6755399441055744.;
  int64_t bits;
  std::memcpy(&bits, &shifted, sizeof(bits));
  return static_cast<int>(bits);
}

// A pixel's share of a position `distance` away from it: 1 at the pixel, 0 from one pixel away.
uint32_t tent(int distance) {
  const int share = kWarpFraction - (distance < 0 ? -distance : distance);
  return static_cast<uint32_t>(share < 0 ? 0 : share);
}

// Fills places for `count` pixels from position (x, y); returns the largest offset. In double precision: a float's
// error takes one position in some hundreds to the next 1/32 pixel, where no other engine follows.
uint32_t place(const WarpArgs& a, double x, double y, int count, Places* places) {
  const double step_x = a.step_i_x, step_y = a.step_i_y;
  const double min_x = a.min_x, max_x = a.max_x, min_y = a.min_y, max_y = a.max_y;
  const int last_left = a.width - 2, last_upper = a.height - 2;
  const uint32_t first_row = a.first_row, stride = a.stride, pixel_bytes = static_cast<uint32_t>(a.pixel_bytes);
  uint32_t largest = 0;
  for (int i = 0; i < count; ++i) {
    const double along = i;
    const int at_x = round_to_int(clamp(x + along * step_x, min_x, max_x));
    const int at_y = round_to_int(clamp(y + along * step_y, min_y, max_y));
    const int left = clamp(at_x >> 5, 0, last_left), upper = clamp(at_y >> 5, 0, last_upper);
    const int dx = at_x - left * kWarpFraction, dy = at_y - upper * kWarpFraction;
    const uint32_t offset =
        first_row + static_cast<uint32_t>(upper) * stride + static_cast<uint32_t>(left) * pixel_bytes;
    places->offset[i] = offset;
    places->weights[i] = tent(dx) | tent(dx - kWarpFraction) << 8 | tent(dy) << 16 | tent(dy - kWarpFraction) << 24;
    largest = offset > largest ? offset : largest;
  }
  return largest;
}

// Two neighbouring pixels and not a byte more.
uint64_t load_pair(const uint8_t* from, int pixel_bytes) {
  uint64_t pair = 0;
  switch (pixel_bytes) {
    case 1:
      std::memcpy(&pair, from, 2);
      break;
    case 3:
      std::memcpy(&pair, from, 6);
      break;
    default:
      std::memcpy(&pair, from, 8);
      break;
  }
  return pair;
}

// Lanes::load where reading eight bytes could run past the image's last byte.
auto load_exactly(const WarpArgs& a, const uint32_t* offset) {
  uint64_t lanes[2 * Lanes::kPixels];
  for (int i = 0; i < Lanes::kPixels; ++i) {
    const uint8_t* upper = a.base + offset[i];
    lanes[2 * i] = load_pair(upper, a.pixel_bytes);
    lanes[2 * i + 1] = load_pair(upper + a.row_step, a.pixel_bytes);
  }
  return Lanes::load(lanes);
}

// Steps [begin, end) of kPixels pixels each, to consecutive places in `out`. Each writes four floats a pixel; what it
// writes too many, the next one puts right.
template <bool kNearEnd>
void read_steps(const WarpArgs& a, const Lanes& shared, const Places& places, int begin, int end, float* out) {
  const Lanes lanes = shared;  // in registers: the compiler must think that `out` overlaps `shared`
  const uint8_t *upper = a.base, *lower = a.base + a.row_step;
  const ptrdiff_t step = Lanes::kPixels * a.channels;
  for (int i = begin * Lanes::kPixels; i < end * Lanes::kPixels; i += Lanes::kPixels, out += step) {
    if constexpr (kNearEnd) {
      lanes.blend(load_exactly(a, places.offset + i), places.weights + i, out);
    } else {
      lanes.blend(Lanes::load(upper, lower, places.offset + i), places.weights + i, out);
    }
  }
}

void read_pixels(const WarpArgs& a, const Lanes& lanes, const Places& places, bool near_end, int count, float* out) {
  constexpr int kWritten = Lanes::kPixels * 4;  // floats that a step writes
  const int steps = (count + Lanes::kPixels - 1) / Lanes::kPixels;
  const int step = Lanes::kPixels * a.channels, all = count * a.channels;
  const int direct = all < kWritten ? 0 : (all - kWritten) / step + 1;  // steps that write nothing past the end
  const auto read = near_end ? read_steps<true> : read_steps<false>;
  read(a, lanes, places, 0, direct, out);
  float last[2 * kWritten];
  read(a, lanes, places, direct, steps, last);
  std::memcpy(out + direct * step, last, static_cast<size_t>(all - direct * step) * sizeof(float));
}

LaneConstants lane_constants(const WarpArgs& a) {
  LaneConstants constants;
  for (int c = 0; c < 4; ++c) {
    const int channel = c < a.channels ? a.channel[c] : -1;
    for (int neighbour = 0; neighbour < 4; ++neighbour) {
      const int byte = (neighbour & 1) * a.pixel_bytes + (neighbour >> 1) * kLoadBytes + channel;
      constants.order[c * 4 + neighbour] = static_cast<uint8_t>(channel < 0 ? 0x80 : byte);
    }
    constants.scale[c] = a.scale[c];
    constants.offset[c] = a.offset[c];
  }
  constants.channels = a.channels;
  return constants;
}

}  // namespace

void warp_bilinear(const WarpArgs& a) {
  const Lanes lanes(lane_constants(a));
  const uint32_t lower_row = a.row_step > 0 ? static_cast<uint32_t>(a.row_step) : 0;
  Places places;
  for (int j = a.row_begin; j < a.row_end; ++j) {
    float* out = a.out + static_cast<ptrdiff_t>(j) * a.tensor_width * a.channels;
    for (int i = 0; i < a.tensor_width; i += kChunk) {
      const int count = a.tensor_width - i < kChunk ? a.tensor_width - i : kChunk;
      const int whole_steps = (count + Lanes::kPixels - 1) / Lanes::kPixels * Lanes::kPixels;
      const double x = a.origin_x + i * a.step_i_x + j * a.step_j_x;
      const double y = a.origin_y + i * a.step_i_y + j * a.step_j_y;
      const uint32_t largest = place(a, x, y, whole_steps, &places);
      const bool near_end = uint64_t{largest} + lower_row + kLoadBytes > a.bytes;
      read_pixels(a, lanes, places, near_end, count, out + static_cast<ptrdiff_t>(i) * a.channels);
    }
  }
}

}  // namespace saccade::cpu::SACCADE_ISA
