#include <algorithm>
#include <cmath>

#include "model/check.h"

namespace saccade {
namespace {

// Strides, kernels and paddings beyond this are damage, and keep all arithmetic below in int64.
constexpr int64_t kMaxExtent = 1 << 16;

Status mismatch(const std::string& what) { return data_loss(what); }

Status check_range(int64_t value, int64_t low, int64_t high, const char* what) {
  if (value >= low && value <= high) return ok_status();
  return data_loss(std::string(what) + " is " + std::to_string(value) + ", outside " + std::to_string(low) + ".." +
                   std::to_string(high));
}

// Views of one operator's tensors, and the checks that several operators share.
class OpCheck {
 public:
  OpCheck(const Model& model, const Op& op) : model_(model), op_(op) {}

  bool has(size_t i) const { return i < op_.inputs.size() && op_.inputs[i] != kNoTensor; }
  const TensorInfo& input(size_t i) const { return model_.tensor(op_.inputs[i]); }
  const Shape& in(size_t i = 0) const { return input(i).shape; }
  const Shape& out(size_t i = 0) const { return model_.tensor(op_.outputs[i]).shape; }

  Status counts(size_t min_inputs, size_t max_inputs, size_t required, size_t outputs) const {
    if (op_.inputs.size() < min_inputs || op_.inputs.size() > max_inputs || op_.outputs.size() != outputs) {
      return mismatch("has " + std::to_string(op_.inputs.size()) + " inputs and " + std::to_string(op_.outputs.size()) +
                      " outputs");
    }
    for (size_t i = 0; i < required; ++i) {
      if (!has(i)) return mismatch("lacks input " + std::to_string(i));
    }
    return ok_status();
  }

  Status all_float() const {
    for (TensorId id : op_.inputs) {
      if (id != kNoTensor && model_.tensor(id).dtype != DType::kFloat32) return not_float(id);
    }
    for (TensorId id : op_.outputs) {
      if (model_.tensor(id).dtype != DType::kFloat32) return not_float(id);
    }
    return ok_status();
  }

  Status rank(const Shape& shape, int rank, const char* what) const {
    if (shape.rank() == rank) return ok_status();
    return mismatch(std::string(what) + " is " + shape.to_string() + ", not of rank " + std::to_string(rank));
  }

  Status output_is(const Shape& expected, size_t i = 0) const {
    if (out(i) == expected) return ok_status();
    return mismatch("writes " + out(i).to_string() + " where its input and options give " + expected.to_string());
  }

  Status elements(size_t i, size_t count, const char* what) const {
    if (!has(i) || in(i).element_count() == count) return ok_status();
    return mismatch(std::string(what) + " has " + std::to_string(in(i).element_count()) + " elements, not " +
                    std::to_string(count));
  }

 private:
  Status not_float(TensorId id) const {
    return unimplemented("works on " + std::string(dtype_name(model_.tensor(id).dtype)) + " ('" +
                         model_.tensor(id).name + "'); only float32 is supported");
  }

