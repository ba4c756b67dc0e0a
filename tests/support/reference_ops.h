// The oracle: every operator of model.h and a whole Model, in double precision, one obvious loop per formula. Engines
// and rewrites are compared with it; it is never tuned.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <stdexcept>
#include <vector>

#include "model/model.h"

namespace saccade::reference {

struct Array {  // row-major
  Shape shape;
  std::vector<double> values;

  Array() = default;
  explicit Array(Shape s) : shape(s), values(s.element_count(), 0.0) {}
  Array(Shape s, std::vector<double> v) : shape(s), values(std::move(v)) {}

  // Element of a rank-4 array; 0 outside its height and width.
  double at(int n, int y, int x, int c) const { return inside(y, x) ? values[index(n, y, x, c)] : 0.0; }
  double& at(int n, int y, int x, int c) { return values[index(n, y, x, c)]; }
  bool inside(int y, int x) const { return y >= 0 && y < shape[1] && x >= 0 && x < shape[2]; }

 private:
  size_t index(int n, int y, int x, int c) const {
    return ((static_cast<size_t>(n) * shape[1] + y) * shape[2] + x) * shape[3] + c;
  }
};

// Uniform in [low, high), from a seed that the test prints; rounded to float, so that an engine gets the same numbers.
inline Array random_array(Shape shape, uint32_t seed, double low = -1, double high = 1) {
  Array array(shape);
  std::mt19937 generator(seed);
  for (double& value : array.values) value = static_cast<float>(low + (high - low) * (generator() / 4294967296.0));
  return array;
}

inline double half_to_double(uint16_t half) {
  const int exponent = (half >> 10) & 31, mantissa = half & 1023;
  const double magnitude = exponent == 31  ? (mantissa != 0 ? NAN : INFINITY)
                           : exponent == 0 ? std::ldexp(mantissa, -24)
                                           : std::ldexp(1024 + mantissa, exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

inline Array constant(const TensorInfo& tensor) {
  Array array(tensor.shape);
  for (size_t i = 0; i < array.values.size(); ++i) {
    if (tensor.dtype == DType::kFloat32) {
      float value;
      std::memcpy(&value, &tensor.data[4 * i], 4);
      array.values[i] = value;
    } else if (tensor.dtype == DType::kFloat16) {
      uint16_t value;
      std::memcpy(&value, &tensor.data[2 * i], 2);
      array.values[i] = half_to_double(value);
    }  // other types are parameters, which the loader has resolved
  }
  return array;
}

// ---- activations -------------------------------------------------------------------------------------------------

inline double activate(Activation activation, double x, double slope = 0) {
  switch (activation) {
    case Activation::kNone:
      return x;
    case Activation::kRelu:
      return std::max(x, 0.0);
    case Activation::kRelu6:
      return std::clamp(x, 0.0, 6.0);
    case Activation::kPrelu:
      return x >= 0 ? x : slope * x;
    case Activation::kHardSwish:
      return x * std::clamp(x + 3, 0.0, 6.0) / 6;
    case Activation::kLogistic:
      return 1 / (1 + std::exp(-x));
  }
  throw std::logic_error("unknown activation");
}

inline Array activate(Activation activation, Array x) {
  for (double& value : x.values) value = activate(activation, value);
  return x;
}

// ---- shape operators ---------------------------------------------------------------------------------------------

// Position of a flat index along every axis.
inline std::vector<int> position(const Shape& shape, size_t flat) {
  std::vector<int> result(static_cast<size_t>(shape.rank()));
  for (int axis = shape.rank(); axis-- > 0;) {
    result[static_cast<size_t>(axis)] = static_cast<int>(flat % static_cast<size_t>(shape[axis]));
    flat /= static_cast<size_t>(shape[axis]);
  }
  return result;
}

inline size_t flat_index(const Shape& shape, const std::vector<int>& position) {
  size_t flat = 0;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    flat = flat * static_cast<size_t>(shape[axis]) + static_cast<size_t>(position[static_cast<size_t>(axis)]);
  }
  return flat;
}

inline Array pad(const Array& x, const PadParams& p, const Shape& result) {
  Array out(result);
  for (size_t i = 0; i < x.values.size(); ++i) {
    std::vector<int> at = position(x.shape, i);
    for (size_t axis = 0; axis < at.size(); ++axis) at[axis] += p.before[axis];
    out.values[flat_index(result, at)] = x.values[i];
  }
  return out;
}

inline Array strided_slice(const Array& x, const StridedSliceParams& p, const Shape& result) {
  Array out(result);
  for (size_t i = 0; i < out.values.size(); ++i) {
    std::vector<int> at = position(result, i);
    for (size_t axis = 0; axis < at.size(); ++axis) at[axis] = p.begin[axis] + at[axis] * p.stride[axis];
    out.values[i] = x.values[flat_index(x.shape, at)];
  }
  return out;
}

inline Array concatenation(const std::vector<Array>& parts, int axis, const Shape& result) {
  Array out(result);
  int start = 0;
  for (const Array& part : parts) {
    for (size_t i = 0; i < part.values.size(); ++i) {
      std::vector<int> at = position(part.shape, i);
      at[static_cast<size_t>(axis)] += start;
      out.values[flat_index(result, at)] = part.values[i];
    }
    start += part.shape[axis];
  }
  return out;
}

// out[y * b + i, x * b + j, c] = x[y, x, (i * b + j) * C + c]
inline Array depth_to_space(const Array& x, int block) {
  const int channels = x.shape[3] / (block * block);
  Array out({x.shape[0], x.shape[1] * block, x.shape[2] * block, channels});
  for (int y = 0; y < out.shape[1]; ++y) {
    for (int column = 0; column < out.shape[2]; ++column) {
      for (int c = 0; c < channels; ++c) {
        const int from = ((y % block) * block + column % block) * channels + c;
        out.at(0, y, column, c) = x.at(0, y / block, column / block, from);
      }
    }
  }
  return out;
}

inline Array mean(const Array& x, const MeanParams& p, const Shape& result) {
  Shape kept = x.shape;  // the result with the reduced axes kept as 1
  for (int axis : p.axes) kept[axis] = 1;
  Array out(kept);
  for (size_t i = 0; i < x.values.size(); ++i) {
    std::vector<int> at = position(x.shape, i);
    for (int axis : p.axes) at[static_cast<size_t>(axis)] = 0;
    out.values[flat_index(kept, at)] += x.values[i];
  }
  const double count = static_cast<double>(x.values.size()) / static_cast<double>(out.values.size());
  for (double& value : out.values) value /= count;
  return {result, std::move(out.values)};
}

// ---- elementwise -------------------------------------------------------------------------------------------------

// Element of `x` that meets position `at` of a larger shape: aligned at the last axis, extents of 1 repeat.
inline double broadcast_at(const Array& x, const std::vector<int>& at) {
  const size_t shift = at.size() - static_cast<size_t>(x.shape.rank());
  std::vector<int> own(at.begin() + static_cast<std::ptrdiff_t>(shift), at.end());
  for (size_t axis = 0; axis < own.size(); ++axis) own[axis] = std::min(own[axis], x.shape[static_cast<int>(axis)] - 1);
  return x.values[flat_index(x.shape, own)];
}

inline Array elementwise(OpKind kind, const Array& a, const Array& b, Activation activation, const Shape& result) {
  Array out(result);
  for (size_t i = 0; i < out.values.size(); ++i) {
    const std::vector<int> at = position(result, i);
    const double left = broadcast_at(a, at), right = broadcast_at(b, at);
    const double value = kind == OpKind::kAdd ? left + right : kind == OpKind::kSub ? left - right : left * right;
    out.values[i] = activate(activation, value);
  }
  return out;
}

inline Array prelu(const Array& x, const Array& slope) {
  Array out(x.shape);
  for (size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] = activate(Activation::kPrelu, x.values[i], broadcast_at(slope, position(x.shape, i)));
  }
  return out;
}

// ---- windows -----------------------------------------------------------------------------------------------------

inline Array average_pool(const Array& x, const Pool2dParams& p, const Shape& result) {
  Array out(result);
  for (int y = 0; y < result[1]; ++y) {
    for (int column = 0; column < result[2]; ++column) {
      for (int c = 0; c < result[3]; ++c) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < p.filter_h; ++i) {
          for (int j = 0; j < p.filter_w; ++j) {
            const int from_y = y * p.stride_h - p.padding.top + i, from_x = column * p.stride_w - p.padding.left + j;
            if (!x.inside(from_y, from_x)) continue;
            sum += x.at(0, from_y, from_x, c);
            ++count;
          }
        }
        out.at(0, y, column, c) = activate(p.activation, sum / count);
      }
    }
  }
  return out;
}

