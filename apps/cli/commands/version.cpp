// saccade version
#include "saccade/version.h"

#include <cstdio>
#include <memory>

#include "commands/command.h"

namespace saccade::cli {

void add_version(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("version", "print the version");
  auto json = std::make_shared<bool>(false);
  app->add_flag("--json", *json, "as JSON");
  app->callback([json, &action] {
    action = [json] {
      if (*json) print_json({{"saccade", version()}});
      if (!*json) std::printf("saccade %s\n", version());
      return kExitOk;
    };
  });
}

}  // namespace saccade::cli
