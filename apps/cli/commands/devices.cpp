// saccade devices
#include <cstdio>
#include <memory>

#include "commands/command.h"
#include "saccade/doctor.h"

namespace saccade::cli {
namespace {

std::string memory_text(int64_t bytes) {
  if (bytes <= 0) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
  return text;
}

void print_table(const std::vector<DeviceInfo>& devices) {
  std::vector<std::vector<std::string>> rows = {{"id", "kind", "name", "driver", "memory", "pci", "uuid", "usable"}};
  for (const DeviceInfo& device : devices) {
    rows.push_back({device.id.empty() ? "-" : device.id, device.kind, device.name, device.driver,
                    memory_text(device.memory_bytes), device.pci, device.uuid,
                    device.unusable.empty() ? "yes" : "no: " + device.unusable});
  }
  std::printf("%s\n", table_text(rows).c_str());
}

}  // namespace

nlohmann::ordered_json devices_json(const std::vector<DeviceInfo>& devices) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const DeviceInfo& device : devices) {
    list.push_back({{"id", device.id},
                    {"kind", device.kind},
                    {"name", device.name},
                    {"driver", device.driver},
                    {"uuid", device.uuid},
                    {"pci", device.pci},
                    {"memory_bytes", device.memory_bytes},
                    {"usable", device.unusable.empty()},
                    {"unusable", device.unusable}});
  }
  return list;
}

void add_devices(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("devices", "what --device can name on this machine");
  auto json = std::make_shared<bool>(false);
  app->add_flag("--json", *json, "as JSON");
  app->callback([json, &action] {
    action = [json] {
      const std::vector<DeviceInfo> devices = list_devices();
      if (*json) print_json(devices_json(devices));
      if (!*json) print_table(devices);
      return kExitOk;
    };
  });
}

}  // namespace saccade::cli
