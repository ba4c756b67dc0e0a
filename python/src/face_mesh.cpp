#include "saccade/face_mesh.h"

#include "solution_class.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

// Named apart from every other bound type: nanobind tells types apart by name, even those of unnamed namespaces.
struct FoundMesh {
  nb::object landmarks;
  int64_t track_id = 0;
};

struct MeshResult {
  nb::list faces;
  int64_t timestamp_us = 0;
};

MeshResult convert(const FaceMeshResult& result) {
  MeshResult converted{{}, result.timestamp_us};
  std::vector<float> values;
  for (const FaceMeshFace& face : result.faces) {
    values.clear();
    for (const NormalizedLandmark& point : face.landmarks) values.insert(values.end(), {point.x, point.y, point.z});
    converted.faces.append(FoundMesh{float_array(values, face.landmarks.size(), 3), face.track_id});
  }
  return converted;
}

}  // namespace

void bind_face_mesh(nb::module_& module) {
  nb::class_<FoundMesh>(module, "FaceMeshFace")
      .def_ro("landmarks", &FoundMesh::landmarks,
              "float32 array (468 or 478, 3): x and y divided by the picture's width and height, z in the scale of x")
      .def_ro("track_id", &FoundMesh::track_id, "from 1, the same while the face is followed; 0 with static");
  nb::class_<MeshResult>(module, "FaceMeshResult")
      .def_ro("faces", &MeshResult::faces, "list of FaceMeshFace; empty when there are none")
      .def_ro("timestamp_us", &MeshResult::timestamp_us);
  bind_solution<FaceMesh, FaceMeshOptions>(
      module, "FaceMesh", "468 surface points of each face, 478 with refine; tracked from frame to frame.", convert);
}

}  // namespace saccade::python
