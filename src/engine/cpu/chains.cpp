#include "engine/cpu/chains.h"

#include <algorithm>
#include <bit>

namespace saccade::cpu {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

// Measured on nets of both families with 1 MB of L2: strips whose depthwise output is about this large are best, half
// of it with stride 2 (docs/decisions.md, "strip fusion").
constexpr size_t kStripBytes = 48 * 1024;

bool is_conv(const Op& op) { return op.kind == OpKind::kConv2d; }
bool is_depthwise(const Op& op) {
  const auto* params = std::get_if<DepthwiseConv2dParams>(&op.params);
  return params != nullptr && params->multiplier == 1;
}
bool is_pointwise(const Op& op) {
  const auto* params = std::get_if<Conv2dParams>(&op.params);
  return params != nullptr && params->kernel_h == 1 && params->kernel_w == 1 && params->stride_h == 1 &&
         params->stride_w == 1 && params->padding == Padding{};
}
bool is_family(const Op& op) {
  return is_conv(op) || op.kind == OpKind::kDepthwiseConv2d || op.kind == OpKind::kTransposeConv ||
         op.kind == OpKind::kConvolution2dTransposeBias;
}

// Between threads, a depthwise convolution's rows overlap at their borders, and both sides expand the rows that they
// share: on small maps that costs more than the barrier that it saves.
bool halo_is_cheap(const Model& model, const Op& depthwise, int threads) {
  const auto& params = std::get<DepthwiseConv2dParams>(depthwise.params);
  const int twice = (threads - 1) * std::max((params.kernel_h - 1) * params.dilation_h + 1 - params.stride_h, 0);
  constexpr int kMostShare = 4;  // a quarter of the rows
  return twice * kMostShare <= model.tensor(depthwise.inputs[kConvX]).shape[1];
}

// For each op, the op that alone reads its output, as its first input; kNone otherwise.
std::vector<size_t> sole_readers(const Model& model, const Values& values) {
  std::vector<int> uses(model.tensors.size(), 0);
  std::vector<size_t> reader(model.tensors.size(), kNone);
  const auto use = [&](TensorId id) { return static_cast<size_t>(id); };
  for (size_t i = 0; i < model.ops.size(); ++i) {
    for (size_t k = 0; k < model.ops[i].inputs.size(); ++k) {
      const TensorId id = model.ops[i].inputs[k];
      if (id == kNoTensor) continue;
      ++uses[use(id)];
      if (k == 0) reader[use(id)] = i;
    }
  }
  for (TensorId id : model.outputs) ++uses[use(id)];
  std::vector<size_t> readers(model.ops.size(), kNone);
  for (size_t i = 0; i < model.ops.size(); ++i) {
    const TensorId out = model.ops[i].outputs[0];
    if (uses[use(out)] == 1 && values.is_map(out)) readers[i] = reader[use(out)];
  }
  return readers;
}

// The rows of conv's input that output rows [begin, end) read, within the map.
int rows_read(const ConvArgs& args, int rows) {
  const int read = (rows - 1) * args.stride_h + (args.kernel_h - 1) * args.dilation_h + 1;
  return std::min(read, args.in.height);
}

}  // namespace

std::vector<std::vector<size_t>> find_chains(const Model& model, const Values& values, const PlanOptions& options) {
  const std::vector<size_t> readers = sole_readers(model, values);
  std::vector<bool> taken(model.ops.size(), false);
  std::vector<std::vector<size_t>> chains;
  for (size_t i = 0; i < model.ops.size(); ++i) {
    if (taken[i] || !is_family(model.ops[i])) continue;
    std::vector<size_t> chain = {i};
    const auto append = [&](auto&& fits) {
      const size_t next = readers[chain.back()];
      if (next == kNone || !fits(model.ops[next])) return false;
      chain.push_back(next);
      return true;
    };
    if (options.fuse_strips) {
      const auto expands = [&](const Op& op) { return is_depthwise(op) && halo_is_cheap(model, op, options.threads); };
      const bool starts = is_depthwise(model.ops[i]) || (is_conv(model.ops[i]) && append(expands));
      if (starts) append(is_pointwise);
    }
    for (size_t op : chain) taken[op] = true;
    chains.push_back(std::move(chain));
  }
  return chains;
}

void plan_strips(ConvChain& chain, std::span<const int> pads, const KernelTable& kernels) {
  const size_t count = chain.convs.size();
  const int rows = chain.convs.back().rows;
  chain.strip_rows = rows;
  if (count > 1) {
    const PlannedConv& wide = chain.convs[count > 2 ? 1 : chain.convs[1].run == kernels.depthwise ? 1 : 0];
    const ConvArgs& args = wide.args;
    const size_t row_bytes = static_cast<size_t>(args.out.blocks()) * kBlock * args.out.width * sizeof(float);
    const size_t strip_bytes = args.stride_h > 1 ? kStripBytes / 2 : kStripBytes;
    // Weights are read again for every strip: where they are larger than the map, the whole map is one strip.
    size_t weight_bytes = 0;
    for (const PlannedConv& conv : chain.convs) weight_bytes += conv.weight_floats * sizeof(float);
    const bool whole = weight_bytes > row_bytes * static_cast<size_t>(rows);
    if (!whole) chain.strip_rows = std::clamp(static_cast<int>(strip_bytes / row_bytes), 1, rows);
  }
  chain.ring_rows.assign(count - 1, 0);
  chain.ring_pad.assign(pads.begin(), pads.end());
  int needed = chain.strip_rows;
  for (size_t i = count; i-- > 0;) {
    ConvArgs& args = chain.convs[i].args;
    args.row_begin = 0;
    args.row_end = std::min(needed, chain.convs[i].rows);
    if (chain.convs[i].run == kernels.conv) kernels.plan_tiles(args);
    if (i == 0) break;
    needed = rows_read(args, needed);
    // A ring is a power of two; a map that is hardly larger needs none.
    const int ring = static_cast<int>(std::bit_ceil(static_cast<unsigned>(needed)));
    chain.ring_rows[i - 1] = std::min(ring, chain.convs[i - 1].rows);
  }
}

size_t ring_floats(const ConvChain& chain) {
  size_t floats = 0;
  for (size_t i = 0; i + 1 < chain.convs.size(); ++i) {
    const Map& out = chain.convs[i].args.out;
    floats += round_up(map_floats(chain.ring_rows[i], out.width, out.channels, chain.ring_pad[i]), kAlignmentFloats);
  }
  return floats;
}

}  // namespace saccade::cpu
