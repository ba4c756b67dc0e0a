// From a rewritten model to a plan: one step per chain of convolutions or other operator, in execution order.
#include <algorithm>

#include "engine/arena.h"
#include "engine/cpu/chains.h"
#include "engine/cpu/isa.h"
#include "engine/cpu/plan.h"
#include "engine/cpu/plan_conv.h"
#include "engine/cpu/values.h"

namespace saccade::cpu {
namespace {

OpKernel op_kernel(Isa isa, OpKind kind) {
  switch (isa) {
    case Isa::kScalar:
      break;
#if defined(__x86_64__)
    case Isa::kAvx2:
      return avx2::op_kernel(kind);
    case Isa::kAvx512:
      return avx512::op_kernel(kind);
#endif
    default:
      break;
  }
  return scalar::op_kernel(kind);
}

class Planner {
 public:
  Planner(const Model& model, const PlanOptions& options, Plan& plan, Values values)
      : model_(model), options_(options), plan_(plan), values_(std::move(values)), packer_(plan) {}

  Status run();

 private:
  Status error(const Op& op, const std::string& what) const {
    return unimplemented("operator " + std::to_string(op.file_index) + " (" + op_kind_name(op.kind) + ") of model '" +
                         model_.name + "' " + what);
  }
  Status check_weights(const Op& op) const;
  Status add_chain(const std::vector<size_t>& ops);
  Status add_op(const Op& op);
  Status add_fully_connected(const Op& op);
  bool add_as_fully_connected(const Op& op);
  void add_pool(const Op& op, const Pool2dParams& params, void (*run)(const PoolArgs&));
  bool is_mean_of_picture(const Op& op) const;
  Status add_other(const Op& op);
  Status check_other(const Op& op) const;
  void add_conv_step(ConvChain chain);
  const Shape& shape(TensorId id) const { return model_.tensor(id).shape; }
  const Value& value(ValueId id) const { return plan_.values[static_cast<size_t>(id)]; }

