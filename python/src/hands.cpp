#include "saccade/hands.h"

#include "solution_class.h"

namespace saccade::python {
namespace nb = nanobind;
namespace {

struct FoundHand {
  nb::object landmarks, world_landmarks;
  std::string handedness;
  float score = 0;
  int64_t track_id = 0;
};

struct FoundHands {
  nb::list hands;
  int64_t timestamp_us = 0;
};

template <typename Points>
nb::object point_array(const Points& points) {
  std::vector<float> values;
  for (const auto& point : points) values.insert(values.end(), {point.x, point.y, point.z});
  return float_array(values, points.size(), 3);
}

FoundHands convert(const HandsResult& result) {
  FoundHands converted{{}, result.timestamp_us};
  for (const Hand& hand : result.hands) {
    converted.hands.append(FoundHand{point_array(hand.landmarks), point_array(hand.world_landmarks), hand.handedness,
                                     hand.score, hand.track_id});
  }
  return converted;
}

}  // namespace

void bind_hands(nb::module_& module) {
  nb::class_<FoundHand>(module, "Hand")
      .def_ro("landmarks", &FoundHand::landmarks,
              "float32 array (21, 3): x and y divided by the picture's width and height, z in the scale of x")
      .def_ro("world_landmarks", &FoundHand::world_landmarks,
              "float32 array (21, 3): metres, the origin in the hand's middle")
      .def_ro("handedness", &FoundHand::handedness, "\"Left\" or \"Right\": the person's own")
      .def_ro("score", &FoundHand::score, "how sure the handedness is, from 0.5 to 1")
      .def_ro("track_id", &FoundHand::track_id, "from 1, the same while the hand is followed; 0 with static");
  nb::class_<FoundHands>(module, "HandsResult")
      .def_ro("hands", &FoundHands::hands, "list of Hand; empty when there are none")
      .def_ro("timestamp_us", &FoundHands::timestamp_us);
  bind_solution<Hands, HandsOptions>(
      module, "Hands", "21 points of each hand, in the picture and in metres; tracked from frame to frame.", convert);
}

}  // namespace saccade::python
