// Any bytes as a graph file, text or binary: an error, or a plan with the runtime's own nodes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "graph/config.h"
#include "graph/plan.h"
#include "graph/registry.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const saccade::GraphRegistry registry;
  auto config = saccade::parse_config({reinterpret_cast<const char*>(data), size}, "fuzz.pbtxt");
  if (config.ok()) (void)saccade::GraphPlan::create(*std::move(config), registry, {});
  return 0;
}
