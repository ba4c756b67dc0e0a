// Overlay: results drawn onto a picture in MediaPipe's drawing styles.
#pragma once

#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/hands.h"
#include "saccade/image.h"

namespace saccade {

// A copy of `image` in RGB with boxes, keypoints and scores; with tesselation, contours and (for 478 landmarks) irises;
// with the joints and bones of hands. What lies outside the image is clipped. failed_precondition for an empty image,
// invalid_argument for a face of fewer than 468 landmarks or a hand of other than 21.
Result<Image> draw(const Image& image, const FaceDetectionResult& result);
Result<Image> draw(const Image& image, const FaceMeshResult& result);
Result<Image> draw(const Image& image, const HandsResult& result);

}  // namespace saccade
