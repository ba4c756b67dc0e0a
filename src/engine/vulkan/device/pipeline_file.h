// The pipeline cache on disk: one file a device and driver. Only a cache: nothing here fails, a file that is not whole
// or not for this device and driver is as good as none.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/vulkan/device/instance.h"

namespace saccade::vulkan {

// DIRECTORY/pipelines-DEVICE_UUID-DRIVER_UUID.bin
std::string pipeline_file_name(const std::string& directory, const PhysicalDevice& physical);

// The driver's data; empty when there is none to be trusted (or `directory` is empty).
std::vector<std::byte> read_pipeline_file(const std::string& directory, const PhysicalDevice& physical);

// Makes the directory; the file appears whole or not at all.
void write_pipeline_file(const std::string& directory, const PhysicalDevice& physical, std::span<const std::byte> data);

}  // namespace saccade::vulkan
