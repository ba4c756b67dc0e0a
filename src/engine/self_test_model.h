// What the self-test runs: made of random numbers of a fixed seed.
#pragma once

#include "model/model.h"
#include "saccade/image.h"

namespace saccade {

// [1,16,16,3] in; four outputs: a detector's head, a landmark head, a mask, and a gate.
Model self_test_model();
Tensor self_test_input(int batch);
Image self_test_image();  // 40x30, RGB

}  // namespace saccade
