#include "base/check.h"
#include "engine/cpu/isa.h"
#include "engine/cpu/kernels/kernels.h"

namespace saccade::cpu {

namespace scalar {
extern const KernelTable kKernels;
}
#if defined(__x86_64__)
namespace avx2 {
extern const KernelTable kKernels;
}
namespace avx512 {
extern const KernelTable kKernels;
}
#endif

const KernelTable& kernels_for(Isa isa) {
  SACCADE_CHECK(isa <= available_isas().back());
#if defined(__x86_64__)
  if (isa == Isa::kAvx512) return avx512::kKernels;
  if (isa == Isa::kAvx2) return avx2::kKernels;
#endif
  return scalar::kKernels;
}

}  // namespace saccade::cpu