  const Model& model_;
  const Op& op_;
};

struct Window {  // one axis of a convolution or pool
  int64_t kernel, stride, dilation, before, after;
};

// Outputs of a window sliding over `extent` pixels.
Result<int> slide(int64_t extent, const Window& window) {
  SACCADE_TRY(check_range(window.kernel, 1, kMaxExtent, "the kernel"));
  SACCADE_TRY(check_range(window.stride, 1, kMaxExtent, "the stride"));
  SACCADE_TRY(check_range(window.dilation, 1, kMaxExtent, "the dilation"));
  const int64_t reach = (window.kernel - 1) * window.dilation + 1;
  SACCADE_TRY(check_range(reach, 1, kMaxExtent, "the dilated kernel"));
  SACCADE_TRY(check_range(window.before, 0, kMaxExtent, "the padding"));
  SACCADE_TRY(check_range(window.after, 0, kMaxExtent, "the padding"));
  const int64_t padded = extent + window.before + window.after;
  if (padded < reach) return mismatch("its kernel is larger than its padded input");
  return static_cast<int>((padded - reach) / window.stride + 1);
}

// Outputs of a transposed window.
Result<int> slide_back(int64_t extent, const Window& window) {
  SACCADE_TRY(slide(window.kernel, {window.kernel, window.stride, 1, window.before, window.after}));
  const int64_t result = (extent - 1) * window.stride + window.kernel - window.before - window.after;
  SACCADE_TRY(check_range(result, 1, int64_t{1} << 28, "its output's extent"));
  return static_cast<int>(result);
}

template <typename Params>
Window vertical(const Params& p) {
  return {p.kernel_h, p.stride_h, p.dilation_h, p.padding.top, p.padding.bottom};
}
template <typename Params>
Window horizontal(const Params& p) {
  return {p.kernel_w, p.stride_w, p.dilation_w, p.padding.left, p.padding.right};
}

Status check_residual(const OpCheck& check, const Epilogue& epilogue, const Shape& result) {
  if (check.has(kConvResidual) != (epilogue.residual != Residual::kNone))
    return mismatch("residual without its tensor");
  if (epilogue.residual == Residual::kNone) return ok_status();
  const Shape& residual = check.in(kConvResidual);
  SACCADE_TRY(check.rank(residual, 4, "its residual"));
  bool fits = residual[0] == result[0];
  for (int axis = 1; axis <= 2; ++axis) {
    const int extent = residual[axis];
    if (epilogue.residual == Residual::kSame) fits = fits && extent == result[axis];
    if (epilogue.residual == Residual::kMaxPool2x2) fits = fits && extent / 2 == result[axis];
    if (epilogue.residual == Residual::kUpsample2x) fits = fits && int64_t{extent} * 2 == result[axis];
  }
  const bool fewer_allowed = epilogue.residual != Residual::kUpsample2x;
  fits = fits && (residual[3] == result[3] || (fewer_allowed && residual[3] < result[3]));
  return fits ? ok_status()
              : mismatch("its residual is " + residual.to_string() + ", its result " + result.to_string());
}

// What the three convolutions share. `result` is the shape before depth-to-space.
Status check_convolution(const OpCheck& check, const Epilogue& epilogue, const Shape& result) {
  const auto channels = static_cast<size_t>(result[3]);
  SACCADE_TRY(check.elements(kConvBias, channels, "its bias"));
  if (check.has(kConvSlope) != (epilogue.activation == Activation::kPrelu)) return mismatch("slope without PReLU");
  SACCADE_TRY(check.elements(kConvSlope, channels, "its slope"));
  return check_residual(check, epilogue, result);
}

Status check_without_residual(const OpCheck& check, const Epilogue& epilogue, const Shape& result) {
  if (epilogue.residual != Residual::kNone) return mismatch("cannot carry a residual");
  return check_convolution(check, epilogue, result);
}

Status check_conv_shapes(const OpCheck& check) {
  SACCADE_TRY(check.counts(5, 5, 2, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(kConvX), 4, "its input"));
  return check.rank(check.in(kConvWeights), 4, "its weights");
}

Status check_conv2d(const OpCheck& check, const Conv2dParams& p) {
  SACCADE_TRY(check_conv_shapes(check));
  const Shape& x = check.in(kConvX);
  const Shape& weights = check.in(kConvWeights);
  if (weights[1] != p.kernel_h || weights[2] != p.kernel_w || weights[3] != x[3]) {
    return mismatch("its weights " + weights.to_string() + " do not fit its input " + x.to_string());
  }
  const int height = SACCADE_TRY(slide(x[1], vertical(p)));
  const int width = SACCADE_TRY(slide(x[2], horizontal(p)));
  const Shape result{x[0], height, width, weights[0]};
  SACCADE_TRY(check_convolution(check, p.epilogue, result));
  SACCADE_TRY(check_range(p.depth_to_space, 1, 2, "depth_to_space"));
  const int block = p.depth_to_space;
  if (weights[0] % (block * block) != 0) return mismatch("depth_to_space does not divide its channels");
  return check.output_is({x[0], height * block, width * block, weights[0] / (block * block)});
}

Status check_depthwise(const OpCheck& check, const DepthwiseConv2dParams& p) {
  SACCADE_TRY(check_conv_shapes(check));
  const Shape& x = check.in(kConvX);
  const Shape& weights = check.in(kConvWeights);
  if (weights[0] != 1 || weights[1] != p.kernel_h || weights[2] != p.kernel_w || p.multiplier < 1 ||
      int64_t{x[3]} * p.multiplier != weights[3]) {
    return mismatch("its weights " + weights.to_string() + " do not fit its input " + x.to_string());
  }
  const int height = SACCADE_TRY(slide(x[1], vertical(p)));
  const int width = SACCADE_TRY(slide(x[2], horizontal(p)));
  const Shape result{x[0], height, width, weights[3]};
  SACCADE_TRY(check_without_residual(check, p.epilogue, result));
  return check.output_is(result);
}

Status check_transpose_conv(const OpCheck& check, const TransposeConvParams& p) {
  SACCADE_TRY(check_conv_shapes(check));
  const Shape& x = check.in(kConvX);
  const Shape& weights = check.in(kConvWeights);
  if (weights[1] != p.kernel_h || weights[2] != p.kernel_w || weights[3] != x[3]) {
    return mismatch("its weights " + weights.to_string() + " do not fit its input " + x.to_string());
  }
  const Padding& pad = p.padding;
  const int height = SACCADE_TRY(slide_back(x[1], {p.kernel_h, p.stride_h, 1, pad.top, pad.bottom}));
  const int width = SACCADE_TRY(slide_back(x[2], {p.kernel_w, p.stride_w, 1, pad.left, pad.right}));
  const Shape result{x[0], height, width, weights[0]};
  SACCADE_TRY(check_without_residual(check, p.epilogue, result));
  return check.output_is(result);
}

Status check_fully_connected(const OpCheck& check, const FullyConnectedParams& p) {
  SACCADE_TRY(check.counts(3, 3, 2, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(1), 2, "its weights"));
  const Shape& x = check.in();
  const Shape& weights = check.in(1);
  if (x.element_count() != static_cast<size_t>(weights[1])) {
    return mismatch("its weights " + weights.to_string() + " do not fit its input " + x.to_string());
  }
  if (p.activation == Activation::kPrelu) return mismatch("cannot carry a PReLU");
  SACCADE_TRY(check.elements(2, static_cast<size_t>(weights[0]), "its bias"));
  Shape expected{1, weights[0]};
  if (p.keep_num_dims) {
    expected = x;
    if (x.rank() < 1 || x[x.rank() - 1] != weights[1]) return mismatch("keeps dimensions its weights do not fit");
    expected[x.rank() - 1] = weights[0];
  }
  return check.output_is(expected);
}

Status check_pool(const OpCheck& check, const Op& op, const Pool2dParams& p) {
  const bool argmax = op.kind == OpKind::kMaxPoolingWithArgmax2d;
  SACCADE_TRY(check.counts(1, 1, 1, argmax ? 2 : 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(), 4, "its input"));
  if (p.activation == Activation::kPrelu) return mismatch("cannot carry a PReLU");
  if (p.padding.top >= p.filter_h || p.padding.left >= p.filter_w || p.padding.bottom >= p.filter_h ||
      p.padding.right >= p.filter_w) {
    return mismatch("has windows that lie outside its input");
  }
  const Shape& x = check.in();
  const int height = SACCADE_TRY(slide(x[1], {p.filter_h, p.stride_h, 1, p.padding.top, p.padding.bottom}));
  const int width = SACCADE_TRY(slide(x[2], {p.filter_w, p.stride_w, 1, p.padding.left, p.padding.right}));
  if (argmax) SACCADE_TRY(check.output_is({x[0], height, width, x[3]}, 1));
  return check.output_is({x[0], height, width, x[3]});
}

Status check_unpool(const OpCheck& check, const Pool2dParams& p) {
  SACCADE_TRY(check.counts(2, 2, 2, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(), 4, "its input"));
  const Shape& x = check.in();
  if (check.in(1) != x) return mismatch("its indices are " + check.in(1).to_string() + ", its input " + x.to_string());
  if (p.stride_h != p.filter_h || p.stride_w != p.filter_w) return unimplemented("has overlapping windows");
  const int height = SACCADE_TRY(slide_back(x[1], {p.filter_h, p.stride_h, 1, p.padding.top, p.padding.bottom}));
  const int width = SACCADE_TRY(slide_back(x[2], {p.filter_w, p.stride_w, 1, p.padding.left, p.padding.right}));
  return check.output_is({x[0], height, width, x[3]});
}

Result<Shape> broadcast(const Shape& a, const Shape& b) {
  const Shape& wide = a.rank() >= b.rank() ? a : b;
  const Shape& narrow = a.rank() >= b.rank() ? b : a;
  Shape result = wide;
  const int shift = wide.rank() - narrow.rank();
  for (int axis = 0; axis < narrow.rank(); ++axis) {
    const int left = wide[axis + shift], right = narrow[axis];
    if (left != right && left != 1 && right != 1) {
      return mismatch("its inputs " + a.to_string() + " and " + b.to_string() + " do not fit");
    }
    result[axis + shift] = std::max(left, right);
  }
  return result;
}

Status check_elementwise(const OpCheck& check, const ElementwiseParams& p) {
  SACCADE_TRY(check.counts(2, 2, 2, 1));
  SACCADE_TRY(check.all_float());
  if (p.activation == Activation::kPrelu) return mismatch("cannot carry a PReLU");
  const Shape shape = SACCADE_TRY(broadcast(check.in(0), check.in(1)));
  return check.output_is(shape);
}

Status check_prelu(const OpCheck& check) {
  SACCADE_TRY(check.counts(2, 2, 2, 1));
  SACCADE_TRY(check.all_float());
  const Shape shape = SACCADE_TRY(broadcast(check.in(0), check.in(1)));
  if (shape != check.in(0)) return mismatch("its slope " + check.in(1).to_string() + " is larger than its input");
  return check.output_is(shape);
}

Status check_unary(const OpCheck& check) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  return check.output_is(check.in());
}

Status check_dequantize(const OpCheck& check, const Model& model, const Op& op) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  const DType from = model.tensor(op.inputs[0]).dtype, to = model.tensor(op.outputs[0]).dtype;
  if (from != DType::kFloat16 || to != DType::kFloat32) {
    return unimplemented("makes " + std::string(dtype_name(to)) + " of " + dtype_name(from) +
                         "; only float16 to float32 is supported");
  }
  return check.output_is(check.in());
}