// The maxima and where they lie in their windows (y * filter_w + x); the first of equals wins.
inline std::pair<Array, Array> max_pool(const Array& x, const Pool2dParams& p, const Shape& result) {
  Array out(result), index(result);
  for (int y = 0; y < result[1]; ++y) {
    for (int column = 0; column < result[2]; ++column) {
      for (int c = 0; c < result[3]; ++c) {
        double best = -INFINITY;
        for (int i = 0; i < p.filter_h; ++i) {
          for (int j = 0; j < p.filter_w; ++j) {
            const int from_y = y * p.stride_h - p.padding.top + i, from_x = column * p.stride_w - p.padding.left + j;
            if (!x.inside(from_y, from_x) || x.at(0, from_y, from_x, c) <= best) continue;
            best = x.at(0, from_y, from_x, c);
            index.at(0, y, column, c) = i * p.filter_w + j;
          }
        }
        out.at(0, y, column, c) = activate(p.activation, best);
      }
    }
  }
  return {out, index};
}

// Each value goes to the place its index names; the rest of the window is 0.
inline Array max_unpool(const Array& x, const Array& index, const Pool2dParams& p, const Shape& result) {
  Array out(result);
  for (int y = 0; y < x.shape[1]; ++y) {
    for (int column = 0; column < x.shape[2]; ++column) {
      for (int c = 0; c < x.shape[3]; ++c) {
        const int place = static_cast<int>(index.at(0, y, column, c));
        const int to_y = y * p.stride_h - p.padding.top + place / p.filter_w;
        const int to_x = column * p.stride_w - p.padding.left + place % p.filter_w;
        if (out.inside(to_y, to_x)) out.at(0, to_y, to_x, c) = x.at(0, y, column, c);
      }
    }
  }
  return out;
}

