// Whole models on the CPU engine: least and median time per inference, and with --profile where it goes.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/env.h"
#include "core_clock.h"
#include "engine/cpu/cpu_engine.h"
#include "engine/cpu/cpu_session.h"
#include "model/tflite.h"

namespace saccade::bench {
namespace {

using nlohmann::json;

struct Options {
  std::vector<std::string> models;
  std::vector<int> threads = {1, 2};
  std::vector<int> outputs;  // positions; empty: all
  double seconds = 0.5;      // per model and number of threads
  bool profile = false, plan = false, as_json = false;
};

Tensor random_input(const Model& model) {
  const Shape& shape = model.tensor(model.inputs[0]).shape;
  std::vector<float> values(shape.element_count());
  uint32_t state = 12345;
  for (float& value : values) {
    state = state * 1664525 + 1013904223;
    value = static_cast<float>(state >> 8) / (1 << 24);
  }
  return Tensor::from_floats(shape, values);
}

// Floating-point operations a second that one core can do at its present clock: two fused multiply-adds a cycle.
double peak_flops(cpu::Isa isa) {
  const int lanes = isa == cpu::Isa::kAvx512 ? 16 : isa == cpu::Isa::kAvx2 ? 8 : 4;
  return core_clock() * lanes * 4;
}

double total_flops(const cpu::Plan& plan) {
  double total = 0;
  for (const cpu::Step& step : plan.steps) total += step.flops;
  return total;
}

// The least time of each step over many runs: other work on the machine only adds.
Result<std::vector<double>> least_step_seconds(cpu::CpuSession& session, const Tensor& input, double seconds) {
  std::vector<double> least = SACCADE_TRY(session.profile(input));
  for (const auto start = Clock::now(); seconds_since(start) < seconds;) {
    const std::vector<double> now = SACCADE_TRY(session.profile(input));
    for (size_t i = 0; i < least.size(); ++i) least[i] = std::min(least[i], now[i]);
  }
  return least;
}

void print_profile(const cpu::Plan& plan, const std::vector<double>& steps, double peak) {
  double total = 0;
  for (double seconds : steps) total += seconds;
  std::printf("  %8s %6s %9s %6s  %s\n", "us", "share", "GFLOP/s", "peak", "step");
  for (size_t i = 0; i < steps.size(); ++i) {
    const cpu::Step& step = plan.steps[i];
    std::printf("  %8.2f %5.1f%% %9.1f %5.1f%%  %zu %s\n", steps[i] * 1e6, 100 * steps[i] / total,
                step.flops / steps[i] * 1e-9, 100 * step.flops / steps[i] / peak, i, step.text.c_str());
  }
  std::printf("  %8.2f %6s %9.1f %5.1f%%  all steps\n", total * 1e6, "", total_flops(plan) / total * 1e-9,
              100 * total_flops(plan) / total / peak);
}

Result<json> measure(const Model& model, const Options& options, int threads) {
  cpu::CpuEngineOptions engine_options;
  engine_options.threads = threads;
  engine_options.isa = SACCADE_TRY(cpu::choose_isa(environment("SACCADE_ISA").value_or("")));
  const auto engine = SACCADE_TRY(cpu::CpuEngine::create(engine_options));
  const auto session = SACCADE_TRY(engine->prepare(model, {options.outputs, Precision::kAuto}));
  auto& cpu_session = static_cast<cpu::CpuSession&>(*session);
  const cpu::Plan& plan = cpu_session.plan();
  const Tensor input = random_input(model);

  std::vector<double> times;
  const double peak = peak_flops(engine_options.isa);
  for (int warm_up = 0; warm_up < 3; ++warm_up) SACCADE_TRY(session->run(input));
  for (const auto start = Clock::now(); seconds_since(start) < options.seconds || times.size() < 5;) {
    const auto begin = Clock::now();
    SACCADE_TRY(session->run(input));
    times.push_back(seconds_since(begin));
  }
  std::sort(times.begin(), times.end());
  const double least = times.front(), median = times[times.size() / 2];
  const double barrier_ns = threads > 1 ? engine->threads().measure_barrier_ns() : 0;
  json result = {{"model", model.name},
                 {"isa", cpu::isa_name(engine_options.isa)},
                 {"threads", threads},
                 {"min_ms", least * 1e3},
                 {"median_ms", median * 1e3},
                 {"runs", times.size()},
                 {"mflop", total_flops(plan) * 1e-6},
                 {"peak_share", total_flops(plan) / least / peak / threads},
                 {"arena_bytes", session->info().arena_bytes},
                 {"weight_bytes", session->info().weight_bytes},
                 {"steps", plan.steps.size()}};
  if (threads > 1) result["barrier_ns"] = barrier_ns;
  if (!options.as_json) {
    std::printf("%-42s %d thread%s %8.3f ms least %8.3f median  %7.1f MFLOP  %4.1f %% of peak", model.name.c_str(),
                threads, threads == 1 ? " " : "s", least * 1e3, median * 1e3, total_flops(plan) * 1e-6,
                100 * result["peak_share"].get<double>());
    if (threads > 1) std::printf("  barrier %.0f ns x %zu", barrier_ns, plan.steps.size());
    std::printf("\n");
    if (options.plan) std::printf("%s", plan.to_string().c_str());
  }
  if (options.profile) {
    const std::vector<double> steps = SACCADE_TRY(least_step_seconds(cpu_session, input, options.seconds));
    if (!options.as_json) print_profile(plan, steps, peak);
    for (size_t i = 0; i < steps.size(); ++i) {
      result["profile"].push_back(
          {{"step", plan.steps[i].text}, {"us", steps[i] * 1e6}, {"flop", plan.steps[i].flops}});
    }
  }
  return result;
}

Result<json> measure_all(const Options& options) {
  json results = json::array();
  for (const std::string& path : options.models) {
    const Model model = SACCADE_TRY(load_tflite(path));
    for (int threads : options.threads) results.push_back(SACCADE_TRY(measure(model, options, threads)));
  }
  return results;
}

}  // namespace
}  // namespace saccade::bench

int main(int argc, char** argv) {
  saccade::bench::Options options;
  CLI::App app("Times .tflite models on Saccade's CPU engine. SACCADE_ISA chooses the instruction set.");
  app.add_option("models", options.models, "model files")->required();
  app.add_option("--threads", options.threads, "numbers of threads")->delimiter(',');
  app.add_option("--outputs", options.outputs, "positions of the outputs to compute (all)")->delimiter(',');
  app.add_option("--seconds", options.seconds, "time for each model and number of threads");
  app.add_flag("--profile", options.profile, "time of every step");
  app.add_flag("--plan", options.plan, "print the plan");
  app.add_flag("--json", options.as_json, "machine-readable results");
  CLI11_PARSE(app, argc, argv);
  const auto results = saccade::bench::measure_all(options);
  if (!results.ok()) {
    std::fprintf(stderr, "bench_models: %s\n", results.error().to_string().c_str());
    return 1;
  }
  if (options.as_json) std::printf("%s\n", results->dump(1).c_str());
  return 0;
}
