// Where the buffers of a plan lie in one arena: buffers whose lives do not meet may share memory.
#pragma once

#include <span>

#include "engine/cpu/plan.h"

namespace saccade::cpu {

// Sets the offset of every kArena buffer that a step uses; returns the arena's size in floats. `alias` false: none
// share.
size_t place_buffers(std::span<Buffer> buffers, bool alias);

}  // namespace saccade::cpu
