// The doctor's look at the GPUs, and the list of devices, on any machine (tests hold up others).
#pragma once

#include <vector>

#include "engine/machine.h"
#include "saccade/doctor.h"

namespace saccade {

// Loader, drivers, GPU, in the order in which things fail in practice; ends with the first that is not well. A machine
// without any GPU is healthy.
std::vector<Check> examine_gpu(Machine& machine);

std::vector<DeviceInfo> list_gpu_devices(Machine& machine);

Status save_measurement(const DeviceMeasurement& measurement, Machine& machine);

}  // namespace saccade
