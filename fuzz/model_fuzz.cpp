// Any bytes as a .tflite file: an error, or a model that is sound before and after every rewrite.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "model/check.h"
#include "model/rewrite.h"
#include "model/tflite.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto model = saccade::parse_tflite(std::as_bytes(std::span(data, size)), "fuzz.tflite");
  if (!model.ok()) return 0;
  const auto rewritten = saccade::rewrite(*model, {});
  if (rewritten.ok() && !saccade::check_model(*rewritten).ok()) std::abort();
  return 0;
}
