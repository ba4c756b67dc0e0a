// saccade doctor
#include "saccade/doctor.h"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "commands/command.h"
#include "saccade/version.h"

namespace saccade::cli {
namespace {

const char* health_name(Health health) {
  switch (health) {
    case Health::kOk:
      return "ok";
    case Health::kDegraded:
      return "degraded";
    case Health::kBroken:
      return "broken";
  }
  return "unknown";
}

int exit_code(Health worst) {
  if (worst == Health::kBroken) return kExitBroken;
  return worst == Health::kDegraded ? kExitFailed : kExitOk;
}

int diagnose(bool json) {
  std::vector<Check> checks = examine();
  for (Check& check : examine_media()) checks.push_back(std::move(check));
  Health worst = Health::kOk;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Check& check : checks) {
    worst = std::max(worst, check.health);
    list.push_back({{"name", check.name},
                    {"health", health_name(check.health)},
                    {"finding", check.finding},
                    {"remedy", check.remedy}});
    if (json) continue;
    std::printf("%-9s %s: %s\n", health_name(check.health), check.name.c_str(), check.finding.c_str());
    if (!check.remedy.empty()) std::printf("          remedy: %s\n", check.remedy.c_str());
  }
  if (json) {
    print_json({{"saccade", version()},
                {"health", health_name(worst)},
                {"checks", list},
                {"devices", devices_json(list_devices())}});
  }
  return exit_code(worst);
}

}  // namespace

void add_doctor(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("doctor", "check this machine and say what would help");
  auto json = std::make_shared<bool>(false);
  app->add_flag("--json", *json, "as JSON, for support requests");
  app->footer("Exit codes: 0 healthy, 1 degraded, 3 broken.");
  app->callback([json, &action] { action = [json] { return diagnose(*json); }; });
}

}  // namespace saccade::cli
