// Overlay: results drawn onto a picture in MediaPipe's drawing styles.
#pragma once

#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/image.h"

namespace saccade {

// A copy of `image` (RGB) with boxes and keypoints, or with tesselation, contours and irises.
Result<Image> draw(const Image& image, const FaceDetectionResult& result);
Result<Image> draw(const Image& image, const FaceMeshResult& result);

}  // namespace saccade
