// The work of one step, for one thread: values become pointers, rows are shared out, kernels run.
#include <algorithm>
#include <cstring>

#include "engine/cpu/chain_schedule.h"
#include "engine/cpu/plan.h"

namespace saccade::cpu {
namespace {

float* data_of(const Plan& plan, const Value& value, const Memory& memory) {
  const Buffer& buffer = plan.buffers[static_cast<size_t>(value.buffer)];
  switch (buffer.place) {
    case Place::kArena:
      return memory.arena + buffer.offset + value.offset;
    // Never written: the plan has no step whose output lies in an input or a constant.
    case Place::kInput:
      return const_cast<float*>(memory.input) + value.offset;
    case Place::kConstant:
      return const_cast<float*>(buffer.constant) + value.offset;
    case Place::kOutput:
      return memory.outputs[static_cast<size_t>(buffer.index)] + value.offset;
  }
  return nullptr;
}

struct Binder {
  const Plan& plan;
  const Memory& memory;

  void bind_chain(const ConvChain& chain) const;
  const Value& value(ValueId id) const { return plan.values[static_cast<size_t>(id)]; }
  float* data(ValueId id) const { return data_of(plan, value(id), memory); }
  // Also of a dense value of one pixel, which lies as a map without pads does.
  Map map(ValueId id) const {
    const Value& v = value(id);
    return make_map(data(id), v.height, v.height, v.width, v.channels, v.is_map ? v.pad : 0);
  }
  View view(ValueId id) const {
    View view;
    if (id == kNoValue) return view;
    const Value& v = value(id);
    view.rank = v.shape.rank();
    view.height = v.height;
    view.width = v.width;
    view.channels = v.channels;
    if (v.is_map) {
      const Map from = map(id);
      view.data = from.data;
      view.block = view.pixel_stride = kBlock;
      view.pad = v.pad;
      view.block_stride = from.block_stride;
      view.row_stride = from.row_stride;
    } else {
      view.data = data(id);
      view.block = v.channels;
      view.pixel_stride = v.channels;
      view.row_stride = static_cast<ptrdiff_t>(v.width) * v.channels;
    }
    return view;
  }
};

RowRange share(int units, int thread, int threads) {
  return {units * thread / threads, units * (thread + 1) / threads};
}

class Runner {
 public:
  Runner(const Plan& plan, const KernelTable& kernels, const Memory& memory, int thread, int threads)
      : bind_{plan, memory}, kernels_(kernels), memory_(memory), thread_(thread), threads_(threads) {}

  void operator()(const ConvChain& chain, int units) const;
  void operator()(const FullyConnectedStep& step, int units) const;
  void operator()(const PoolStep& step, int units) const;
  void operator()(const ConvertStep& step, int units) const;
  void operator()(const OpStep& step, int units) const;

