#include "base/check.h"

#include <cstdlib>
#include <string>

#include "base/log.h"

namespace saccade::detail {

void check_failed(const char* condition, const char* file, int line) {
  log_error(std::string("bug in Saccade: ") + condition + " at " + file + ":" + std::to_string(line));
  std::abort();
}

}  // namespace saccade::detail
