// saccade devices
#include <cstdio>
#include <memory>

#include "commands/command.h"
#include "saccade/doctor.h"

namespace saccade::cli {

void add_devices(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("devices", "what --device can name on this machine");
  auto json = std::make_shared<bool>(false);
  app->add_flag("--json", *json, "as JSON");
  app->callback([json, &action] {
    action = [json] {
      std::vector<std::vector<std::string>> rows = {{"id", "kind", "name", "detail"}};
      nlohmann::ordered_json list = nlohmann::ordered_json::array();
      for (const DeviceInfo& device : list_devices()) {
        rows.push_back({device.id, device.kind, device.name, device.detail});
        list.push_back({{"id", device.id}, {"kind", device.kind}, {"name", device.name}, {"detail", device.detail}});
      }
      if (*json) print_json(list);
      if (!*json) std::printf("%s\n", table_text(rows).c_str());
      return kExitOk;
    };
  });
}

}  // namespace saccade::cli
