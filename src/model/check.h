// The rules of model.h, checked.
#pragma once

#include "model/model.h"

namespace saccade {

// Ok when every id, shape, dtype and parameter of the model is as model.h says, every tensor is written before it is
// read, and no operator reads or writes outside its tensors. data_loss names the operator, its index and the model;
// unimplemented where the model is sound but larger or more general than Saccade handles. What parse_tflite returns
// and what every rewrite leaves behind passes.
Status check_model(const Model& model);

// The part of check_model that looks at one operator whose ids are in range.
Status check_op(const Model& model, const Op& op);

}  // namespace saccade
