// Landmarks from the coordinates of a region to those of the image, in place.
#pragma once

#include <span>

#include "calculators/detection/projection.h"
#include "image/roi.h"
#include "saccade/status.h"
#include "saccade/types.h"

namespace saccade {

// Turns about the region's centre in normalised coordinates, as MediaPipe does: right for regions that are square in
// pixels or not rotated.
void project_landmarks(NormalizedLandmarks& landmarks, const NormalizedRect& region, bool ignore_rotation);

// z is scaled as x is.
void project_landmarks(NormalizedLandmarks& landmarks, const ProjectionMatrix& image_norm_from_tensor_norm);

// Turns x and y about the origin; radians, clockwise on the screen.
void rotate_landmarks(Landmarks& landmarks, float rotation);

// From the padded region to the unpadded one.
void remove_letterbox(NormalizedLandmarks& landmarks, const LetterboxPadding& padding);

// The upright box around the landmarks, which become its keypoints. `indices`: the only ones wanted; empty means all.
// invalid_argument for an index that is not there, or when there are no landmarks.
Result<Detection> detection_of_landmarks(const NormalizedLandmarks& landmarks, std::span<const int> indices);

}  // namespace saccade
