// The operators of this folder, for the instruction set that the including file is compiled for.
#pragma once

#include "engine/cpu/ops/op.h"

namespace saccade::cpu::SACCADE_ISA {

// Broadcasting like TFLite's: axes aligned at the last one, extents of 1 repeat. At most four axes, the first one 1.
void add(const OpCall& call);
void subtract(const OpCall& call);
void multiply(const OpCall& call);

void relu(const OpCall& call);
void relu6(const OpCall& call);
void hard_swish(const OpCall& call);
void logistic(const OpCall& call);
void prelu(const OpCall& call);  // inputs: x, slope (any shape of C elements)

void max_pool_with_argmax(const OpCall& call);  // outputs: maxima, positions in the window as floats
void max_unpool(const OpCall& call);            // inputs: maxima, positions
void mean(const OpCall& call);                  // any axes; the mean of a picture is an average pool

void reshape(const OpCall& call);
void concatenation(const OpCall& call);
void pad(const OpCall& call);
void strided_slice(const OpCall& call);
void depth_to_space(const OpCall& call);
void resize_bilinear(const OpCall& call);

void landmarks_to_transform_matrix(const OpCall& call);
void transform_tensor_bilinear(const OpCall& call);
void transform_landmarks(const OpCall& call);

// OpKernel::finish_map.
void finish_map(const View& view, int row_begin, int row_end);
// Applied in place to rows of `view`; what an epilogue asks for.
void activate_rows(const View& view, Activation activation, int row_begin, int row_end);

}  // namespace saccade::cpu::SACCADE_ISA
