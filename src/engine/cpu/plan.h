// Plan: what a session does for one sample, step by step. Made once by make_plan(), plain data, printable; run by
// run_step(). Memory is named by value, not by pointer, as inputs and outputs lie elsewhere in every run.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "engine/cpu/kernels/kernels.h"
#include "engine/cpu/memory.h"
#include "engine/cpu/ops/op.h"
#include "model/model.h"

namespace saccade::cpu {

struct PlanOptions {
  const KernelTable* kernels = nullptr;
  int threads = 1;            // the steps are cut for this many; they run with any number
  bool alias_buffers = true;  // false: every tensor keeps its own memory (tests)
  bool fuse_strips = true;    // false: every convolution is a step (tests)
};

enum class Place : uint8_t { kArena, kInput, kOutput, kConstant };

// Memory of one value, or of several that are views of it.
struct Buffer {
  Place place = Place::kArena;
  int index = 0;  // kInput, kOutput: which
  size_t floats = 0;
  size_t offset = 0;  // kArena: floats from its start
  const float* constant = nullptr;
  int first_step = -1, last_step = -1;  // steps that use it, both included
};

using ValueId = int;
inline constexpr ValueId kNoValue = -1;

// A tensor in one layout. One that is needed in both is two values, with a ConvertStep between them.
struct Value {
  std::string name;
  Shape shape;
  bool is_map = false;
  int pad = 0;  // maps
  int buffer = -1;
  size_t offset = 0;                        // floats into the buffer
  int height = 1, width = 1, channels = 1;  // the last three axes
};

// One convolution. `args` holds shapes, weights and epilogue; data pointers, rows and residual are set when it runs.
struct PlannedConv {
  void (*run)(const ConvArgs& args) = nullptr;
  std::string text;  // "conv 1x1 32->64 prelu"
  ConvArgs args;
  ValueId in = kNoValue, out = kNoValue, residual = kNoValue;  // in, out: none inside a chain
  int residual_stage = -1;  // the convolution of the same chain whose output is the residual; -1: `residual` or none
  bool dense_in = false;
  int rows = 0;      // of the convolution's own output, before depth_to_space
  double flops = 0;  // of the whole map
  size_t weight_floats = 0;
};

// Convolutions that run strip by strip: each but the last writes a ring of rows in its thread's scratch, from which
// the next one, and a later one whose residual it is, reads while they are in the cache.
struct ConvChain {
  static constexpr size_t kMost = 16;  // convolutions
  std::vector<PlannedConv> convs;
  std::vector<int> ring_rows;  // per convolution but the last: rows its output keeps
  std::vector<int> ring_pad;
  size_t first_bound = 0;  // of Memory::bound: where its convolutions with their pointers lie
  bool rebound = false;    // reads inputs or writes outputs, which lie elsewhere in every run
  int first_rows = 0;      // rows of the first one at a time; chain_schedule.h has the order of the others
};

struct FullyConnectedStep {
  FullyConnectedArgs args;
  ValueId in = kNoValue, out = kNoValue;
  double flops = 0;
};

struct PoolStep {
  void (*run)(const PoolArgs& args) = nullptr;
  PoolArgs args;
  ValueId in = kNoValue, out = kNoValue;
};

struct ConvertStep {  // the same picture in the other layout
  ValueId in = kNoValue, out = kNoValue;
};

struct OpStep {
  OpKernel kernel;
  std::vector<ValueId> inputs, outputs;  // kNoValue where an optional one is absent
  std::shared_ptr<const OpParams> params;
};

using Work = std::variant<ConvChain, FullyConnectedStep, PoolStep, ConvertStep, OpStep>;

struct Step {
  Work work;
  std::string text;
  int units = 1;  // rows (or panels) to be shared among threads
  double flops = 0;
};

struct Plan {
  std::vector<Value> values;
  std::vector<Buffer> buffers;
  std::vector<Step> steps;
  std::vector<ValueId> outputs;  // in the order wanted
  Shape input_shape;
  size_t arena_floats = 0;
  size_t scratch_floats = 0;                           // per thread
  size_t constant_bytes = 0;                           // packed weights and constants
  int max_operands = 0;                                // of any OpStep, inputs and outputs
  size_t bound_count = 0;                              // convolutions in chains
  std::vector<std::shared_ptr<const void>> constants;  // keeps what the steps point to

  void add_step(Work work, std::string text, int units, double flops);
  // One line a step: kernels, shapes, where inputs and outputs lie.
  std::string to_string() const;
};

// `model` is rewritten already. unimplemented when an operator or a shape is outside what this engine can run; the
// message names operator, index and model.
Result<Plan> make_plan(const Model& model, const PlanOptions& options);

// A planned convolution with its pointers; what differs from call to call are the rows.
struct BoundConv {
  ConvArgs args;
  Map residual;
};

// Where the memory of a plan lies in one run.
struct Memory {
  float* arena = nullptr;
  const float* input = nullptr;
  std::span<float* const> outputs;
  float* scratch = nullptr;    // of this thread
  View* operands = nullptr;    // of this thread, max_operands
  BoundConv* bound = nullptr;  // of this thread, bound_count, filled by bind_chains()
};

// Once per thread: arena and scratch of `memory` are those of all runs to come.
void bind_chains(const Plan& plan, const Memory& memory);

// Runs the share of `thread` in one step.
void run_step(const Plan& plan, const Step& step, const KernelTable& kernels, const Memory& memory, int thread,
              int threads);

}  // namespace saccade::cpu
