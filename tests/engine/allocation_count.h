// How often operator new was called. Linking allocation_count.cpp replaces operator new for the whole executable.
#pragma once

namespace saccade {

long allocation_count();

}  // namespace saccade
