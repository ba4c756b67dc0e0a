// Frame: an image with its place in time. What readers give and solutions take.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saccade/image.h"

namespace saccade {

struct Frame {
  Image image;
  int64_t timestamp_us = 0;  // presentation time on the media's clock
  int64_t index = 0;         // position in the source, from 0
};

// Where one node of a graph ran, and why there when it was asked to be elsewhere.
struct NodePlacement {
  std::string node;
  std::string calculator;
  std::string device;     // "cpu", "gpu:0"; empty for nodes that touch neither pixels nor tensors
  std::string engine;     // "cpu avx512"
  std::string precision;  // "fp32"
  int kernel_count = 0;
  int64_t bytes_to_device = 0;  // set in the row of all nodes together
  int64_t bytes_from_device = 0;
  std::string reason;
};
using Placement = std::vector<NodePlacement>;

}  // namespace saccade
