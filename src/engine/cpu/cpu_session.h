// A plan with its memory: the CPU engine's Session.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "engine/cpu/plan.h"
#include "engine/cpu/tensor_pool.h"
#include "engine/cpu/thread_pool.h"
#include "engine/engine.h"

namespace saccade::cpu {

class CpuSession final : public Session {
 public:
  // `poison`: the arena and the scratch are filled with NaN before every run, so that a test sees what reads memory
  // that nobody wrote.
  CpuSession(Plan plan, const KernelTable& kernels, std::shared_ptr<ThreadPool> threads, bool poison);

  Result<std::vector<Tensor>> run(const Tensor& input) override;
  SessionInfo info() const override;

  const Plan& plan() const { return plan_; }
  // As run(), once, with the seconds that each step of the plan took (the first sample, on all threads).
  Result<std::vector<double>> profile(const Tensor& input);

 private:
  class Task;
  Result<std::vector<Tensor>> run(const Tensor& input, std::vector<double>* step_seconds);
  Status check(const Tensor& input) const;
  void poison_memory();
  Memory memory_of(int thread);  // without inputs and outputs

  Plan plan_;
  const KernelTable* kernels_;
  std::shared_ptr<ThreadPool> threads_;
  bool poison_;
  Floats arena_;
  std::vector<Floats> scratch_;                // per thread
  std::vector<std::vector<View>> operands_;    // per thread
  std::vector<std::vector<BoundConv>> bound_;  // per thread
  TensorPool outputs_;
  std::vector<float*> output_data_;  // of the run in progress
};

}  // namespace saccade::cpu