 private:
  Binder bind_;
  const KernelTable& kernels_;
  const Memory& memory_;
  int thread_, threads_;
};

void Binder::bind_chain(const ConvChain& chain) const {
  BoundConv* bound = memory.bound + chain.first_bound;
  float* scratch = memory.scratch;
  const size_t count = chain.convs.size();
  for (size_t i = 0; i < count; ++i) {
    const PlannedConv& conv = chain.convs[i];
    ConvArgs& args = bound[i].args;
    args = conv.args;
    if (conv.dense_in) {
      args.dense_in = data(conv.in);
    } else {
      args.in = i == 0 ? map(conv.in) : bound[i - 1].args.out;
    }
    if (args.post.res != Res::kNone) {
      bound[i].residual = conv.residual_stage >= 0 ? bound[conv.residual_stage].args.out : map(conv.residual);
      args.post.residual = &bound[i].residual;
    }
    const Map& shape = conv.args.out;
    if (i + 1 < count) {
      args.out = make_map(scratch, chain.ring_rows[i], shape.height, shape.width, shape.channels, chain.ring_pad[i]);
      scratch +=
          round_up(map_floats(chain.ring_rows[i], shape.width, shape.channels, chain.ring_pad[i]), kAlignmentFloats);
    } else if (value(conv.out).is_map) {
      args.out = map(conv.out);
    } else {
      args.dense = data(conv.out);
      args.dense_pitch = shape.channels;
    }
  }
}

void Runner::operator()(const ConvChain& chain, int units) const {
  const RowRange all = share(units, thread_, threads_);
  if (all.empty()) return;
  if (chain.rebound) bind_.bind_chain(chain);
  BoundConv* bound = memory_.bound + chain.first_bound;
  ChainSchedule schedule(chain, all);
  size_t conv = 0;
  RowRange rows;
  while (schedule.next(&conv, &rows)) {
    ConvArgs& args = bound[conv].args;
    args.row_begin = rows.begin;
    args.row_end = rows.end;
    chain.convs[conv].run(args);
  }
}

void Runner::operator()(const FullyConnectedStep& step, int units) const {
  const RowRange panels = share(units, thread_, threads_);
  FullyConnectedArgs args = step.args;
  // A map's data without its (empty) pads: the pixels in the order of memory.
  args.in = bind_.data(step.in);
  args.out = bind_.data(step.out);
  args.out_begin = panels.begin * kFullyConnectedPanel;
  args.out_end = std::min(panels.end * kFullyConnectedPanel, args.out_count);
  if (args.out_begin < args.out_end) kernels_.fully_connected(args);
  const Value& out = bind_.value(step.out);
  if (out.is_map && thread_ == threads_ - 1) {  // a map of one pixel: the channels that fill its last block
    std::fill(args.out + out.channels, args.out + round_up(static_cast<size_t>(out.channels), kBlock), 0.0f);
  }
}

void Runner::operator()(const PoolStep& step, int units) const {
  const RowRange rows = share(units, thread_, threads_);
  PoolArgs args = step.args;
  args.in = bind_.map(step.in);
  args.out = bind_.map(step.out);
  args.row_begin = rows.begin;
  args.row_end = rows.end;
  step.run(args);
}

void Runner::operator()(const ConvertStep& step, int units) const {
  const Value& in = bind_.value(step.in);
  const Value& out = bind_.value(step.out);
  const RowRange rows = share(units, thread_, threads_);
  if (out.is_map) {
    kernels_.map_from_dense(bind_.map(step.out), bind_.data(step.in), in.channels, rows.begin, rows.end);
  } else if (in.is_map) {
    kernels_.dense_from_map(bind_.data(step.out), in.channels, bind_.map(step.in), rows.begin, rows.end);
  } else {
    const size_t row_floats = static_cast<size_t>(in.width) * in.channels;
    std::memcpy(bind_.data(step.out) + rows.begin * row_floats, bind_.data(step.in) + rows.begin * row_floats,
                (rows.end - rows.begin) * row_floats * sizeof(float));
  }
}

void Runner::operator()(const OpStep& step, int units) const {
  const RowRange rows = share(units, thread_, threads_);
  if (rows.begin == rows.end) return;
  View* views = memory_.operands;
  for (size_t i = 0; i < step.inputs.size(); ++i) views[i] = bind_.view(step.inputs[i]);
  View* outputs = views + step.inputs.size();
  for (size_t i = 0; i < step.outputs.size(); ++i) outputs[i] = bind_.view(step.outputs[i]);
  OpCall call;
  call.inputs = views;
  call.outputs = outputs;
  call.input_count = static_cast<int>(step.inputs.size());
  call.params = std::visit([](const auto& held) -> const void* { return &held; }, *step.params);
  call.row_begin = step.kernel.splits ? rows.begin : 0;
  call.row_end = step.kernel.splits ? rows.end : outputs[0].height;
  step.kernel.run(call);
  for (size_t i = 0; i < step.outputs.size(); ++i) {
    if (bind_.value(step.outputs[i]).is_map) step.kernel.finish_map(outputs[i], call.row_begin, call.row_end);
  }
}

}  // namespace

void bind_chains(const Plan& plan, const Memory& memory) {
  const Binder bind{plan, memory};
  for (const Step& step : plan.steps) {
    const auto* chain = std::get_if<ConvChain>(&step.work);
    if (chain != nullptr && !chain->rebound) bind.bind_chain(*chain);
  }
}

void run_step(const Plan& plan, const Step& step, const KernelTable& kernels, const Memory& memory, int thread,
              int threads) {
  const Runner runner(plan, kernels, memory, thread, threads);
  std::visit([&](const auto& work) { runner(work, step.units); }, step.work);
}

}  // namespace saccade::cpu
