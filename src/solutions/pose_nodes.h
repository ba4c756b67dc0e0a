// What Pose, and solutions that contain it, change in the nodes of PoseLandmarkCpu.
#pragma once

#include <string>

#include "graph/config.h"

namespace saccade {

struct PoseNodeSettings {
  float min_detection_confidence = 0.5f;
  float min_tracking_confidence = 0.5f;
  bool segmentation = false;  // without it the network's mask is not computed
};

// `expanded` is the result of expand_graph(); `prefix` stands before the names of the pose's nodes: "" in
// PoseLandmarkCpu itself, "poselandmarkcpu__" in a graph that contains it once.
Status set_pose_nodes(GraphConfig& expanded, const std::string& prefix, const PoseNodeSettings& settings);

}  // namespace saccade
