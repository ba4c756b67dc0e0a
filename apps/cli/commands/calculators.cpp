// saccade calculators [NAME]
#include <cstdio>
#include <memory>

#include "commands/command.h"
#include "saccade/graph.h"
#include "text/suggest.h"

namespace saccade::cli {
namespace {

int list_all(bool json) {
  const std::vector<CalculatorInfo> calculators = known_calculators();
  const std::vector<std::string> subgraphs = known_subgraphs();
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const CalculatorInfo& one : calculators) list.push_back({{"name", one.name}, {"summary", one.summary}});
    print_json({{"calculators", list}, {"subgraphs", subgraphs}});
    return kExitOk;
  }
  std::vector<std::vector<std::string>> rows;
  for (const CalculatorInfo& one : calculators) rows.push_back({one.name, one.summary});
  for (const std::string& name : subgraphs) rows.push_back({name, "subgraph"});
  std::printf("%s\n", table_text(rows).c_str());
  return kExitOk;
}

int show_one(const std::string& name, bool json) {
  std::vector<std::string> names = known_subgraphs();
  for (const std::string& subgraph : names) {
    if (subgraph != name) continue;
    if (json) print_json({{"name", name}, {"summary", "subgraph"}});
    if (!json) std::printf("%s  subgraph\n", name.c_str());
    return kExitOk;
  }
  for (const CalculatorInfo& one : known_calculators()) {
    names.push_back(one.name);
    if (one.name != name) continue;
    if (json) print_json({{"name", one.name}, {"summary", one.summary}});
    if (!json) std::printf("%s  %s\n", one.name.c_str(), one.summary.c_str());
    return kExitOk;
  }
  return fail(invalid_argument("no calculator or subgraph is called " + name + did_you_mean(name, names) +
                               " ('saccade calculators' lists them)"));
}

}  // namespace

void add_calculators(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("calculators", "the nodes that graphs can name");
  auto name = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  app->add_option("NAME", *name, "one calculator or subgraph; none: all");
  app->add_flag("--json", *json, "as JSON");
  app->callback([=, &action] { action = [=] { return name->empty() ? list_all(*json) : show_one(*name, *json); }; });
}

}  // namespace saccade::cli
