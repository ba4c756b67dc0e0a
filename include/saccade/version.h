#pragma once

namespace saccade {

const char* version();  // "0.1.0"

}  // namespace saccade
