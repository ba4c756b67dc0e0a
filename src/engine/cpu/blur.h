// The CPU engine's Engine::blur.
#pragma once

#include "saccade/image.h"

namespace saccade::cpu {

Result<Image> blurred(const Image& picture, float sigma_px);

}  // namespace saccade::cpu
