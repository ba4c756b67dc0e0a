// Cameras through Video4Linux. libavdevice is loaded here and only when a camera is asked for: it costs 30 ms and 17
// MB.
#pragma once

#include <string>
#include <vector>

#include "media/ffmpeg.h"

namespace saccade {

struct Camera {
  std::string device;                     // "/dev/video0"
  const AVInputFormat* format = nullptr;  // libavformat's door to it
};

// `source` is "camera:N". not_found, permission_denied or failed_precondition (not a camera) name the device and the
// remedy.
Result<Camera> open_camera(const std::string& source);

struct CameraFacts {
  std::string device;
  std::string name;  // "Integrated Webcam"; empty when it may not be opened
  Status status;     // ok when it can be read
};
// The /dev/videoN nodes that capture pictures, or may: those that may not be opened are listed with the reason.
std::vector<CameraFacts> list_cameras();

}  // namespace saccade
