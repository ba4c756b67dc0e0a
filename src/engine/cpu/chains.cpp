#include "engine/cpu/chains.h"

#include <algorithm>
#include <bit>

#include "engine/cpu/chain_schedule.h"

namespace saccade::cpu {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

// Measured on nets of both families with 1 MB of L2: strips whose depthwise output is about this large are best, half
// of it with stride 2 (docs/decisions.md, "strip fusion").
constexpr size_t kStripBytes = 48 * 1024;
// A map of this size has left L2 in part when its reader comes: the chain goes on with the reader.
constexpr size_t kDeepBytes = 512 * 1024;
// Rings of a long chain that stay in L2 beside weights and the maps at its ends.
constexpr size_t kRingBytes = 512 * 1024;

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
bool expands_space(const Op& op) {
  const auto* params = std::get_if<Conv2dParams>(&op.params);
  return params != nullptr && params->depth_to_space != 1;
}
bool is_family(const Op& op) {
  return is_conv(op) || op.kind == OpKind::kDepthwiseConv2d || op.kind == OpKind::kTransposeConv ||
         op.kind == OpKind::kConvolution2dTransposeBias;
}

class ChainFinder {
 public:
  ChainFinder(const Model& model, const Values& values, const PlanOptions& options)
      : model_(model), values_(values), options_(options), readers_(model.tensors.size()), taken_(model.ops.size()) {
    for (size_t i = 0; i < model.ops.size(); ++i) {
      for (size_t k = 0; k < model.ops[i].inputs.size(); ++k) {
        const TensorId id = model.ops[i].inputs[k];
        if (id != kNoTensor) readers_[static_cast<size_t>(id)].push_back({i, k});
      }
    }
    for (TensorId id : model.outputs) readers_[static_cast<size_t>(id)].push_back({kNone, 0});
  }

  std::vector<std::vector<size_t>> run() {
    std::vector<std::vector<size_t>> chains;
    for (size_t i = 0; i < model_.ops.size(); ++i) {
      if (taken_[i] || !is_family(model_.ops[i])) continue;
      std::vector<size_t> chain = options_.fuse_strips ? chain_from(i) : std::vector<size_t>{i};
      for (size_t op : chain) taken_[op] = true;
      chains.push_back(std::move(chain));
    }
    return chains;
  }

 private:
  struct Reader {
    size_t op, input;
  };
  const std::vector<Reader>& readers_of(size_t op) const {
    return readers_[static_cast<size_t>(model_.ops[op].outputs[0])];
  }

  // The depthwise or 1x1 convolution that goes on from `op`; kNone when there is none or more than one. Others may
  // read the same as their residual.
  size_t next(size_t op) const {
    if (!values_.is_map(model_.ops[op].outputs[0]) || expands_space(model_.ops[op])) return kNone;
    size_t found = kNone;
    for (const Reader& reader : readers_of(op)) {
      if (reader.op != kNone && reader.input == kConvResidual && is_conv(model_.ops[reader.op])) continue;
      if (reader.op == kNone || reader.input != kConvX || found != kNone || taken_[reader.op]) return kNone;
      if (!is_depthwise(model_.ops[reader.op]) && !is_pointwise(model_.ops[reader.op])) return kNone;
      found = reader.op;
    }
    return found;
  }

  // Whether all that the ops of a chain write, but the last of them, is read by them only.
  bool is_closed(std::span<const size_t> chain) const {
    for (size_t op : chain.first(chain.size() - 1)) {
      for (const Reader& reader : readers_of(op)) {
        if (std::find(chain.begin(), chain.end(), reader.op) == chain.end()) return false;
      }
    }
    return true;
  }

  // Between threads, a depthwise convolution's rows overlap at their borders, and both sides compute the rows that
  // they share: on small maps that costs more than the barrier that it saves.
  bool halo_is_cheap(std::span<const size_t> chain) const {
    int halo = 0;  // rows of the first convolution's output
    for (size_t op : chain.subspan(1)) {
      const auto* params = std::get_if<DepthwiseConv2dParams>(&model_.ops[op].params);
      if (params == nullptr) continue;
      halo += std::max((params->kernel_h - 1) * params->dilation_h + 1 - params->stride_h, 0);
    }
    constexpr int kMostShare = 4;  // a quarter of the rows
    return (options_.threads - 1) * halo * kMostShare <= model_.tensor(model_.ops[chain[0]].outputs[0]).shape[1];
  }

