// saccade: the command line tool. Results on standard output or in files, talk on standard error.
#include <CLI/CLI.hpp>
#include <exception>
#include <new>

#include "commands/command.h"
#include "commands/usage_error.h"

namespace {

int run_tool(int argc, char** argv) {
  using namespace saccade::cli;
  CLI::App root("Saccade finds faces in pictures, videos and live cameras.", "saccade");
  root.require_subcommand(1, 1);
  root.set_help_all_flag("--help-all", "Print the help of all commands");
  Action action;
  add_run(root, action);
  add_graph(root, action);
  add_calculators(root, action);
  add_models(root, action);
  add_devices(root, action);
  add_doctor(root, action);
  add_bench(root, action);
  add_version(root, action);
  try {
    root.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return root.exit(help);
  } catch (const CLI::Error& error) {
    return fail(saccade::invalid_argument(usage_error(root, error)));
  }
  return action();
}

}  // namespace

// CLI11 and the standard library throw; nothing of the library does.
int main(int argc, char** argv) {
  try {
    return run_tool(argc, argv);
  } catch (const std::bad_alloc&) {
    return saccade::cli::fail(saccade::resource_exhausted("out of memory"));
  } catch (const std::exception& exception) {
    return saccade::cli::fail(saccade::internal_error(exception.what()));
  }
}
