// From the landmarks of a hand to the region where it is looked for next.
#pragma once

#include "saccade/status.h"
#include "saccade/types.h"

namespace saccade {

// The box around the wrist and the lower joints of every finger, turned so that the hand points up in it. Takes all 21
// landmarks of a hand, or only the 12 of them that count here: 0-3, 5, 6, 9, 10, 13, 14, 17, 18. `image` in pixels.
// invalid_argument for another number of landmarks.
Result<NormalizedRect> rect_of_hand(const NormalizedLandmarks& hand, Size image);

}  // namespace saccade
