// Which instruction set the CPU engine's kernels run on. Chosen once per engine, never by the compiler's flags alone.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "saccade/status.h"

namespace saccade::cpu {

enum class Isa : uint8_t { kScalar, kAvx2, kAvx512 };

const char* isa_name(Isa isa);  // "scalar", "avx2", "avx512": the values of SACCADE_ISA

// What this library was built with and this processor can run; the best last, never empty.
std::span<const Isa> available_isas();

// The best one when `wanted` is empty. invalid_argument for an unknown name, unavailable for one that this processor
// lacks; both list what is there.
Result<Isa> choose_isa(std::string_view wanted);

}  // namespace saccade::cpu