Status check_densify(const OpCheck& check, const Model& model, const Op& op) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  if (model.tensor(op.inputs[0]).dtype != model.tensor(op.outputs[0]).dtype) return mismatch("changes the type");
  return check.output_is(check.in());
}

Status check_pad(const OpCheck& check, const PadParams& p) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  const Shape& x = check.in();
  const auto rank = static_cast<size_t>(x.rank());
  if (p.before.size() != rank || p.after.size() != rank) return mismatch("has paddings for another rank");
  Shape expected = x;
  for (size_t axis = 0; axis < rank; ++axis) {
    SACCADE_TRY(check_range(p.before[axis], 0, kMaxExtent, "a padding"));
    SACCADE_TRY(check_range(p.after[axis], 0, kMaxExtent, "a padding"));
    const int64_t extent = int64_t{x[static_cast<int>(axis)]} + p.before[axis] + p.after[axis];
    SACCADE_TRY(check_range(extent, 1, int64_t{1} << 28, "an extent"));
    expected[static_cast<int>(axis)] = static_cast<int>(extent);
  }
  return check.output_is(expected);
}

Status check_reshape(const OpCheck& check) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  if (check.in().element_count() == check.out().element_count()) return ok_status();
  return mismatch("makes " + check.out().to_string() + " of " + check.in().to_string());
}

