// One operator of a .tflite file -> one Op. Used by tflite.cpp only.
#pragma once

#include "model/model.h"
#include "tflite_generated.h"  // made by flatc from tflite.fbs

namespace saccade {

// `model.tensors` is filled; the ids in `source` are checked here, shapes only as far as they are read. check_model
// sees to the rest. unimplemented for an operator or option outside the vocabulary, data_loss for damage.
Result<Op> convert_op(const Model& model, const tflite::Operator& source, const tflite::OperatorCode& code);

// The same for MediaPipe's custom operators, once kind-independent fields are filled in.
Result<OpKind> custom_op_kind(const tflite::OperatorCode& code);
Result<OpParams> convert_custom_op(const Model& model, Op& op, const tflite::Operator& source);

// "TANH", or the name of a custom operator.
std::string operator_name(const tflite::OperatorCode& code);

// TFLite's SAME padding of one axis of a window: as little as gives ceil(extent / stride) outputs, the odd pixel after.
void pad_same(int64_t extent, int64_t kernel, int64_t stride, int64_t dilation, int& before, int& after);

// What a transposed window produces beyond `result` pixels, cropped half before and half after.
Status crop_transposed(int64_t extent, int64_t kernel, int64_t stride, int64_t result, int& before, int& after);

}  // namespace saccade