  const Model& model_;
  const PlanOptions& options_;
  Plan& plan_;
  Values values_;
  Packer packer_;
};

Status Planner::run() {
  std::vector<const std::vector<size_t>*> chain_ending_at(model_.ops.size(), nullptr);
  std::vector<bool> in_chain(model_.ops.size(), false);
  const auto chains = find_chains(model_, values_, options_);
  for (const auto& chain : chains) {
    chain_ending_at[chain.back()] = &chain;
    for (size_t op : chain) in_chain[op] = true;
  }
  // A chain runs where its last op stands: everything it reads is there by then.
  for (size_t i = 0; i < model_.ops.size(); ++i) {
    if (chain_ending_at[i] != nullptr) {
      SACCADE_TRY(add_chain(*chain_ending_at[i]));
    } else if (!in_chain[i]) {
      SACCADE_TRY(add_op(model_.ops[i]));
    }
  }
  values_.finish_outputs();
  return ok_status();
}

void Planner::add_conv_step(ConvChain chain) {
  const int rows = chain.convs.back().rows;
  double flops = 0;
  std::string text;
  for (const PlannedConv& conv : chain.convs) {
    flops += conv.flops;
    text += (text.empty() ? "" : " | ") + conv.text;
  }
  plan_.scratch_floats = std::max(plan_.scratch_floats, ring_floats(chain));
  plan_.add_step(std::move(chain), std::move(text), rows, flops);
}

// Weights, bias and slope are packed when planning.
Status Planner::check_weights(const Op& op) const {
  for (size_t k = kConvWeights; k < std::min(op.inputs.size(), kConvSlope + 1); ++k) {
    const TensorId id = op.inputs[k];
    if (id != kNoTensor && !model_.tensor(id).is_constant()) return error(op, "computes its weights");
  }
  return ok_status();
}

Status Planner::add_chain(const std::vector<size_t>& ops) {
  const Op& first = model_.ops[ops.front()];
  const Op& last = model_.ops[ops.back()];
  for (size_t i : ops) SACCADE_TRY(check_weights(model_.ops[i]));
  if (ops.size() == 1 && add_as_fully_connected(first)) return ok_status();
  const TensorId x = first.inputs[kConvX];
  constexpr int kMostDenseChannels = 4;
  const auto* conv_params = std::get_if<Conv2dParams>(&first.params);
  const bool dense_in = conv_params != nullptr && !values_.is_map(x) && !values_.lies_alike(x) &&
                        shape(x)[3] <= kMostDenseChannels && conv_params->depth_to_space == 1 &&
                        conv_params->epilogue.residual == Residual::kNone;
  ConvChain chain;
  std::vector<int> pads;
  for (size_t i : ops) {
    const Op& op = model_.ops[i];
    PlannedConv conv = SACCADE_TRY(plan_conv(model_, op, dense_in && i == ops.front(), options_, packer_));
    if (conv.args.post.res != Res::kNone) {
      const TensorId residual = op.inputs[kConvResidual];
      const auto stage =
          std::find_if(ops.begin(), ops.end(), [&](size_t k) { return model_.ops[k].outputs[0] == residual; });
      if (stage != ops.end()) conv.residual_stage = static_cast<int>(stage - ops.begin());
      if (stage == ops.end()) conv.residual = values_.read_map(residual);
    }
    if (i != ops.back()) pads.push_back(values_.pad(op.outputs[0]));
    chain.convs.push_back(std::move(conv));
  }
  const bool reads_blocks = chain.convs.front().run == options_.kernels->depthwise;
  chain.convs.front().in = dense_in       ? values_.read_dense(x)
                           : reads_blocks ? values_.read_map(x)
                                          : values_.read_map_or_vector(x);
  const TensorId out = last.outputs[0];
  const bool writes_dense = chain.convs.back().run == options_.kernels->conv;
  const ValueId written = writes_dense ? values_.read_any(out) : values_.write_map(out);
  chain.convs.back().out = written;
  plan_strips(chain, pads, *options_.kernels);
  add_conv_step(std::move(chain));
  values_.finish_write(out, written);
  return ok_status();
}

bool Planner::add_as_fully_connected(const Op& op) {
  if (op.kind != OpKind::kConv2d && op.kind != OpKind::kFullyConnected) return false;
  std::optional<FullyConnectedStep> planned = plan_fully_connected(model_, op, values_, packer_);
  if (!planned) return false;
  planned->in = op.kind == OpKind::kConv2d ? values_.read_map(op.inputs[0]) : values_.read_dense(op.inputs[0]);
  planned->out = values_.write_dense(op.outputs[0]);
  const FullyConnectedArgs& args = planned->args;
  const int panels = (args.out_count + kFullyConnectedPanel - 1) / kFullyConnectedPanel;
  plan_.add_step(*planned,
                 "fully_connected " + std::to_string(args.in_count) + "->" + std::to_string(args.out_count) +
                     (args.half_weights ? " fp16 weights" : ""),
                 panels, planned->flops);
  values_.finish_write(op.outputs[0], planned->out);
  return true;
}

Status Planner::add_fully_connected(const Op& op) {
  const TensorInfo& weights = model_.tensor(op.inputs[1]);
  SACCADE_TRY(check_weights(op));
  if (shape(op.inputs[0]).element_count() != static_cast<size_t>(weights.shape[1])) {
    return error(op, "multiplies several vectors; one is supported");
  }
  if (add_as_fully_connected(op)) return ok_status();
  ConvChain chain;
  chain.convs.push_back(SACCADE_TRY(plan_conv(model_, op, false, options_, packer_)));
  chain.convs.back().in = values_.read_dense(op.inputs[0]);
  const ValueId written = values_.write_dense(op.outputs[0]);
  chain.convs.back().out = written;
  plan_strips(chain, {}, *options_.kernels);
  add_conv_step(std::move(chain));
  values_.finish_write(op.outputs[0], written);
  return ok_status();
}

void Planner::add_pool(const Op& op, const Pool2dParams& params, void (*run)(const PoolArgs&)) {
  PoolStep pool;
  pool.run = run;
  PoolArgs& args = pool.args;
  args.filter_h = params.filter_h;
  args.filter_w = params.filter_w;
  args.stride_h = params.stride_h;
  args.stride_w = params.stride_w;
  args.pad_top = params.padding.top;
  args.pad_left = params.padding.left;
  args.act = act_of(params.activation);
  pool.in = values_.read_map(op.inputs[0]);
  pool.out = values_.write_map(op.outputs[0]);
  plan_.add_step(pool,
                 std::string(run == options_.kernels->max_pool ? "max_pool " : "average_pool ") +
                     std::to_string(args.filter_h) + "x" + std::to_string(args.filter_w),
                 value(pool.out).height, 0);
  values_.finish_write(op.outputs[0], pool.out);
}

// Over height and width of [1,H,W,C]: an average pool.
bool Planner::is_mean_of_picture(const Op& op) const {
  const auto* params = std::get_if<MeanParams>(&op.params);
  if (params == nullptr || shape(op.inputs[0]).rank() != 4) return false;
  std::vector<int> axes = params->axes;
  std::sort(axes.begin(), axes.end());
  return axes == std::vector<int>{1, 2};
}

Status Planner::add_op(const Op& op) {
  switch (op.kind) {
    case OpKind::kFullyConnected:
      return add_fully_connected(op);
    case OpKind::kMaxPool2d:
      add_pool(op, std::get<Pool2dParams>(op.params), options_.kernels->max_pool);
      return ok_status();
    case OpKind::kAveragePool2d:
      add_pool(op, std::get<Pool2dParams>(op.params), options_.kernels->average_pool);
      return ok_status();
    case OpKind::kMean:
      if (is_mean_of_picture(op)) {
        Pool2dParams whole;
        whole.filter_h = whole.stride_h = shape(op.inputs[0])[1];
        whole.filter_w = whole.stride_w = shape(op.inputs[0])[2];
        add_pool(op, whole, options_.kernels->average_pool);
        return ok_status();
      }
      return add_other(op);
    default:
      return add_other(op);
  }
}

Status Planner::check_other(const Op& op) const {
  const auto* pool = std::get_if<Pool2dParams>(&op.params);
  if (op.kind == OpKind::kMaxUnpooling2d && (pool->filter_h != pool->stride_h || pool->filter_w != pool->stride_w)) {
    return error(op, "has windows that overlap");
  }
  if (op.kind == OpKind::kPrelu) {
    const Shape& in = shape(op.inputs[0]);
    if (shape(op.inputs[1]).element_count() != static_cast<size_t>(in[in.rank() - 1])) {
      return error(op, "has slopes of the shape " + shape(op.inputs[1]).to_string() + "; one per channel is supported");
    }
  }
  return ok_status();
}

Status Planner::add_other(const Op& op) {
  SACCADE_TRY(check_other(op));
  OpStep work;
  work.kernel = op_kernel(options_.kernels->isa, op.kind);
  if (work.kernel.run == nullptr) return error(op, "is not among the operators of the CPU engine");
  work.params = std::make_shared<const OpParams>(op.params);
  // Working lane by lane, the pictures among the operands must lie as the output does; slopes and matrices are dense.
  const size_t pictures = op.kind == OpKind::kMaxUnpooling2d ? 2 : 1;
  const bool maps = work.kernel.layouts == OpLayouts::kUniform && values_.is_map(op.outputs[0]);
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const TensorId id = op.inputs[i];
    if (id == kNoTensor) {
      work.inputs.push_back(kNoValue);
    } else if (work.kernel.layouts == OpLayouts::kAny) {
      work.inputs.push_back(values_.read_any(id));
    } else {
      work.inputs.push_back(maps && i < pictures ? values_.read_map(id) : values_.read_dense(id));
    }
  }
  for (TensorId id : op.outputs) {
    const bool any = work.kernel.layouts == OpLayouts::kAny;
    work.outputs.push_back(any ? values_.read_any(id) : maps ? values_.write_map(id) : values_.write_dense(id));
  }
  const int units = work.kernel.splits ? value(work.outputs[0]).height : 1;
  plan_.max_operands = std::max(plan_.max_operands, static_cast<int>(work.inputs.size() + work.outputs.size()));
  const std::vector<ValueId> written = work.outputs;
  plan_.add_step(std::move(work), op_kind_name(op.kind), units, 0);
  for (size_t i = 0; i < written.size(); ++i) values_.finish_write(op.outputs[i], written[i]);
  return ok_status();
}

// Calls use(value) for every value that the step reads or writes.
template <typename Use>
void for_each_value(const Step& step, Use use) {
  if (const auto* chain = std::get_if<ConvChain>(&step.work)) {
    for (const PlannedConv& conv : chain->convs) use(conv.in), use(conv.residual), use(conv.out);
  } else if (const auto* op = std::get_if<OpStep>(&step.work)) {
    for (ValueId id : op->inputs) use(id);
    for (ValueId id : op->outputs) use(id);
  } else if (const auto* pool = std::get_if<PoolStep>(&step.work)) {
    use(pool->in), use(pool->out);
  } else if (const auto* convert = std::get_if<ConvertStep>(&step.work)) {
    use(convert->in), use(convert->out);
  } else if (const auto* connected = std::get_if<FullyConnectedStep>(&step.work)) {
    use(connected->in), use(connected->out);
  }
}

void find_lives(Plan& plan) {
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    for_each_value(plan.steps[i], [&](ValueId id) {
      if (id == kNoValue) return;
      Buffer& buffer = plan.buffers[static_cast<size_t>(plan.values[static_cast<size_t>(id)].buffer)];
      if (buffer.first_step < 0) buffer.first_step = static_cast<int>(i);
      buffer.last_step = static_cast<int>(i);
    });
  }
}

