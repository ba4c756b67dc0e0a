// Two landmarks that an overlay joins by a line.
#pragma once

#include <cstdint>

namespace saccade {

struct Connection {
  uint16_t from = 0, to = 0;  // landmark indices, from < to
};

}  // namespace saccade
