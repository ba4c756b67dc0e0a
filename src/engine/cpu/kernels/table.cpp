// The kernels of one instruction set, as callers see them.
#include "engine/cpu/isa.h"
#include "engine/cpu/kernels/units.h"
#include "engine/cpu/simd.h"

namespace saccade::cpu::SACCADE_ISA {

extern const KernelTable kKernels;
#if defined(__AVX512F__)
const KernelTable kKernels = {Isa::kAvx512,    kLanes,
#elif defined(__AVX2__)
const KernelTable kKernels = {Isa::kAvx2,      kLanes,
#else
const KernelTable kKernels = {Isa::kScalar,    kLanes,
#endif
                              plan_conv,       conv,     first_conv,   depthwise,      transpose_conv,
                              fully_connected, max_pool, average_pool, map_from_dense, dense_from_map};

}  // namespace saccade::cpu::SACCADE_ISA
