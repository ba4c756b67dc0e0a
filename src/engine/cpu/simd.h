// A small vector of floats, generic over its width: one name for AVX-512 (16 lanes), AVX2 with FMA (8) and the
// compiler's own four-lane vectors (SSE2 on plain x86-64, NEON on arm64). The instruction set is that of the unit that
// includes this file; everything lives in namespace saccade::cpu::SACCADE_ISA, so that units built with other flags
// never share a symbol. For the same reason such units instantiate no std template: the linker might keep the copy
// that this machine cannot run.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace saccade::cpu::SACCADE_ISA {

// All functions here; a function that is always inlined leaves no symbol behind.
#if defined(__AVX512F__)

using V = __m512;
inline constexpr int kLanes = 16;
inline constexpr int kRegisters = 32;

[[gnu::always_inline]] inline V zero() { return _mm512_setzero_ps(); }
[[gnu::always_inline]] inline V splat(float value) { return _mm512_set1_ps(value); }
[[gnu::always_inline]] inline V load(const float* p) { return _mm512_loadu_ps(p); }
[[gnu::always_inline]] inline void store(float* p, V v) { _mm512_storeu_ps(p, v); }
[[gnu::always_inline]] inline V load_some(const float* p, int count) {
  return _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << count) - 1), p);
}
[[gnu::always_inline]] inline void store_some(float* p, V v, int count) {
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << count) - 1), v);
}
[[gnu::always_inline]] inline V load_half(const uint16_t* p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
}
[[gnu::always_inline]] inline V add(V a, V b) { return _mm512_add_ps(a, b); }
[[gnu::always_inline]] inline V sub(V a, V b) { return _mm512_sub_ps(a, b); }
[[gnu::always_inline]] inline V mul(V a, V b) { return _mm512_mul_ps(a, b); }
[[gnu::always_inline]] inline V div(V a, V b) { return _mm512_div_ps(a, b); }
[[gnu::always_inline]] inline V max(V a, V b) { return _mm512_max_ps(a, b); }
[[gnu::always_inline]] inline V min(V a, V b) { return _mm512_min_ps(a, b); }
[[gnu::always_inline]] inline V fma(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
[[gnu::always_inline]] inline V round(V x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
// 2^x for integers x in [-126, 127].
[[gnu::always_inline]] inline V exp2_of_integer(V x) {
  const __m512i exponent = _mm512_add_epi32(_mm512_cvtps_epi32(x), _mm512_set1_epi32(127));
  return _mm512_castsi512_ps(_mm512_slli_epi32(exponent, 23));
}
// Four floats, again and again; then one of them in all lanes, which takes no load.
[[gnu::always_inline]] inline V load_group(const float* p) { return _mm512_broadcast_f32x4(_mm_loadu_ps(p)); }
// `index` is a constant once loops are unrolled.
[[gnu::always_inline]] inline V splat_of_group(V group, int index) {
  switch (index) {
    case 0:
      return _mm512_permute_ps(group, 0x00);
    case 1:
      return _mm512_permute_ps(group, 0x55);
    case 2:
      return _mm512_permute_ps(group, 0xaa);
    default:
      return _mm512_permute_ps(group, 0xff);
  }
}
// For blocks that hold only eight channels two pixels share a vector. Lane by lane, p0 q0 p1 q1 ...:
[[gnu::always_inline]] inline V splat_pair(const float* p) {  // p[0] p[1] p[0] p[1] ...
  using Pair __attribute__((may_alias, aligned(4))) = double;
  return _mm512_castpd_ps(_mm512_set1_pd(*reinterpret_cast<const Pair*>(p)));
}
[[gnu::always_inline]] inline V interleave_low(V p, V q) {  // the first eight lanes of each
  const __m512i order = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  return _mm512_permutex2var_ps(p, order, q);
}
[[gnu::always_inline]] inline V interleave_high(V p, V q) {
  const __m512i order = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  return _mm512_permutex2var_ps(p, order, q);
}
// Or p0 .. p7 q0 .. q7.
[[gnu::always_inline]] inline V load_halves(const float* p, const float* q) {
  return _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_loadu_ps(p)), _mm256_loadu_ps(q), 1);
}
[[gnu::always_inline]] inline V load_twice(const float* p) { return _mm512_broadcast_f32x8(_mm256_loadu_ps(p)); }
[[gnu::always_inline]] inline V low_half(V v) { return _mm512_maskz_mov_ps(0x00ff, v); }  // then zeros
[[gnu::always_inline]] inline V high_half(V v) { return _mm512_maskz_shuffle_f32x4(0x00ff, v, v, 0x0e); }

