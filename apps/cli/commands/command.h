// The tool's commands: each adds itself to the command line and, when it is the one asked for, leaves what to do.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "run/interrupt.h"
#include "saccade/doctor.h"
#include "saccade/frame.h"
#include "saccade/status.h"
#include "saccade/video.h"

namespace saccade::cli {

// What the command line asked for: run after parsing, gives the exit code.
using Action = std::function<int()>;

void add_run(CLI::App& root, Action& action);
void add_graph(CLI::App& root, Action& action);
void add_calculators(CLI::App& root, Action& action);
void add_models(CLI::App& root, Action& action);
void add_devices(CLI::App& root, Action& action);
void add_doctor(CLI::App& root, Action& action);
void add_bench(CLI::App& root, Action& action);
void add_version(CLI::App& root, Action& action);

// --fps, --every, --start, --end, --max-frames.
void add_media_flags(CLI::App& app, VideoOptions& options);

// Prints "saccade: error: ..." and gives kExitFailed, or kExitUsage for invalid_argument.
int fail(const Status& status);

// One JSON document on standard output.
void print_json(const nlohmann::ordered_json& json);

// Columns padded to their widest cell, two spaces between, no line end after the last row.
std::string table_text(const std::vector<std::vector<std::string>>& rows);

// Where each node ran and why, as a table and as JSON.
std::string placement_text(const Placement& placement);
nlohmann::ordered_json placement_json(const Placement& placement);

// Every device that `saccade devices` lists.
nlohmann::ordered_json devices_json(const std::vector<DeviceInfo>& devices);

}  // namespace saccade::cli
