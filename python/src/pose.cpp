#include "saccade/pose.h"

#include "mask_array.h"
#include "solution_class.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

struct FoundBody {
  nb::object landmarks, world_landmarks;
};

struct FoundPoses {
  nb::list poses;
  nb::object mask;
  int64_t timestamp_us = 0;
};

nb::object array_of(const NormalizedLandmarks& points) {
  std::vector<float> values;
  for (const NormalizedLandmark& point : points) {
    values.insert(values.end(), {point.x, point.y, point.z, point.visibility.value_or(0)});
  }
  return float_array(values, points.size(), 4);
}

nb::object array_of(const Landmarks& points) {
  std::vector<float> values;
  for (const Landmark& point : points) values.insert(values.end(), {point.x, point.y, point.z});
  return float_array(values, points.size(), 3);
}

FoundPoses convert(const PoseResult& result) {
  FoundPoses converted{{}, mask_array(result.mask), result.timestamp_us};
  for (const BodyPose& pose : result.poses) {
    converted.poses.append(FoundBody{array_of(pose.landmarks), array_of(pose.world_landmarks)});
  }
  return converted;
}

}  // namespace

void bind_pose(nb::module_& module) {
  nb::class_<FoundBody>(module, "BodyPose")
      .def_ro(
          "landmarks", &FoundBody::landmarks,
          "float32 array (33, 4): x and y divided by the picture's width and height, z in the scale of x, visibility")
      .def_ro("world_landmarks", &FoundBody::world_landmarks,
              "float32 array (33, 3): metres, the origin between the hips");
  nb::class_<FoundPoses>(module, "PoseResult")
      .def_ro("poses", &FoundPoses::poses, "list of one BodyPose; empty when there is nobody")
      .def_ro("mask", &FoundPoses::mask, "float32 array (height, width), 1 where the body is; None without one")
      .def_ro("timestamp_us", &FoundPoses::timestamp_us);
  bind_solution<Pose, PoseOptions>(
      module, "Pose", "33 points of a body, in the picture and in metres, and its mask; tracked from frame to frame.",
      convert);
}

}  // namespace saccade::python