[[gnu::always_inline]] inline V even_lanes(V v) {  // then zeros
  const __m512i order = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0);
  return _mm512_maskz_permutexvar_ps(0x00ff, order, v);
}
[[gnu::always_inline]] inline V odd_lanes(V v) {
  const __m512i order = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 0, 0, 0, 0, 0, 0, 0, 0);
  return _mm512_maskz_permutexvar_ps(0x00ff, order, v);
}

#elif defined(__AVX2__)

using V = __m256;
inline constexpr int kLanes = 8;
inline constexpr int kRegisters = 16;

[[gnu::always_inline]] inline V zero() { return _mm256_setzero_ps(); }
[[gnu::always_inline]] inline V splat(float value) { return _mm256_set1_ps(value); }
[[gnu::always_inline]] inline V load(const float* p) { return _mm256_loadu_ps(p); }
[[gnu::always_inline]] inline void store(float* p, V v) { _mm256_storeu_ps(p, v); }
[[gnu::always_inline]] inline __m256i first_lanes(int count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
[[gnu::always_inline]] inline V load_some(const float* p, int count) {
  return _mm256_maskload_ps(p, first_lanes(count));
}
[[gnu::always_inline]] inline void store_some(float* p, V v, int count) {
  _mm256_maskstore_ps(p, first_lanes(count), v);
}
[[gnu::always_inline]] inline V load_half(const uint16_t* p) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}
[[gnu::always_inline]] inline V add(V a, V b) { return _mm256_add_ps(a, b); }
[[gnu::always_inline]] inline V sub(V a, V b) { return _mm256_sub_ps(a, b); }
[[gnu::always_inline]] inline V mul(V a, V b) { return _mm256_mul_ps(a, b); }
[[gnu::always_inline]] inline V div(V a, V b) { return _mm256_div_ps(a, b); }
[[gnu::always_inline]] inline V max(V a, V b) { return _mm256_max_ps(a, b); }
[[gnu::always_inline]] inline V min(V a, V b) { return _mm256_min_ps(a, b); }
[[gnu::always_inline]] inline V fma(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
[[gnu::always_inline]] inline V round(V x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
[[gnu::always_inline]] inline V exp2_of_integer(V x) {
  const __m256i exponent = _mm256_add_epi32(_mm256_cvtps_epi32(x), _mm256_set1_epi32(127));
  return _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23));
}

#else

using V = float __attribute__((vector_size(16)));
using VInt = int32_t __attribute__((vector_size(16)));
using VUnaligned = float __attribute__((vector_size(16), aligned(4), may_alias));
inline constexpr int kLanes = 4;
inline constexpr int kRegisters = 16;

