// Overlay: results drawn onto a picture in MediaPipe's drawing styles.
#pragma once

#include "saccade/face_detection.h"
#include "saccade/face_mesh.h"
#include "saccade/hands.h"
#include "saccade/image.h"
#include "saccade/pose.h"
#include "saccade/selfie_segmentation.h"

namespace saccade {

// A copy of `image` in RGB with boxes, keypoints and scores; with tesselation, contours and (for 478 landmarks) irises;
// with the joints and bones of hands or of a body, as far as they are visible; with blue where a mask is 0, or on the
// background that a solution was given. What lies outside the image is clipped. failed_precondition for an empty image,
// invalid_argument for a face of fewer than 468 landmarks, a hand of other than 21, a body of other than 33, a mask of
// another size.
Result<Image> draw(const Image& image, const FaceDetectionResult& result);
Result<Image> draw(const Image& image, const FaceMeshResult& result);
Result<Image> draw(const Image& image, const HandsResult& result);
Result<Image> draw(const Image& image, const PoseResult& result);
Result<Image> draw(const Image& image, const SelfieSegmentationResult& result);

}  // namespace saccade
