// A convolution's constants share one binding: bias and slopes in float32, weights in float32 or float16. Positions
// count quads of float32.
#ifndef SACCADE_CONSTANTS_GLSL
#define SACCADE_CONSTANTS_GLSL

// In front of all that uses gl_WorkGroupSize: before this line it is a constant of 1.
layout(local_size_x_id = 0) in;
layout(constant_id = 6) const bool kHalfWeights = false;

layout(binding = 1) readonly buffer ConstantQuads { vec4 constants_quads[]; };
layout(binding = 1) readonly buffer ConstantHalves { uvec2 constants_halves[]; };
layout(binding = 1) readonly buffer ConstantHalfPairs { uvec4 constants_half_pairs[]; };

#endif