[[gnu::always_inline]] inline V zero() { return V{}; }
[[gnu::always_inline]] inline V splat(float value) { return V{value, value, value, value}; }
[[gnu::always_inline]] inline V load(const float* p) { return *reinterpret_cast<const VUnaligned*>(p); }
[[gnu::always_inline]] inline void store(float* p, V v) { *reinterpret_cast<VUnaligned*>(p) = v; }
[[gnu::always_inline]] inline V load_some(const float* p, int count) {
  V v{};
  for (int i = 0; i < count && i < kLanes; ++i) v[i] = p[i];
  return v;
}
[[gnu::always_inline]] inline void store_some(float* p, V v, int count) {
  for (int i = 0; i < count && i < kLanes; ++i) p[i] = v[i];
}
[[gnu::always_inline]] inline float widen(uint16_t half) {  // IEEE binary16: 1 sign, 5 exponent, 10 fraction bits
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
  const uint32_t magnitude = half & 0x7fffu;
  if (magnitude >= 0x7c00u) return __builtin_bit_cast(float, sign | 0x7f800000u | ((magnitude & 0x3ffu) << 13));
  // As an integer times 2^-112 the bits give normal and subnormal numbers alike.
  const float scaled = __builtin_bit_cast(float, magnitude << 13) * 0x1p112f;
  return __builtin_bit_cast(float, sign | __builtin_bit_cast(uint32_t, scaled));
}
[[gnu::always_inline]] inline V load_half(const uint16_t* p) {
  return V{widen(p[0]), widen(p[1]), widen(p[2]), widen(p[3])};
}
[[gnu::always_inline]] inline V add(V a, V b) { return a + b; }
[[gnu::always_inline]] inline V sub(V a, V b) { return a - b; }
[[gnu::always_inline]] inline V mul(V a, V b) { return a * b; }
[[gnu::always_inline]] inline V div(V a, V b) { return a / b; }
[[gnu::always_inline]] inline V max(V a, V b) { return a > b ? a : b; }
[[gnu::always_inline]] inline V min(V a, V b) { return a < b ? a : b; }
[[gnu::always_inline]] inline V fma(V a, V b, V c) { return a * b + c; }
[[gnu::always_inline]] inline V round(V x) {
  const V magic = splat(12582912.0f);  // 1.5 * 2^23: adding it leaves an integer in the low fraction bits
  return (x + magic) - magic;
}
[[gnu::always_inline]] inline V exp2_of_integer(V x) {
  const VInt exponent = __builtin_convertvector(x, VInt) + 127;
  return reinterpret_cast<V>(exponent << 23);
}

#endif

// x where x >= 0, else slope * x. Minimum and maximum run beside the multiply-adds; a compare and a masked
// multiplication are 3 % slower in a tile of 32 input channels.
[[gnu::always_inline]] inline V prelu(V x, V slope) { return fma(slope, min(x, zero()), max(x, zero())); }

// e^x to 2 units in the last place for |x| < 87, clamped beyond. Cephes' scheme: e^x = 2^n * e^r, |r| <= ln(2)/2.
[[gnu::always_inline]] inline V exp(V x) {
  x = min(max(x, splat(-87.0f)), splat(87.0f));
  const V n = round(mul(x, splat(1.44269504f)));
  V r = fma(n, splat(-0.693359375f), x);  // ln 2 in two parts, so that n * ln 2 is exact
  r = fma(n, splat(2.12194440e-4f), r);
  V p = splat(1.9875691500e-4f);
  p = fma(p, r, splat(1.3981999507e-3f));
  p = fma(p, r, splat(8.3334519073e-3f));
  p = fma(p, r, splat(4.1665795894e-2f));
  p = fma(p, r, splat(1.6666665459e-1f));
  p = fma(p, r, splat(5.0000001201e-1f));
  p = add(fma(p, mul(r, r), r), splat(1.0f));
  return mul(p, exp2_of_integer(n));
}

[[gnu::always_inline]] inline V logistic(V x) { return div(splat(1.0f), add(splat(1.0f), exp(sub(zero(), x)))); }
[[gnu::always_inline]] inline V hard_swish(V x) {
  const V gate = min(max(fma(x, splat(1.0f / 6), splat(0.5f)), zero()), splat(1.0f));
  return mul(x, gate);
}

}  // namespace saccade::cpu::SACCADE_ISA
