#include "model/rewrite.h"

namespace saccade {

Result<Model> rewrite(Model model, const RewriteOptions& options) {
  SACCADE_TRY(keep_wanted_outputs(model, options.wanted_outputs));
  SACCADE_TRY(fold_constants(model));
  remove_dead_ops(model);
  if (!options.fuse) return model;
  fold_padding(model);
  move_resize_behind_pointwise(model);
  fold_activations(model);
  lower_transpose_conv(model);
  fold_residuals(model);
  fold_activations(model);  // a PRELU behind an ADD, which cannot carry one, now stands behind a convolution
  fold_depth_to_space(model);
  alias_views(model);
  remove_dead_ops(model);
  return model;
}

}  // namespace saccade
