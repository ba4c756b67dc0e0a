#include "saccade/doctor.h"

#include <sched.h>

#include <algorithm>

#include "base/env.h"
#include "engine/device.h"
#include "engine/diagnosis.h"
#include "saccade/models.h"
#include "solutions/embedded_graphs.h"
#include "solutions/examine_gpu.h"

namespace saccade {
namespace {

// Messages are written "what is wrong; what helps".
Check failed_check(std::string name, Health health, const std::string& message) {
  const Diagnosis told = split_message({}, message);
  return {std::move(name), health, told.finding, told.remedy};
}

// Of this process: a container or taskset may leave fewer than the machine has.
int usable_processors() {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  return sched_getaffinity(0, sizeof processors, &processors) == 0 ? CPU_COUNT(&processors) : 1;
}

Check examine_cpu() {
  const Result<DeviceChoice> choice = choose_device("cpu", {});
  if (!choice) return failed_check("cpu", Health::kBroken, choice.error().message());
  return {"cpu", Health::kOk, choice->engine->info().name, ""};
}

Check examine_threads() {
  const int processors = usable_processors();
  const std::string usable = std::to_string(processors) + (processors == 1 ? " processor" : " processors") + " usable";
  const std::optional<std::string> wanted = environment("SACCADE_THREADS");
  if (!wanted) return {"threads", Health::kOk, usable + ", each solution uses 1 thread unless told otherwise", ""};
  if (std::atoi(wanted->c_str()) <= processors) {
    return {"threads", Health::kOk, usable + ", SACCADE_THREADS is " + *wanted, ""};
  }
  return {"threads", Health::kDegraded, usable + ", but SACCADE_THREADS is " + *wanted,
          "set SACCADE_THREADS to at most " + std::to_string(processors)};
}

// By a solution of this version, whose graph names the file, unless `models pull` leaves it out: what only npm packages
// have is for one complexity of a solution, and its absence is told where it is asked for.
bool is_needed(const ModelEntry& entry) {
  const bool pulled = std::any_of(entry.sources.begin(), entry.sources.end(),
                                  [](const ModelSource& source) { return source.registry == "pypi"; });
  if (!pulled) return false;
  const std::span<const EmbeddedText> graphs = embedded_graphs();
  return std::any_of(graphs.begin(), graphs.end(), [&](const EmbeddedText& graph) {
    return graph.text.find("/" + entry.file + "\"") != std::string_view::npos;
  });
}

// Damage is told per file; what is missing in one line, as a fresh install lacks all of them.
std::vector<Check> examine_models() {
  std::vector<Check> checks;
  size_t whole = 0, known = 0;
  std::string missing, optional;
  for (const ModelEntry& entry : known_models()) {
    ++known;
    const Result<std::string> path = find_model(entry.name);
    if (path) {
      ++whole;
    } else if (path.error().code() == StatusCode::kNotFound) {
      (is_needed(entry) ? missing : optional) += " " + entry.name;
    } else {
      checks.push_back(failed_check("model " + entry.name, Health::kDegraded, path.error().message()));
    }
  }
  Check summary{"models", Health::kOk, std::to_string(whole) + " of " + std::to_string(known) + " here and whole", ""};
  if (!optional.empty()) summary.finding += ", missing, which few need ('saccade models pull --all'):" + optional;
  if (!missing.empty()) {
    summary.finding += ", missing:" + missing;
    summary.health = whole == 0 ? Health::kBroken : Health::kDegraded;
    summary.remedy = "run 'saccade models pull', or set SACCADE_MODELS to the directory that holds them";
  }
  checks.insert(checks.begin(), std::move(summary));
  return checks;
}

}  // namespace

std::vector<Check> examine() {
  std::vector<Check> checks = {examine_cpu(), examine_threads()};
  for (Check& check : examine_gpu(*local_machine())) checks.push_back(std::move(check));
  for (Check& check : examine_models()) checks.push_back(std::move(check));
  return checks;
}

}  // namespace saccade
