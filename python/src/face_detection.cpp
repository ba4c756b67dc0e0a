#include "saccade/face_detection.h"

#include "solution_class.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

struct FoundFace {
  float score = 0;
  nb::object box, keypoints;
};

struct DetectionResult {
  nb::list faces;
  int64_t timestamp_us = 0;
};

DetectionResult convert(const FaceDetectionResult& result) {
  DetectionResult converted{{}, result.timestamp_us};
  for (const DetectedFace& face : result.faces) {
    std::vector<float> points;
    for (const Point2& point : face.keypoints) points.insert(points.end(), {point.x, point.y});
    const std::vector<float> box = {face.box.xmin, face.box.ymin, face.box.width, face.box.height};
    converted.faces.append(FoundFace{face.score, float_array(box, 4), float_array(points, face.keypoints.size(), 2)});
  }
  return converted;
}

}  // namespace

void bind_face_detection(nb::module_& module) {
  nb::class_<FoundFace>(module, "DetectedFace")
      .def_ro("score", &FoundFace::score)
      .def_ro("box", &FoundFace::box, "float32 array: left, top, width, height, divided by the picture's size")
      .def_ro("keypoints", &FoundFace::keypoints,
              "float32 array (6, 2): right eye, left eye, nose tip, mouth centre, right and left ear");
  nb::class_<DetectionResult>(module, "FaceDetectionResult")
      .def_ro("faces", &DetectionResult::faces, "list of DetectedFace, best score first; empty when there are none")
      .def_ro("timestamp_us", &DetectionResult::timestamp_us);
  bind_solution<FaceDetection, FaceDetectionOptions>(
      module, "FaceDetection", "Faces with box and six keypoints, each picture on its own.", convert);
}

}  // namespace saccade::python