Status check_resize(const OpCheck& check, const ResizeBilinearParams& p) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(), 4, "its input"));
  SACCADE_TRY(check.rank(check.out(), 4, "its output"));
  if (p.align_corners && p.half_pixel_centers) return mismatch("has align_corners and half_pixel_centers at once");
  return check.output_is({check.in()[0], check.out()[1], check.out()[2], check.in()[3]});
}

Status check_mean(const OpCheck& check, const MeanParams& p) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  const Shape& x = check.in();
  std::vector<bool> reduced(static_cast<size_t>(x.rank()), false);
  for (int axis : p.axes) {
    SACCADE_TRY(check_range(axis, 1, x.rank() - 1, "an axis"));
    if (reduced[static_cast<size_t>(axis)]) return mismatch("names an axis twice");
    reduced[static_cast<size_t>(axis)] = true;
  }
  std::vector<int> dims;
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (!reduced[static_cast<size_t>(axis)])
      dims.push_back(x[axis]);
    else if (p.keep_dims)
      dims.push_back(1);
  }
  return check.output_is(SACCADE_TRY(Shape::create(dims)));
}

Status check_concatenation(const OpCheck& check, const Op& op, const ConcatenationParams& p) {
  SACCADE_TRY(check.counts(1, 1024, op.inputs.size(), 1));
  SACCADE_TRY(check.all_float());
  if (p.activation == Activation::kPrelu) return mismatch("cannot carry a PReLU");
  Shape expected = check.in();
  SACCADE_TRY(check_range(p.axis, 1, expected.rank() - 1, "the axis"));
  int64_t extent = 0;
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const Shape& part = check.in(i);
    if (part.rank() != expected.rank()) return mismatch("its inputs differ in rank");
    for (int axis = 0; axis < part.rank(); ++axis) {
      if (axis != p.axis && part[axis] != expected[axis]) return mismatch("its inputs differ in shape");
    }
    extent += part[p.axis];
  }
  SACCADE_TRY(check_range(extent, 1, int64_t{1} << 28, "an extent"));
  expected[p.axis] = static_cast<int>(extent);
  return check.output_is(expected);
}

