// Uses only what the install ships: asks for a device that cannot exist and expects the clear error.
#include <cstdio>
#include <string>

#include "saccade/face_detection.h"
#include "saccade/version.h"

int main() {
  auto faces = saccade::FaceDetection::create({.device = "toaster"});
  if (faces || faces.error().code() != saccade::StatusCode::kInvalidArgument) return 1;
  std::printf("saccade %s: %s\n", saccade::version(), faces.error().message().c_str());
  return faces.error().message().find("toaster") == std::string::npos;
}
