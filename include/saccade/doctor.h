// Devices and the doctor: what this machine can do, what is wrong, and the remedy.
#pragma once

#include <string>
#include <vector>

#include "saccade/status.h"

namespace saccade {

struct DeviceInfo {
  std::string id;      // what --device takes: "cpu"
  std::string name;    // "AMD EPYC, AVX-512"
  std::string kind;    // "cpu", "discrete gpu", ...
  std::string detail;  // instruction set, driver, memory
};
std::vector<DeviceInfo> list_devices();

enum class Health { kOk, kDegraded, kBroken };
struct Check {
  std::string name;  // "models"
  Health health = Health::kOk;
  std::string finding;  // one sentence
  std::string remedy;   // empty when healthy
};
// In the order in which things fail in practice. libsaccade_media adds its own (cameras, codecs).
std::vector<Check> examine();
std::vector<Check> examine_media();

}  // namespace saccade
