#include "media/camera.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

extern "C" {
#include <libavdevice/version.h>
}

namespace saccade {
namespace {

constexpr const char* kDeviceLibrary = "libavdevice.so." AV_STRINGIFY(LIBAVDEVICE_VERSION_MAJOR);

std::string present_cameras() {
  std::string names;
  for (const CameraFacts& camera : list_cameras()) names += (names.empty() ? "" : ", ") + camera.device;
  return names.empty() ? "there is no camera on this machine (no /dev/videoN)" : "present: " + names;
}

// Ok when the node can be opened and captures pictures; `name` is then its own.
Status query(const std::string& device, std::string& name) {
  const int fd = ::open(device.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && (errno == EACCES || errno == EPERM)) {
    return permission_denied(device +
                             ": this user may not open it; add the user to the group `video` and log in again");
  }
  if (fd < 0) return unavailable(device + ": " + std::strerror(errno));
  v4l2_capability facts{};
  const bool answers = ::ioctl(fd, VIDIOC_QUERYCAP, &facts) == 0;
  ::close(fd);
  const uint32_t abilities = (facts.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? facts.device_caps : facts.capabilities;
  if (!answers || (abilities & V4L2_CAP_VIDEO_CAPTURE) == 0) {
    return failed_precondition(device + ": does not capture pictures; another number may (saccade doctor lists them)");
  }
  const auto* card = reinterpret_cast<const char*>(facts.card);
  name.assign(card, ::strnlen(card, sizeof(facts.card)));
  return ok_status();
}

// The devices must stay registered as long as the process uses FFmpeg, so the library is never unloaded.
Result<const AVInputFormat*> v4l2_format() {
  static const bool registered = [] {
    void* library = ::dlopen(kDeviceLibrary, RTLD_NOW | RTLD_LOCAL);
    void* entry = library != nullptr ? ::dlsym(library, "avdevice_register_all") : nullptr;
    if (entry != nullptr) reinterpret_cast<void (*)()>(entry)();
    return entry != nullptr;
  }();
  const AVInputFormat* format = registered ? av_find_input_format("video4linux2") : nullptr;
  if (format == nullptr) {
    return unimplemented(std::string("cameras need FFmpeg's device library with Video4Linux (") + kDeviceLibrary +
                         "); on Debian: apt install libavdevice" + AV_STRINGIFY(LIBAVDEVICE_VERSION_MAJOR));
  }
  return format;
}

}  // namespace

Result<Camera> open_camera(const std::string& source) {
  const std::string number = source.substr(std::strlen("camera:"));
  const bool is_number = !number.empty() && number.size() <= 3 &&
                         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return invalid_argument(source + ": a camera is camera:0, camera:1 and so on (/dev/videoN)");
  Camera camera;
  camera.device = "/dev/video" + std::to_string(std::stoi(number));
  struct stat facts {};
  if (::stat(camera.device.c_str(), &facts) != 0) {
    return not_found(source + ": no camera at " + camera.device + "; " + present_cameras());
  }
  std::string name;
  SACCADE_TRY(query(camera.device, name).with_context(source));
  camera.format = SACCADE_TRY(v4l2_format());
  return camera;
}

std::vector<CameraFacts> list_cameras() {
  std::vector<CameraFacts> cameras;
  std::error_code error;  // no /dev: no cameras
  const std::filesystem::directory_iterator end;
  for (std::filesystem::directory_iterator entry("/dev", error); !error && entry != end; entry.increment(error)) {
    if (!entry->path().filename().string().starts_with("video")) continue;
    CameraFacts camera{.device = entry->path().string(), .name = {}, .status = {}};
    camera.status = query(camera.device, camera.name);
    // Encoders and metadata nodes are /dev/videoN too.
    if (camera.status.code() != StatusCode::kFailedPrecondition) cameras.push_back(std::move(camera));
  }
  std::sort(cameras.begin(), cameras.end(), [](const auto& a, const auto& b) { return a.device < b.device; });
  return cameras;
}

}  // namespace saccade