inline Array resize_bilinear(const Array& x, const ResizeBilinearParams& p, const Shape& result) {
  const auto source = [&p](int i, int in, int out) {
    const double scale = p.align_corners && out > 1 ? (in - 1.0) / (out - 1.0) : double(in) / out;
    return std::clamp(p.half_pixel_centers ? (i + 0.5) * scale - 0.5 : i * scale, 0.0, in - 1.0);
  };
  Array out(result);
  for (int y = 0; y < result[1]; ++y) {
    for (int column = 0; column < result[2]; ++column) {
      const double sy = source(y, x.shape[1], result[1]), sx = source(column, x.shape[2], result[2]);
      const int y0 = static_cast<int>(sy), x0 = static_cast<int>(sx);
      const int y1 = std::min(y0 + 1, x.shape[1] - 1), x1 = std::min(x0 + 1, x.shape[2] - 1);
      const double fy = sy - y0, fx = sx - x0;
      for (int c = 0; c < result[3]; ++c) {
        out.at(0, y, column, c) = (1 - fy) * ((1 - fx) * x.at(0, y0, x0, c) + fx * x.at(0, y0, x1, c)) +
                                  fy * ((1 - fx) * x.at(0, y1, x0, c) + fx * x.at(0, y1, x1, c));
      }
    }
  }
  return out;
}

// ---- convolutions ------------------------------------------------------------------------------------------------

// Optional inputs of a convolution; nullptr where absent.
struct ConvExtras {
  const Array *bias = nullptr, *slope = nullptr, *residual = nullptr;
};

