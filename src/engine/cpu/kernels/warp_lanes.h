// The inner step of the bilinear warp per instruction set: kPixels pixels from four neighbours each to floats.
//
// One 128-bit lane is one pixel. It is loaded as eight bytes of the upper row and eight of the lower (two neighbouring
// pixels of up to four bytes each), shuffled to [channel][upper left, upper right, lower left, lower right], multiplied
// by the horizontal weights into [channel][upper, lower] of 16 bits and by the vertical ones into one sum of 32 bits.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace saccade::cpu::SACCADE_ISA {
namespace {

struct LaneConstants {
  alignas(16) uint8_t order[16];  // source byte of each byte in a lane, 0x80: zero
  alignas(16) float scale[4];
  alignas(16) float offset[4];
  int channels;
};

// Weights of one pixel: left, right, upper, lower, a byte each, in 1/32. A sum of products has 10 fraction bits.
constexpr int kSumRound = 512, kSumShift = 10;

#if defined(__AVX2__)

inline __m128i load_pixel(const uint8_t* upper, const uint8_t* lower, uint32_t offset) {
  int64_t top, bottom;
  std::memcpy(&top, upper + offset, sizeof(top));
  std::memcpy(&bottom, lower + offset, sizeof(bottom));
  return _mm_set_epi64x(bottom, top);
}

#endif

#if defined(__AVX512BW__)

struct Lanes {
  static constexpr int kPixels = 4;

  explicit Lanes(const LaneConstants& c)
      : order_(_mm512_broadcast_i32x4(_mm_load_si128(reinterpret_cast<const __m128i*>(c.order)))),
        scale_(_mm512_broadcast_f32x4(_mm_load_ps(c.scale))),
        offset_(_mm512_broadcast_f32x4(_mm_load_ps(c.offset))),
        pack_(pack_indices(c.channels)) {}

  static __m512i load(const uint8_t* upper, const uint8_t* lower, const uint32_t* offset) {
    const __m256i low = _mm256_set_m128i(load_pixel(upper, lower, offset[1]), load_pixel(upper, lower, offset[0]));
    const __m256i high = _mm256_set_m128i(load_pixel(upper, lower, offset[3]), load_pixel(upper, lower, offset[2]));
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
  }
  static __m512i load(const uint64_t* lanes) { return _mm512_loadu_si512(lanes); }

  // Writes kPixels * 4 floats, of which the first kPixels * channels count.
  void blend(__m512i pixels, const uint32_t* weights, float* out) const {
    const __m512i lane_of = _mm512_set_epi32(3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    const __m128i four = _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights));
    const __m512i weight = _mm512_permutexvar_epi32(lane_of, _mm512_castsi128_si512(four));
    const __m512i across = _mm512_shuffle_epi8(weight, _mm512_set1_epi16(0x0100));
    const __m512i down = _mm512_shuffle_epi8(weight, _mm512_set1_epi32(static_cast<int>(0x80038002)));
    const __m512i rows = _mm512_maddubs_epi16(_mm512_shuffle_epi8(pixels, order_), across);
    const __m512i sum = _mm512_add_epi32(_mm512_madd_epi16(rows, down), _mm512_set1_epi32(kSumRound));
    const __m512 value = _mm512_cvtepi32_ps(_mm512_srli_epi32(sum, kSumShift));
    _mm512_storeu_ps(out, _mm512_permutexvar_ps(pack_, _mm512_fmadd_ps(value, scale_, offset_)));
  }

 private:
  static __m512i pack_indices(int channels) {
    alignas(64) int index[16] = {};
    for (int i = 0; i < kPixels * channels; ++i) index[i] = i / channels * 4 + i % channels;
    return _mm512_load_si512(index);
  }
  __m512i order_;
  __m512 scale_, offset_;
  __m512i pack_;
};

#elif defined(__AVX2__)

struct Lanes {
  static constexpr int kPixels = 2;

  explicit Lanes(const LaneConstants& c)
      : order_(_mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(c.order)))),
        scale_(_mm256_broadcast_ps(reinterpret_cast<const __m128*>(c.scale))),
        offset_(_mm256_broadcast_ps(reinterpret_cast<const __m128*>(c.offset))),
        pack_(pack_indices(c.channels)) {}

  static __m256i load(const uint8_t* upper, const uint8_t* lower, const uint32_t* offset) {
    return _mm256_set_m128i(load_pixel(upper, lower, offset[1]), load_pixel(upper, lower, offset[0]));
  }
  static __m256i load(const uint64_t* lanes) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(lanes)); }

  void blend(__m256i pixels, const uint32_t* weights, float* out) const {
    const __m128i two = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(weights));
    const __m256i lane_of = _mm256_set_epi32(1, 1, 1, 1, 0, 0, 0, 0);
    const __m256i weight = _mm256_permutevar8x32_epi32(_mm256_castsi128_si256(two), lane_of);
    const __m256i across = _mm256_shuffle_epi8(weight, _mm256_set1_epi16(0x0100));
    const __m256i down = _mm256_shuffle_epi8(weight, _mm256_set1_epi32(static_cast<int>(0x80038002)));
    const __m256i rows = _mm256_maddubs_epi16(_mm256_shuffle_epi8(pixels, order_), across);
    const __m256i sum = _mm256_add_epi32(_mm256_madd_epi16(rows, down), _mm256_set1_epi32(kSumRound));
    const __m256 value = _mm256_cvtepi32_ps(_mm256_srli_epi32(sum, kSumShift));
    _mm256_storeu_ps(out, _mm256_permutevar8x32_ps(_mm256_fmadd_ps(value, scale_, offset_), pack_));
  }

 private:
  static __m256i pack_indices(int channels) {
    alignas(32) int index[8] = {};
    for (int i = 0; i < kPixels * channels; ++i) index[i] = i / channels * 4 + i % channels;
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(index));
  }
  __m256i order_;
  __m256 scale_, offset_;
  __m256i pack_;
};

#else

struct Lanes {
  static constexpr int kPixels = 1;
  struct Pixel {
    uint8_t bytes[16];
  };

  explicit Lanes(const LaneConstants& c) : c_(c) {}

  static Pixel load(const uint8_t* upper, const uint8_t* lower, const uint32_t* offset) {
    Pixel pixel;
    std::memcpy(pixel.bytes, upper + *offset, 8);
    std::memcpy(pixel.bytes + 8, lower + *offset, 8);
    return pixel;
  }
  static Pixel load(const uint64_t* lanes) {
    Pixel pixel;
    std::memcpy(pixel.bytes, lanes, 16);
    return pixel;
  }

  void blend(const Pixel& pixel, const uint32_t* weights, float* out) const {
    const int left = *weights & 255, right = *weights >> 8 & 255, upper = *weights >> 16 & 255, lower = *weights >> 24;
    for (int c = 0; c < c_.channels; ++c) {
      const uint8_t* from = c_.order + c * 4;
      if (from[0] & 0x80) {
        out[c] = c_.offset[c];
        continue;
      }
      const int top = pixel.bytes[from[0]] * left + pixel.bytes[from[1]] * right;
      const int bottom = pixel.bytes[from[2]] * left + pixel.bytes[from[3]] * right;
      const int value = (top * upper + bottom * lower + kSumRound) >> kSumShift;
      out[c] = static_cast<float>(value) * c_.scale[c] + c_.offset[c];
    }
  }

 private:
  LaneConstants c_;
};

#endif

}  // namespace
}  // namespace saccade::cpu::SACCADE_ISA
