#include "engine/cpu/cpu_session.h"

#include <algorithm>
#include <limits>
#include <new>

#include "engine/cpu/isa.h"

namespace saccade::cpu {

// All steps for all samples; the threads meet after every step.
class CpuSession::Task final : public ParallelTask {
 public:
  Task(CpuSession& session, const float* input, int batch, std::vector<double>* step_seconds)
      : session_(session), input_(input), batch_(batch), step_seconds_(step_seconds) {}

  void run(int thread, int threads) override {
    const Plan& plan = session_.plan_;
    std::vector<float*>& outputs = session_.output_data_;
    for (int sample = 0; sample < batch_; ++sample) {
      Memory memory = session_.memory_of(thread);
      memory.input = input_ + sample * plan.input_shape.element_count();
      memory.outputs = std::span(outputs).subspan(sample * plan.outputs.size(), plan.outputs.size());
      const bool timed = step_seconds_ != nullptr && thread == 0 && sample == 0;
      for (size_t i = 0; i < plan.steps.size(); ++i) {
        const auto begin = timed ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point();
        run_step(plan, plan.steps[i], *session_.kernels_, memory, thread, threads);
        if (threads > 1) barrier_.wait(threads);
        if (timed) {
          (*step_seconds_)[i] = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        }
      }
    }
  }

 private:
  CpuSession& session_;
  const float* input_;
  int batch_;
  std::vector<double>* step_seconds_;
  Barrier barrier_;
};

CpuSession::CpuSession(Plan plan, const KernelTable& kernels, std::shared_ptr<ThreadPool> threads, bool poison)
    : plan_(std::move(plan)),
      kernels_(&kernels),
      threads_(std::move(threads)),
      poison_(poison),
      arena_(make_floats(plan_.arena_floats)) {
  for (int thread = 0; thread < threads_->threads(); ++thread) {
    scratch_.push_back(make_floats(plan_.scratch_floats));
    operands_.emplace_back(static_cast<size_t>(plan_.max_operands));
    bound_.emplace_back(plan_.bound_count);
    bind_chains(plan_, memory_of(thread));
  }
}

Memory CpuSession::memory_of(int thread) {
  const auto index = static_cast<size_t>(thread);
  Memory memory;
  memory.arena = arena_.get();
  memory.scratch = scratch_[index].get();
  memory.operands = operands_[index].data();
  memory.bound = bound_[index].data();
  return memory;
}

Status CpuSession::check(const Tensor& input) const {
  const Shape& want = plan_.input_shape;
  const Shape& have = input.shape();
  bool fits = input.dtype() == DType::kFloat32 && have.rank() == want.rank();
  for (int axis = 1; fits && axis < want.rank(); ++axis) fits = have[axis] == want[axis];
  if (fits) return ok_status();
  return invalid_argument("the input is " + std::string(dtype_name(input.dtype())) + " " + have.to_string() +
                          "; the model takes float32 " + want.to_string() + " with any batch in front");
}

void CpuSession::poison_memory() {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  std::fill_n(arena_.get(), plan_.arena_floats, kNaN);
  for (Floats& scratch : scratch_) std::fill_n(scratch.get(), plan_.scratch_floats, kNaN);
}

Result<std::vector<Tensor>> CpuSession::run(const Tensor& input) { return run(input, nullptr); }

Result<std::vector<double>> CpuSession::profile(const Tensor& input) {
  std::vector<double> step_seconds(plan_.steps.size());
  SACCADE_TRY(run(input, &step_seconds));
  return step_seconds;
}

Result<std::vector<Tensor>> CpuSession::run(const Tensor& input, std::vector<double>* step_seconds) {
  SACCADE_TRY(check(input));
  const std::span<const float> values = SACCADE_TRY(input.floats());
  const int batch = input.shape()[0];
  const size_t count = plan_.outputs.size();
  std::vector<Tensor> results;
  try {
    results.reserve(count);
    output_data_.resize(count * static_cast<size_t>(batch));
    for (size_t i = 0; i < count; ++i) {
      Shape shape = plan_.values[static_cast<size_t>(plan_.outputs[i])].shape;
      const size_t floats = shape.element_count();
      shape[0] = batch;
      SACCADE_TRY(Shape::create(shape.dims()));
      float* data = nullptr;
      results.push_back(outputs_.make(shape, &data));
      for (size_t sample = 0; sample < static_cast<size_t>(batch); ++sample) {
        output_data_[sample * count + i] = data + sample * floats;
      }
    }
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory for the outputs of a batch of " + std::to_string(batch));
  }
  if (poison_) poison_memory();
  Task task(*this, values.data(), batch, step_seconds);
  threads_->run(task);
  return results;
}

SessionInfo CpuSession::info() const {
  SessionInfo info;
  info.engine = std::string("cpu ") + isa_name(kernels_->isa);
  info.precision = "fp32";
  for (const Step& step : plan_.steps) {
    const auto* chain = std::get_if<ConvChain>(&step.work);
    info.kernel_count += chain != nullptr ? static_cast<int>(chain->convs.size()) : 1;
  }
  info.arena_bytes = (plan_.arena_floats + plan_.scratch_floats * scratch_.size()) * sizeof(float);
  info.weight_bytes = plan_.constant_bytes;
  return info;
}

}  // namespace saccade::cpu