// The residual brought to the shape of `result`, zeros for missing channels.
inline Array fit_residual(const Array& residual, const Epilogue& epilogue, const Shape& result) {
  Array fitted = residual;
  if (epilogue.residual == Residual::kMaxPool2x2) {
    fitted = max_pool(residual, Pool2dParams{}, {1, result[1], result[2], residual.shape[3]}).first;
  } else if (epilogue.residual == Residual::kUpsample2x) {
    fitted = resize_bilinear(residual, {.half_pixel_centers = epilogue.residual_half_pixel_centers},
                             {1, result[1], result[2], residual.shape[3]});
  }
  return pad(fitted, {.before = {0, 0, 0, 0}, .after = {0, 0, 0, result[3] - fitted.shape[3]}}, result);
}

// out = activation(out + bias + residual)
inline void apply_epilogue(Array& out, const Epilogue& epilogue, const ConvExtras& extras) {
  Array residual(out.shape);
  if (epilogue.residual != Residual::kNone) residual = fit_residual(*extras.residual, epilogue, out.shape);
  const auto channels = static_cast<size_t>(out.shape[3]);
  for (size_t i = 0; i < out.values.size(); ++i) {
    const double bias = extras.bias ? extras.bias->values[i % channels] : 0;
    const double slope = extras.slope ? extras.slope->values[i % channels] : 0;
    out.values[i] = activate(epilogue.activation, out.values[i] + bias + residual.values[i], slope);
  }
}

inline Array conv2d(const Array& x, const Array& weights, const ConvExtras& extras, const Conv2dParams& p) {
  const int height =
      (x.shape[1] + p.padding.top + p.padding.bottom - (p.kernel_h - 1) * p.dilation_h - 1) / p.stride_h + 1;
  const int width =
      (x.shape[2] + p.padding.left + p.padding.right - (p.kernel_w - 1) * p.dilation_w - 1) / p.stride_w + 1;
  Array out({1, height, width, weights.shape[0]});
  for (int y = 0; y < height; ++y) {
    for (int column = 0; column < width; ++column) {
      for (int o = 0; o < weights.shape[0]; ++o) {
        double sum = 0;
        for (int i = 0; i < p.kernel_h; ++i) {
          for (int j = 0; j < p.kernel_w; ++j) {
            const int from_y = y * p.stride_h - p.padding.top + i * p.dilation_h;
            const int from_x = column * p.stride_w - p.padding.left + j * p.dilation_w;
            if (!x.inside(from_y, from_x)) continue;
            for (int c = 0; c < x.shape[3]; ++c) sum += x.at(0, from_y, from_x, c) * weights.at(o, i, j, c);
          }
        }
        out.at(0, y, column, o) = sum;
      }
    }
  }
  apply_epilogue(out, p.epilogue, extras);
  return p.depth_to_space > 1 ? depth_to_space(out, p.depth_to_space) : out;
}

inline Array depthwise_conv2d(const Array& x, const Array& weights, const ConvExtras& extras,
                              const DepthwiseConv2dParams& p) {
  const int height =
      (x.shape[1] + p.padding.top + p.padding.bottom - (p.kernel_h - 1) * p.dilation_h - 1) / p.stride_h + 1;
  const int width =
      (x.shape[2] + p.padding.left + p.padding.right - (p.kernel_w - 1) * p.dilation_w - 1) / p.stride_w + 1;
  Array out({1, height, width, weights.shape[3]});
  for (int y = 0; y < height; ++y) {
    for (int column = 0; column < width; ++column) {
      for (int o = 0; o < weights.shape[3]; ++o) {
        double sum = 0;
        for (int i = 0; i < p.kernel_h; ++i) {
          for (int j = 0; j < p.kernel_w; ++j) {
            const int from_y = y * p.stride_h - p.padding.top + i * p.dilation_h;
            const int from_x = column * p.stride_w - p.padding.left + j * p.dilation_w;
            sum += x.at(0, from_y, from_x, o / p.multiplier) * weights.at(0, i, j, o);
          }
        }
        out.at(0, y, column, o) = sum;
      }
    }
  }
  apply_epilogue(out, p.epilogue, extras);
  return out;
}