  bool is_large(size_t op) const {
    const Shape& shape = model_.tensor(model_.ops[op].outputs[0]).shape;
    return shape.element_count() * sizeof(float) >= kDeepBytes;
  }

  // Goes on from a depthwise convolution to the 1x1 one behind it, to one from a first op, and past large maps.
  std::vector<size_t> chain_from(size_t first) const {
    std::vector<size_t> line = {first};
    while (line.size() < ConvChain::kMost && next(line.back()) != kNone) line.push_back(next(line.back()));
    size_t count = 1;
    for (size_t longer = 2; longer <= line.size(); ++longer) {
      const auto chain = std::span<const size_t>(line).first(longer);
      if (!is_closed(chain)) continue;
      const bool before = is_depthwise(model_.ops[line[count - 1]]), after = is_depthwise(model_.ops[line[count]]);
      const bool filters = after && halo_is_cheap(chain) && (count == 1 || is_large(line[count - 1]));
      if (!(before && !after) && !filters) break;
      count = longer;
    }
    line.resize(count);
    return line;
  }

  const Model& model_;
  const Values& values_;
  const PlanOptions& options_;
  std::vector<std::vector<Reader>> readers_;
  std::vector<bool> taken_;
};

// Rows that each ring needs, whichever row a thread starts with. From the first one on whose needs do not meet the top
// of the map, the start only moves the turns' borders against the map's bottom, over and over again.
void find_rings(ConvChain& chain) {
  const size_t count = chain.convs.size();
  const int rows = chain.convs.back().rows;
  std::vector<int> kept(count - 1, 0);
  for (int begin = 0, last = rows; begin < std::min(rows, last); ++begin) {
    ChainSchedule schedule(chain, {begin, rows});
    size_t conv = 0;
    RowRange now;
    bool first = true;
    while (schedule.next(&conv, &now)) {
      if (first && now.begin > 0) last = std::min(last, begin + chain.first_rows);
      first = false;
      for (size_t i = 0; i + 1 < count; ++i) kept[i] = std::max(kept[i], schedule.kept_rows(i));
    }
  }
  // A ring is a power of two; a map that is hardly larger needs none.
  for (size_t i = 0; i + 1 < count; ++i) {
    const int ring = static_cast<int>(std::bit_ceil(static_cast<unsigned>(kept[i])));
    chain.ring_rows[i] = std::min(ring, chain.convs[i].rows);
  }
}

// Rows of the last convolution at a time, so that no depthwise output of a strip is larger than it should be.
int strip_rows(const ConvChain& chain, const KernelTable& kernels) {
  const int rows = chain.convs.back().rows;
  size_t weight_bytes = 0, map_bytes = 0;
  int strip = rows;
  for (const PlannedConv& conv : chain.convs) {
    weight_bytes += conv.weight_floats * sizeof(float);
    if (conv.run != kernels.depthwise) continue;
    const Map& out = conv.args.out;
    const size_t bytes = map_floats(conv.rows, out.width, out.channels, 0) * sizeof(float);
    const size_t strip_bytes = conv.args.stride_h > 1 ? kStripBytes / 2 : kStripBytes;
    strip = std::min(strip, static_cast<int>(strip_bytes * static_cast<size_t>(rows) / bytes));
    map_bytes = std::max(map_bytes, bytes);
  }
  // Weights are read again for every strip: where they are larger than the map, the whole map is one strip.
  return weight_bytes > map_bytes ? rows : std::max(strip, 1);
}

}  // namespace

std::vector<std::vector<size_t>> find_chains(const Model& model, const Values& values, const PlanOptions& options) {
  return ChainFinder(model, values, options).run();
}

void plan_strips(ConvChain& chain, std::span<const int> pads, const KernelTable& kernels) {
  const size_t count = chain.convs.size();
  chain.ring_rows.assign(count - 1, 0);
  chain.ring_pad.assign(pads.begin(), pads.end());
  const int last_rows = chain.convs.back().rows;
  int strip = count > 1 ? strip_rows(chain, kernels) : last_rows;
  for (;; strip = strip / 2) {
    chain.first_rows = std::max(static_cast<int>(int64_t{chain.convs.front().rows} * strip / last_rows), 1);
    if (count > 1) find_rings(chain);
    if (strip == 1 || ring_floats(chain) * sizeof(float) <= kRingBytes) break;
  }
  for (PlannedConv& conv : chain.convs) {
    conv.args.row_begin = 0;
    conv.args.row_end = static_cast<int>(int64_t{conv.rows} * strip / last_rows);
    if (conv.run == kernels.conv) kernels.plan_tiles(conv.args);
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
