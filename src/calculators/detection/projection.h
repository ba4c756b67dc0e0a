// Detections from the coordinates of a network's input to those of the image.
#pragma once

#include <array>

#include "image/roi.h"
#include "saccade/types.h"

namespace saccade {

// Row-major 4x4: image_norm_from_tensor_norm, as image_from_roi() makes it.
using ProjectionMatrix = std::array<float, 16>;

// Box and keypoints through the matrix; the new box is the upright hull of the old one's corners.
Detection project_detection(const Detection& detection, const ProjectionMatrix& image_norm_from_tensor_norm);

// From the padded region to the unpadded one.
Detection remove_letterbox(const Detection& detection, const LetterboxPadding& padding);

}  // namespace saccade
