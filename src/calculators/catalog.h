// Every calculator of this build.
#pragma once

#include <span>

#include "graph/calculator.h"

namespace saccade {

// Sorted by name.
std::span<const CalculatorEntry> calculator_catalog();

}  // namespace saccade
