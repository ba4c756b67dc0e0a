#include "model/rewrite.h"

namespace saccade {

Result<Model> rewrite(Model model, const RewriteOptions& options) {
  SACCADE_TRY(keep_wanted_outputs(model, options.wanted_outputs));
  SACCADE_TRY(fold_constants(model));
  remove_dead_ops(model);
  return model;
}

}  // namespace saccade