Status check_strided_slice(const OpCheck& check, const StridedSliceParams& p) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  const Shape& x = check.in();
  const auto rank = static_cast<size_t>(x.rank());
  SACCADE_TRY(check.rank(check.out(), x.rank(), "its output"));
  if (p.begin.size() != rank || p.stride.size() != rank) return mismatch("has positions for another rank");
  for (size_t axis = 0; axis < rank; ++axis) {
    const int extent = x[static_cast<int>(axis)];
    SACCADE_TRY(check_range(p.begin[axis], 0, extent - 1, "a start"));
    SACCADE_TRY(check_range(p.stride[axis], 1, int64_t{1} << 28, "a stride"));
    const int64_t last = p.begin[axis] + (int64_t{check.out()[static_cast<int>(axis)]} - 1) * p.stride[axis];
    SACCADE_TRY(check_range(last, 0, extent - 1, "an end"));
  }
  return ok_status();
}

Status check_depth_to_space(const OpCheck& check, const DepthToSpaceParams& p) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(), 4, "its input"));
  SACCADE_TRY(check_range(p.block_size, 1, 256, "its block size"));
  const Shape& x = check.in();
  const int block = p.block_size;
  if (x[3] % (block * block) != 0) return mismatch("its block size does not divide its channels");
  SACCADE_TRY(check_range(int64_t{std::max(x[1], x[2])} * block, 1, int64_t{1} << 28, "an extent"));
  return check.output_is({x[0], x[1] * block, x[2] * block, x[3] / (block * block)});
}

Status check_landmarks_to_matrix(const OpCheck& check, const Landmarks2TransformMatrixParams& p) {
  SACCADE_TRY(check.counts(1, 1, 1, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(), 3, "its input"));
  if (check.in()[2] != 3) return mismatch("its landmarks have " + std::to_string(check.in()[2]) + " values, not 3");
  const int last = check.in()[1] - 1;
  SACCADE_TRY(check_range(p.left_rotation_idx, 0, last, "left_rotation_idx"));
  SACCADE_TRY(check_range(p.right_rotation_idx, 0, last, "right_rotation_idx"));
  for (int index : p.subset_idxs) SACCADE_TRY(check_range(index, 0, last, "an index of subset_idxs"));
  if (p.subset_idxs.empty()) return mismatch("has no subset_idxs");
  SACCADE_TRY(check_range(p.output_height, 1, kMaxExtent, "output_height"));
  SACCADE_TRY(check_range(p.output_width, 1, kMaxExtent, "output_width"));
  if (!std::isfinite(p.target_rotation_radians) || !std::isfinite(p.scale_x) || !std::isfinite(p.scale_y) ||
      p.scale_x <= 0 || p.scale_y <= 0) {
    return mismatch("has a scale or rotation that is no number");
  }
  return check.output_is({1, 4, 4});
}

