// Which convolutions run strip by strip as one step: depthwise -> 1x1, expand -> depthwise [-> 1x1], and several of
// these where the maps between them are too large for the second-level cache.
#pragma once

#include <vector>

#include "engine/cpu/plan.h"
#include "engine/cpu/values.h"

namespace saccade::cpu {

// Groups of positions in model.ops, each in execution order; every op of the convolution family is in one group.
// A group's tensors but the last have no reader outside it, so they need no home.
std::vector<std::vector<size_t>> find_chains(const Model& model, const Values& values, const PlanOptions& options);

// Strip height and ring sizes of a chain whose convolutions are planned. `pads`: of each output but the last.
void plan_strips(ConvChain& chain, std::span<const int> pads, const KernelTable& kernels);

// Scratch that the rings of a chain take.
size_t ring_floats(const ConvChain& chain);

}  // namespace saccade::cpu
