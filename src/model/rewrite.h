// Rewrites: the same numbers from fewer, larger operations. Each pass is a file in rewrites/ with its own test.
#pragma once

#include <span>
#include <vector>

#include "model/model.h"

namespace saccade {

struct RewriteOptions {
  // Positions in Model::outputs that the caller will read, in the order wanted; empty means all, in file order.
  std::vector<int> wanted_outputs = {};
  // Off: only the passes without which an engine cannot run (constants folded, dead ops dropped). For tests.
  bool fuse = true;
};

// invalid_argument when a wanted output does not exist.
Result<Model> rewrite(Model model, const RewriteOptions& options);

// The passes, in the order rewrite() runs them. Each leaves a model that passes check_model and changes no output by
// more than rounding.
Status keep_wanted_outputs(Model& model, std::span<const int> wanted_outputs);
Status fold_constants(Model& model);              // DEQUANTIZE and DENSIFY of constants become constants
void remove_dead_ops(Model& model);               // and constants that nobody reads
void fold_padding(Model& model);                  // spatial PAD into the convolutions that follow
void move_resize_behind_pointwise(Model& model);  // resize, 1x1 conv -> 1x1 conv, resize where that is cheaper
void fold_activations(Model& model);              // RELU, RELU6, PRELU, HARD_SWISH, LOGISTIC into their producer
void lower_transpose_conv(Model& model);          // 2x2 stride 2 -> 1x1 convolution + depth-to-space
void fold_residuals(Model& model);                // ADD (+ channel PAD, 2x2 MAX_POOL, 2x RESIZE) into a convolution
void fold_depth_to_space(Model& model);           // DEPTH_TO_SPACE into the convolution before it
void alias_views(Model& model);                   // RESHAPE and outermost CONCATENATION become views

}  // namespace saccade