Status check_transform_tensor(const OpCheck& check, const TransformTensorBilinearParams& p) {
  SACCADE_TRY(check.counts(2, 2, 2, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(), 4, "its input"));
  if (check.in(1) != Shape{1, 4, 4}) return mismatch("its matrix is " + check.in(1).to_string() + ", not [1,4,4]");
  SACCADE_TRY(check_range(p.output_height, 1, kMaxExtent, "output_height"));
  SACCADE_TRY(check_range(p.output_width, 1, kMaxExtent, "output_width"));
  return check.output_is({check.in()[0], p.output_height, p.output_width, check.in()[3]});
}

Status check_transform_landmarks(const OpCheck& check) {
  SACCADE_TRY(check.counts(2, 2, 2, 1));
  SACCADE_TRY(check.all_float());
  SACCADE_TRY(check.rank(check.in(), 3, "its input"));
  if (check.in()[2] < 2) return mismatch("its landmarks have fewer than 2 values");
  if (check.in(1) != Shape{1, 4, 4}) return mismatch("its matrix is " + check.in(1).to_string() + ", not [1,4,4]");
  return check.output_is(check.in());
}

template <typename Params>
Result<const Params*> params_of(const Op& op) {
  const Params* params = std::get_if<Params>(&op.params);
  if (params == nullptr) return data_loss("has the parameters of another operator");
  return params;
}

}  // namespace

Status check_op(const Model& model, const Op& op) {
  const OpCheck check(model, op);
  switch (op.kind) {
    case OpKind::kAdd:
    case OpKind::kSub:
    case OpKind::kMul:
      return check_elementwise(check, *SACCADE_TRY(params_of<ElementwiseParams>(op)));
    case OpKind::kAveragePool2d:
    case OpKind::kMaxPool2d:
    case OpKind::kMaxPoolingWithArgmax2d:
      return check_pool(check, op, *SACCADE_TRY(params_of<Pool2dParams>(op)));
    case OpKind::kConcatenation:
      return check_concatenation(check, op, *SACCADE_TRY(params_of<ConcatenationParams>(op)));
    case OpKind::kConv2d:
      return check_conv2d(check, *SACCADE_TRY(params_of<Conv2dParams>(op)));
    case OpKind::kDensify:
      return check_densify(check, model, op);
    case OpKind::kDepthToSpace:
      return check_depth_to_space(check, *SACCADE_TRY(params_of<DepthToSpaceParams>(op)));
    case OpKind::kDepthwiseConv2d:
      return check_depthwise(check, *SACCADE_TRY(params_of<DepthwiseConv2dParams>(op)));
    case OpKind::kDequantize:
      return check_dequantize(check, model, op);
    case OpKind::kFullyConnected:
      return check_fully_connected(check, *SACCADE_TRY(params_of<FullyConnectedParams>(op)));
    case OpKind::kHardSwish:
    case OpKind::kLogistic:
    case OpKind::kRelu:
    case OpKind::kRelu6:
      return check_unary(check);
    case OpKind::kMean:
      return check_mean(check, *SACCADE_TRY(params_of<MeanParams>(op)));
    case OpKind::kPad:
      return check_pad(check, *SACCADE_TRY(params_of<PadParams>(op)));
    case OpKind::kPrelu:
      return check_prelu(check);
    case OpKind::kReshape:
      return check_reshape(check);
    case OpKind::kResizeBilinear:
      return check_resize(check, *SACCADE_TRY(params_of<ResizeBilinearParams>(op)));
    case OpKind::kStridedSlice:
      return check_strided_slice(check, *SACCADE_TRY(params_of<StridedSliceParams>(op)));
    case OpKind::kTransposeConv:
    case OpKind::kConvolution2dTransposeBias:
      return check_transpose_conv(check, *SACCADE_TRY(params_of<TransposeConvParams>(op)));
    case OpKind::kLandmarks2TransformMatrix:
      return check_landmarks_to_matrix(check, *SACCADE_TRY(params_of<Landmarks2TransformMatrixParams>(op)));
    case OpKind::kMaxUnpooling2d:
      return check_unpool(check, *SACCADE_TRY(params_of<Pool2dParams>(op)));
    case OpKind::kTransformLandmarks:
      return check_transform_landmarks(check);
    case OpKind::kTransformTensorBilinear:
      return check_transform_tensor(check, *SACCADE_TRY(params_of<TransformTensorBilinearParams>(op)));
  }
  return internal_error("has an unknown kind");
}

}  // namespace saccade
