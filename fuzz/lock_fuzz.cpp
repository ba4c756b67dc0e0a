// Any bytes as models.lock.json.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/lock.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)saccade::parse_lock({reinterpret_cast<const char*>(data), size});
  return 0;
}
