// saccade graph check|show|dot|run
#include "saccade/graph.h"

#include <cstdio>
#include <memory>

#include "commands/command.h"
#include "commands/graph_run.h"

namespace saccade::cli {
namespace {

void add_look(CLI::App& parent, const std::string& name, const std::string& help, Action& action,
              Result<std::string> (*look)(const std::string&)) {
  CLI::App* app = parent.add_subcommand(name, help);
  auto path = std::make_shared<std::string>();
  app->add_option("GRAPH", *path, "text (.pbtxt) or binary (.binarypb) CalculatorGraphConfig")->required();
  app->callback([path, look, &action] {
    action = [path, look] {
      const Result<std::string> text = look(*path);
      if (!text) {
        fail(text.error());
        return kExitFailed;
      }
      std::printf("%s%s", text->c_str(), text->ends_with('\n') ? "" : "\n");
      return kExitOk;
    };
  });
}

Result<std::string> check(const std::string& path) {
  SACCADE_TRY(check_graph(path));
  return path + " is a valid graph";
}

}  // namespace

void add_graph(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("graph", "check, show, draw and run MediaPipe graph files");
  app->require_subcommand(1, 1);
  add_look(*app, "check", "find what is wrong, with file:line:column", action, check);
  add_look(*app, "show", "the expanded nodes with their streams and types", action, show_graph);
  add_look(*app, "dot", "Graphviz text: saccade graph dot G | dot -Tsvg > g.svg", action, dot_graph);
  add_graph_run(*app, action);
}

}  // namespace saccade::cli
