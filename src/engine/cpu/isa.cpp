#include "engine/cpu/isa.h"

#include <array>
#include <string>

namespace saccade::cpu {
namespace {

constexpr std::array<Isa, 3> kAll = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512};

// The sets are x86-64-v3 and x86-64-v4 (CMakeLists.txt). F16C, LZCNT and MOVBE, which v3 holds too, are in every
// processor that has both AVX2 and FMA, and not every compiler can ask for them.
bool processor_has(Isa isa) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  switch (isa) {
    case Isa::kScalar:
      return true;
    case Isa::kAvx2:
      return avx2;
    case Isa::kAvx512:
      return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512vl");
  }
#endif
  return isa == Isa::kScalar;
}

// Each set holds the ones before it, so that what a processor can run is a prefix of kAll.
size_t available_count() {
  size_t count = 1;
  while (count < kAll.size() && processor_has(kAll[count])) ++count;
  return count;
}

std::string names(std::span<const Isa> isas) {
  std::string text;
  for (Isa isa : isas) text.append(text.empty() ? "" : ", ").append(isa_name(isa));
  return text;
}

}  // namespace

const char* isa_name(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return "scalar";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
  }
  return "unknown";
}

std::span<const Isa> available_isas() { return std::span<const Isa>(kAll).first(available_count()); }

Result<Isa> choose_isa(std::string_view wanted) {
  const std::span<const Isa> available = available_isas();
  if (wanted.empty()) return available.back();
  for (Isa isa : kAll) {
    if (wanted != isa_name(isa)) continue;
    if (isa <= available.back()) return isa;
    return unavailable("this processor does not have the instruction set '" + std::string(wanted) +
                       "' (SACCADE_ISA); it has " + names(available));
  }
  return invalid_argument("unknown instruction set '" + std::string(wanted) + "' (SACCADE_ISA); choose one of " +
                          names(kAll));
}

}  // namespace saccade::cpu
