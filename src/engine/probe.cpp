#include "engine/probe.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace saccade {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kNvidia = 0x10de;
// Vulkan loader and Mesa, CUDA, containers, ours.
constexpr const char* kVariables[] = {"VK_DRIVER_FILES",
                                      "VK_ICD_FILENAMES",
                                      "VK_ADD_DRIVER_FILES",
                                      "VK_LOADER_DRIVERS_SELECT",
                                      "VK_LOADER_DRIVERS_DISABLE",
                                      "MESA_VK_DEVICE_SELECT",
                                      "XDG_CONFIG_HOME",
                                      "XDG_CONFIG_DIRS",
                                      "XDG_DATA_HOME",
                                      "XDG_DATA_DIRS",
                                      "HOME",
                                      "CUDA_VISIBLE_DEVICES",
                                      "CUDA_DEVICE_ORDER",
                                      "NVIDIA_VISIBLE_DEVICES",
                                      "NVIDIA_DRIVER_CAPABILITIES",
                                      "KUBERNETES_SERVICE_HOST",
                                      "container",
                                      "SACCADE_VISIBLE_DEVICES"};

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

std::vector<fs::path> entries(const std::string& directory) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

uint32_t hexadecimal(const std::string& text) { return static_cast<uint32_t>(std::strtoul(text.c_str(), nullptr, 16)); }

std::string group_name(gid_t id) {
  group entry{};
  group* found = nullptr;
  std::array<char, 4096> buffer;
  if (getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->gr_name;
  return std::to_string(id);
}

std::vector<DeviceNode> nodes(const std::string& root, const std::string& directory, std::string_view prefix) {
  std::vector<DeviceNode> found;
  for (const fs::path& path : entries(root + directory)) {
    const std::string name = path.filename();
    // nvidiactl and nvidia0, not nvidia-uvm or the folder nvidia-caps
    if (!name.starts_with(prefix) || name.find('-') != std::string::npos) continue;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) continue;
    found.push_back({directory + "/" + name, ::access(path.c_str(), R_OK | W_OK) == 0, group_name(status.st_gid)});
  }
  return found;
}

// NVIDIA, AMD, Intel, Moore Threads, Qualcomm, Arm. A server's management chip has a display class too, and no Vulkan.
bool makes_gpus(uint32_t vendor_id) {
  constexpr uint32_t kMakers[] = {kNvidia, 0x1002, 0x8086, 0x1ed5, 0x17cb, 0x13b5};
  return std::find(std::begin(kMakers), std::end(kMakers), vendor_id) != std::end(kMakers);
}

std::vector<PciDisplay> pci_displays(const std::string& root) {
  std::vector<PciDisplay> found;
  for (const fs::path& path : entries(root + "/sys/bus/pci/devices")) {
    const uint32_t kind = hexadecimal(first_line(path / "class"));
    const uint32_t vendor = hexadecimal(first_line(path / "vendor"));
    if (kind >> 16 != 0x03 || !makes_gpus(vendor)) continue;
    PciDisplay display;
    display.vendor_id = vendor;
    unsigned domain = 0, bus = 0, device = 0, function = 0;
    if (std::sscanf(path.filename().c_str(), "%x:%x:%x.%x", &domain, &bus, &device, &function) == 4) {
      display.address = {domain, bus, device, function};
    }
    found.push_back(display);
  }
  return found;
}

std::string container_kind(const Variables& variables, const std::string& root) {
  if (variables.contains("KUBERNETES_SERVICE_HOST")) return "kubernetes";
  if (exists(root + "/.dockerenv")) return "docker";
  if (exists(root + "/run/.containerenv")) return "podman";
  if (variables.contains("container")) return "container";
  return "";
}

}  // namespace

bool MachineFacts::has_nvidia() const {
  const auto is_nvidia = [](const PciDisplay& display) { return display.vendor_id == kNvidia; };
  return !nvidia_nodes.empty() || std::any_of(pci_displays.begin(), pci_displays.end(), is_nvidia);
}

bool MachineFacts::has_gpu_hardware() const {
  return !render_nodes.empty() || !nvidia_nodes.empty() || !pci_displays.empty() || has_wsl_node || has_chip_node;
}

Variables read_variables() {
  Variables variables;
  for (const char* name : kVariables) {
    if (const char* value = std::getenv(name)) variables[name] = value;
  }
  return variables;
}

MachineFacts look_at_machine(const Variables& variables, const std::string& root) {
  MachineFacts facts;
  facts.variables = variables;
  facts.render_nodes = nodes(root, "/dev/dri", "renderD");
  facts.nvidia_nodes = nodes(root, "/dev", "nvidia");
  facts.has_wsl_node = exists(root + "/dev/dxg");
  for (const char* path : {"/dev/nvhost-gpu", "/dev/nvmap", "/dev/kgsl-3d0", "/dev/mali0"}) {
    facts.has_chip_node |= exists(root + path);
  }
  // Where Kubernetes' device plug-ins put NVIDIA's driver.
  constexpr const char* kUnlisted = "/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json";
  if (exists(root + kUnlisted)) facts.unlisted_manifest = kUnlisted;
  facts.pci_displays = pci_displays(root);
  facts.container = container_kind(variables, root);
  return facts;
}

}  // namespace saccade
