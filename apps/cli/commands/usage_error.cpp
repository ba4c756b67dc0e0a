#include "commands/usage_error.h"

#include <vector>

#include "text/suggest.h"

namespace saccade::cli {
namespace {

// The command that parsing reached: "saccade run face_mesh".
const CLI::App& deepest(const CLI::App& root, std::string& path) {
  const CLI::App* app = &root;
  path = root.get_name();
  while (!app->get_subcommands().empty()) {
    app = app->get_subcommands().front();
    path += " " + app->get_name();
  }
  return *app;
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  return names;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

std::string usage_error(const CLI::App& root, const CLI::Error& error) {
  std::string path;
  const CLI::App& app = deepest(root, path);
  const std::string help = " ('" + path + " --help' explains)";
  const std::vector<std::string> left = app.remaining();
  const std::vector<std::string> commands = commands_of(app);
  if (!left.empty() && left.front().starts_with("-")) {
    const std::string flag = left.front().substr(0, left.front().find('='));
    return "unknown option " + flag + did_you_mean(flag, flags_of(app)) + help;
  }
  if (!commands.empty()) {
    if (left.empty()) return path + " wants one of: " + joined(commands) + help;
    const std::string what = app.get_name() == "run" ? "solution" : "command";
    const std::string meant = did_you_mean(left.front(), commands);
    return "unknown " + what + " " + left.front() + (meant.empty() ? "; there are " + joined(commands) : meant) + help;
  }
  if (!left.empty()) return "unexpected '" + left.front() + "'" + help;
  return std::string(error.what()) + help;
}

}  // namespace saccade::cli