// Every input pixel adds its kernel to the output, stride apart, from -padding on.
inline Array transpose_conv(const Array& x, const Array& weights, const ConvExtras& extras,
                            const TransposeConvParams& p) {
  Array out({1, (x.shape[1] - 1) * p.stride_h + p.kernel_h - p.padding.top - p.padding.bottom,
             (x.shape[2] - 1) * p.stride_w + p.kernel_w - p.padding.left - p.padding.right, weights.shape[0]});
  for (int y = 0; y < x.shape[1]; ++y) {
    for (int column = 0; column < x.shape[2]; ++column) {
      for (int i = 0; i < p.kernel_h; ++i) {
        for (int j = 0; j < p.kernel_w; ++j) {
          const int to_y = y * p.stride_h - p.padding.top + i, to_x = column * p.stride_w - p.padding.left + j;
          if (!out.inside(to_y, to_x)) continue;
          for (int o = 0; o < weights.shape[0]; ++o) {
            for (int c = 0; c < x.shape[3]; ++c)
              out.at(0, to_y, to_x, o) += x.at(0, y, column, c) * weights.at(o, i, j, c);
          }
        }
      }
    }
  }
  apply_epilogue(out, p.epilogue, extras);
  return out;
}

inline Array fully_connected(const Array& x, const Array& weights, const Array* bias, Activation activation,
                             const Shape& result) {
  Array out(result);
  const auto inputs = static_cast<size_t>(weights.shape[1]);
  for (size_t o = 0; o < out.values.size(); ++o) {
    double sum = bias ? bias->values[o] : 0;
    for (size_t i = 0; i < inputs; ++i) sum += x.values[i] * weights.values[o * inputs + i];
    out.values[o] = activate(activation, sum);
  }
  return out;
}

// ---- MediaPipe's attention operators -----------------------------------------------------------------------------

using Matrix = std::vector<double>;  // 4x4, row-major

inline Matrix multiply(const Matrix& a, const Matrix& b) {
  Matrix result(16, 0.0);
  for (size_t i = 0; i < 4; ++i) {
    for (size_t j = 0; j < 4; ++j) {
      for (size_t k = 0; k < 4; ++k) result[4 * i + j] += a[4 * i + k] * b[4 * k + j];
    }
  }
  return result;
}

