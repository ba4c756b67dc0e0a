// Activations that graphs apply to raw network outputs.
#pragma once

#include <cmath>

namespace saccade {

inline float sigmoid(float value) { return 1.0f / (1.0f + std::exp(-value)); }

}  // namespace saccade
