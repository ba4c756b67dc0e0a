#pragma once

#include "commands/command.h"

namespace saccade::cli {

void add_graph_run(CLI::App& graph, Action& action);

}  // namespace saccade::cli