// crop_from_output: T(centre) R(-angle) S(scale * crop / output) T(-output / 2). The crop is the box of the subset's
// points after turning them by `angle`, which makes the line between the two rotation points lie at the target.
inline Array landmarks_to_matrix(const Array& x, const Landmarks2TransformMatrixParams& p) {
  const auto px = [&x](int i) { return x.values[3 * static_cast<size_t>(i)]; };
  const auto py = [&x](int i) { return x.values[3 * static_cast<size_t>(i) + 1]; };
  const int left = p.left_rotation_idx, right = p.right_rotation_idx;
  const double angle = p.target_rotation_radians - std::atan2(py(right) - py(left), px(right) - px(left));
  const double c = std::cos(angle), s = std::sin(angle);
  double min_x = INFINITY, max_x = -INFINITY, min_y = INFINITY, max_y = -INFINITY;
  for (int i : p.subset_idxs) {
    const double turned_x = c * px(i) - s * py(i), turned_y = s * px(i) + c * py(i);
    min_x = std::min(min_x, turned_x), max_x = std::max(max_x, turned_x);
    min_y = std::min(min_y, turned_y), max_y = std::max(max_y, turned_y);
  }
  const double middle_x = (min_x + max_x) / 2, middle_y = (min_y + max_y) / 2;
  const double centre_x = c * middle_x + s * middle_y, centre_y = -s * middle_x + c * middle_y;
  const double scale_x = p.scale_x * (max_x - min_x) / p.output_width;
  const double scale_y = p.scale_y * (max_y - min_y) / p.output_height;
  const Matrix to_centre = {1, 0, 0, centre_x, 0, 1, 0, centre_y, 0, 0, 1, 0, 0, 0, 0, 1};
  const Matrix turn_back = {c, s, 0, 0, -s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  const Matrix scale = {scale_x, 0, 0, 0, 0, scale_y, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  const Matrix from_middle = {1, 0, 0, -p.output_width / 2.0, 0, 1, 0, -p.output_height / 2.0, 0, 0, 1, 0, 0, 0, 0, 1};
  return {{1, 4, 4}, multiply(multiply(multiply(to_centre, turn_back), scale), from_middle)};
}

// Output pixel centres mapped by the matrix, bilinear, 0 outside the centres of the map.
inline Array transform_tensor_bilinear(const Array& x, const Array& matrix, const Shape& result) {
  Array out(result);
  const auto& m = matrix.values;
  for (int y = 0; y < result[1]; ++y) {
    for (int column = 0; column < result[2]; ++column) {
      const double sx = m[0] * (column + 0.5) + m[1] * (y + 0.5) + m[3] - 0.5;
      const double sy = m[4] * (column + 0.5) + m[5] * (y + 0.5) + m[7] - 0.5;
      if (sx < 0 || sx > x.shape[2] - 1 || sy < 0 || sy > x.shape[1] - 1) continue;
      const int x0 = static_cast<int>(sx), y0 = static_cast<int>(sy);
      const double fx = sx - x0, fy = sy - y0;
      for (int c = 0; c < result[3]; ++c) {
        out.at(0, y, column, c) = (1 - fy) * ((1 - fx) * x.at(0, y0, x0, c) + fx * x.at(0, y0, x0 + 1, c)) +
                                  fy * ((1 - fx) * x.at(0, y0 + 1, x0, c) + fx * x.at(0, y0 + 1, x0 + 1, c));
      }
    }
  }
  return out;
}

// x and y by the first two rows of the matrix with z = 0; further values pass.
inline Array transform_landmarks(const Array& x, const Array& matrix) {
  Array out = x;
  const auto& m = matrix.values;
  const auto size = static_cast<size_t>(x.shape[2]);
  for (size_t i = 0; i < x.values.size(); i += size) {
    out.values[i] = m[0] * x.values[i] + m[1] * x.values[i + 1] + m[3];
    out.values[i + 1] = m[4] * x.values[i] + m[5] * x.values[i + 1] + m[7];
  }
  return out;
}

// ---- a whole model -----------------------------------------------------------------------------------------------

// What an operator computes from its inputs (empty where an optional one is absent).
inline std::vector<Array> run_op(const Model& model, const Op& op, const std::vector<Array>& in) {
  const Shape& result = model.tensor(op.outputs[0]).shape;
  const auto optional = [&](size_t i) { return op.inputs[i] == kNoTensor ? nullptr : &in[i]; };
  const auto extras = [&] { return ConvExtras{optional(kConvBias), optional(kConvSlope), optional(kConvResidual)}; };
  switch (op.kind) {
    case OpKind::kAdd:
    case OpKind::kSub:
    case OpKind::kMul:
      return {elementwise(op.kind, in[0], in[1], std::get<ElementwiseParams>(op.params).activation, result)};
    case OpKind::kAveragePool2d:
      return {average_pool(in[0], std::get<Pool2dParams>(op.params), result)};
    case OpKind::kMaxPool2d:
      return {max_pool(in[0], std::get<Pool2dParams>(op.params), result).first};
    case OpKind::kMaxPoolingWithArgmax2d: {
      auto [values, indices] = max_pool(in[0], std::get<Pool2dParams>(op.params), result);
      return {values, indices};
    }
    case OpKind::kMaxUnpooling2d:
      return {max_unpool(in[0], in[1], std::get<Pool2dParams>(op.params), result)};
    case OpKind::kConcatenation: {
      const auto& p = std::get<ConcatenationParams>(op.params);
      return {activate(p.activation, concatenation(in, p.axis, result))};
    }
    case OpKind::kConv2d:
      return {conv2d(in[kConvX], in[kConvWeights], extras(), std::get<Conv2dParams>(op.params))};
    case OpKind::kDepthwiseConv2d:
      return {depthwise_conv2d(in[kConvX], in[kConvWeights], extras(), std::get<DepthwiseConv2dParams>(op.params))};
    case OpKind::kTransposeConv:
    case OpKind::kConvolution2dTransposeBias:
      return {transpose_conv(in[kConvX], in[kConvWeights], extras(), std::get<TransposeConvParams>(op.params))};
    case OpKind::kFullyConnected:
      return {fully_connected(in[0], in[1], optional(2), std::get<FullyConnectedParams>(op.params).activation, result)};
    case OpKind::kDensify:
    case OpKind::kDequantize:
    case OpKind::kReshape:
      return {Array(result, in[0].values)};
    case OpKind::kDepthToSpace:
      return {depth_to_space(in[0], std::get<DepthToSpaceParams>(op.params).block_size)};
    case OpKind::kHardSwish:
      return {activate(Activation::kHardSwish, in[0])};
    case OpKind::kLogistic:
      return {activate(Activation::kLogistic, in[0])};
    case OpKind::kRelu:
      return {activate(Activation::kRelu, in[0])};
    case OpKind::kRelu6:
      return {activate(Activation::kRelu6, in[0])};
    case OpKind::kPrelu:
      return {prelu(in[0], in[1])};
    case OpKind::kMean:
      return {mean(in[0], std::get<MeanParams>(op.params), result)};
    case OpKind::kPad:
      return {pad(in[0], std::get<PadParams>(op.params), result)};
    case OpKind::kResizeBilinear:
      return {resize_bilinear(in[0], std::get<ResizeBilinearParams>(op.params), result)};
    case OpKind::kStridedSlice:
      return {strided_slice(in[0], std::get<StridedSliceParams>(op.params), result)};
    case OpKind::kLandmarks2TransformMatrix:
      return {landmarks_to_matrix(in[0], std::get<Landmarks2TransformMatrixParams>(op.params))};
    case OpKind::kTransformTensorBilinear:
      return {transform_tensor_bilinear(in[0], in[1], result)};
    case OpKind::kTransformLandmarks:
      return {transform_landmarks(in[0], in[1])};
  }
  throw std::logic_error("unknown operator");
}

// The values of a model's tensors. A view lives inside its base.
class Values {
 public:
  explicit Values(const Model& model) : model_(model) {}

  Array read(TensorId id) {
    const TensorInfo& tensor = model_.tensor(id);
    if (tensor.is_constant()) return constant(tensor);
    if (!tensor.view) return base(id);
    const auto begin =
        base(tensor.view->base).values.begin() + static_cast<std::ptrdiff_t>(tensor.view->element_offset);
    return {tensor.shape, {begin, begin + static_cast<std::ptrdiff_t>(tensor.shape.element_count())}};
  }

  void write(TensorId id, const Array& array) {
    const TensorInfo& tensor = model_.tensor(id);
    if (array.shape != tensor.shape) throw std::logic_error(tensor.name + " got " + array.shape.to_string());
    const size_t offset = tensor.view ? tensor.view->element_offset : 0;
    std::copy(array.values.begin(), array.values.end(),
              base(tensor.view ? tensor.view->base : id).values.begin() + static_cast<std::ptrdiff_t>(offset));
  }

 private:
  Array& base(TensorId id) {
    Array& array = bases_[id];
    if (array.values.empty()) array = Array(model_.tensor(id).shape);
    return array;
  }

  const Model& model_;
  std::map<TensorId, Array> bases_;
};

// The model's outputs for one input each (batch 1). The model has passed check_model.
inline std::vector<Array> run(const Model& model, const std::vector<Array>& inputs) {
  Values values(model);
  for (size_t i = 0; i < model.inputs.size(); ++i) values.write(model.inputs[i], inputs.at(i));
  for (const Op& op : model.ops) {
    std::vector<Array> in;
    for (TensorId id : op.inputs) in.push_back(id == kNoTensor ? Array() : values.read(id));
    const std::vector<Array> out = run_op(model, op, in);
    for (size_t i = 0; i < op.outputs.size(); ++i) values.write(op.outputs[i], out[i]);
  }
  std::vector<Array> outputs;
  for (TensorId id : model.outputs) outputs.push_back(values.read(id));
  return outputs;
}

// max |a - b| / max(1, max |b|), infinity for different shapes or a NaN on one side.
inline double relative_difference(const Array& a, const Array& b) {
  if (a.shape != b.shape) return INFINITY;
  double largest = 1, difference = 0;
  for (size_t i = 0; i < a.values.size(); ++i) {
    if (!(std::isfinite(a.values[i]) && std::isfinite(b.values[i]))) return INFINITY;
    largest = std::max(largest, std::abs(b.values[i]));
    difference = std::max(difference, std::abs(a.values[i] - b.values[i]));
  }
  return difference / largest;
}

}  // namespace saccade::reference