void place_arena(Plan& plan, bool alias) {
  std::vector<Block> blocks;
  for (const Buffer& buffer : plan.buffers) {
    const bool used = buffer.place == Place::kArena && buffer.first_step >= 0;
    blocks.push_back({buffer.floats, used ? buffer.first_step : -1, buffer.last_step});
  }
  plan.arena_floats = place_blocks(blocks, alias);
  for (size_t i = 0; i < blocks.size(); ++i) plan.buffers[i].offset = blocks[i].offset;
}

// Gives each chain its place among the bound convolutions.
void place_bound(Plan& plan) {
  for (Step& step : plan.steps) {
    auto* chain = std::get_if<ConvChain>(&step.work);
    if (chain == nullptr) continue;
    chain->first_bound = plan.bound_count;
    plan.bound_count += chain->convs.size();
    for_each_value(step, [&](ValueId id) {
      if (id == kNoValue) return;
      const Place place = plan.buffers[static_cast<size_t>(plan.values[static_cast<size_t>(id)].buffer)].place;
      chain->rebound = chain->rebound || place == Place::kInput || place == Place::kOutput;
    });
  }
}

}  // namespace

Result<Plan> make_plan(const Model& model, const PlanOptions& options) {
  if (model.inputs.size() != 1) {
    return unimplemented("model '" + model.name + "' has " + std::to_string(model.inputs.size()) +
                         " inputs; the CPU engine takes one");
  }
  Plan plan;
  plan.input_shape = model.tensor(model.inputs[0]).shape;
  if (plan.input_shape.rank() == 0 || plan.input_shape[0] != 1) {
    return unimplemented("the input of model '" + model.name + "' has the shape " + plan.input_shape.to_string() +
                         ", which has no batch axis of 1 in front");
  }
  Values values = SACCADE_TRY(Values::create(model, plan));
  SACCADE_TRY(Planner(model, options, plan, std::move(values)).run());
  find_lives(plan);
  place_bound(plan);
  place_arena(plan, options.alias_buffers);
  // Paddings and resizes of a damaged model can ask for any amount, and the system may promise what it does not have.
  constexpr size_t kMostFloats = size_t{1} << 30;
  const size_t floats = plan.arena_floats + plan.scratch_floats * static_cast<size_t>(options.threads);
  if (floats > kMostFloats) {
    return resource_exhausted("model '" + model.name + "' needs " + std::to_string(floats * sizeof(float) >> 20) +
                              " MiB for its tensors; the CPU engine gives at most " +
                              std::to_string(kMostFloats * sizeof(float) >> 20));
  }
  return plan;
}

}  // namespace saccade::cpu
