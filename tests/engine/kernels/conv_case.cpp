#include "engine/kernels/conv_case.h"

namespace saccade::cpu {
namespace {

int out_size(const ConvCase& c, int size) {
  if (c.kind == ConvKind::kTranspose) return c.same ? size * c.stride : (size - 1) * c.stride + c.kernel;
  const int reach = (c.kernel - 1) * c.dilation;
  return c.same ? (size + c.stride - 1) / c.stride : (size - reach - 1) / c.stride + 1;
}

int pad_before(const ConvCase& c, int size) {
  if (!c.same) return 0;
  if (c.kind == ConvKind::kTranspose) return std::max(c.kernel - c.stride, 0) / 2;
  return same_padding(size, c.kernel, c.stride, c.dilation);
}

size_t weight_count(const ConvCase& c) {
  const size_t taps = static_cast<size_t>(c.kernel) * c.kernel;
  if (c.kind == ConvKind::kDepthwise) return taps * c.in_channels;
  return taps * c.in_channels * c.out_channels * c.depth_to_space * c.depth_to_space;
}

}  // namespace

ConvRun::ConvRun(const ConvCase& c, uint32_t seed)
    : case_(c),
      out_height_(out_size(c, c.height)),
      out_width_(out_size(c, c.width)),
      pad_top_(pad_before(c, c.height)),
      pad_left_(pad_before(c, c.width)),
      conv_channels_(c.out_channels * c.depth_to_space * c.depth_to_space),
      packed_(c.kind == ConvKind::kDepthwise ? packed_depthwise_floats(c.in_channels, c.kernel * c.kernel)
                                             : packed_conv_floats(conv_channels_, c.kernel * c.kernel, c.in_channels)),
      packed_bias_(0),
      packed_slope_(0) {
  Random random(seed);
  input_ = Dense::random(c.height, c.width, c.in_channels, random);
  weights_ = random.floats(weight_count(c));
  bias_ = random.floats(static_cast<size_t>(conv_channels_));
  slope_ = random.floats(static_cast<size_t>(conv_channels_));
  if (c.kind == ConvKind::kDepthwise) {
    pack_depthwise(weights_.data(), c.in_channels, c.kernel * c.kernel, packed_.data());
  } else {
    pack_conv(weights_.data(), conv_channels_, c.kernel * c.kernel, c.in_channels, packed_.data());
  }
  packed_bias_ = packed_channels(bias_);
  packed_slope_ = packed_channels(slope_);
  in_map_.emplace(OwnedMap::from(input_, (c.kernel - 1) * c.dilation));
  if (c.res == Res::kNone) return;
  const int channels = c.residual_channels > 0 ? c.residual_channels : conv_channels_;
  int height = out_height_, width = out_width_;
  if (c.res == Res::kMaxPool2x2) height *= 2, width *= 2;
  if (c.res == Res::kUpsample2x) height = (height + 1) / 2, width = (width + 1) / 2;
  residual_ = Dense::random(height, width, channels, random);
  residual_map_.emplace(OwnedMap::from(residual_, 1));
}

double ConvRun::residual_at(int y, int x, int c) const {
  if (c >= residual_.channels) return 0;
  const auto at = [&](int row, int column) -> double {
    return residual_.at(std::min(row, residual_.height - 1), std::min(column, residual_.width - 1), c);
  };
  if (case_.res == Res::kSame) return at(y, x);
  if (case_.res == Res::kMaxPool2x2) {
    return std::max({at(2 * y, 2 * x), at(2 * y, 2 * x + 1), at(2 * y + 1, 2 * x), at(2 * y + 1, 2 * x + 1)});
  }
  const double shift = case_.half_pixel ? 0.25 : 0.0;  // (i + 1/2) / 2 - 1/2, or i / 2
  const double v = std::max(y * 0.5 - shift, 0.0), u = std::max(x * 0.5 - shift, 0.0);
  const int row = static_cast<int>(v), column = static_cast<int>(u);
  const double b = v - row, a = u - column;
  return (1 - b) * ((1 - a) * at(row, column) + a * at(row, column + 1)) +
         b * ((1 - a) * at(row + 1, column) + a * at(row + 1, column + 1));
}

Sum ConvRun::sum_at(int y, int x, int c) const {
  const ConvCase& k = case_;
  Sum sum;
  sum.add(bias_[static_cast<size_t>(c)]);
  if (k.res != Res::kNone) sum.add(residual_at(y, x, c));
  for (int ky = 0; ky < k.kernel; ++ky) {
    for (int kx = 0; kx < k.kernel; ++kx) {
      const size_t tap = static_cast<size_t>(ky) * k.kernel + kx;
      int in_y = y * k.stride + ky * k.dilation - pad_top_, in_x = x * k.stride + kx * k.dilation - pad_left_;
      if (k.kind == ConvKind::kTranspose) {
        in_y = y + pad_top_ - ky, in_x = x + pad_left_ - kx;
        if (in_y < 0 || in_x < 0 || in_y % k.stride != 0 || in_x % k.stride != 0) continue;
        in_y /= k.stride, in_x /= k.stride;
      }
      if (k.kind == ConvKind::kDepthwise) {
        sum.add(double{input_.at(in_y, in_x, c)} * weights_[tap * k.in_channels + c]);
        continue;
      }
      const size_t first = (static_cast<size_t>(c) * k.kernel * k.kernel + tap) * k.in_channels;
      for (int i = 0; i < k.in_channels; ++i) sum.add(double{input_.at(in_y, in_x, i)} * weights_[first + i]);
    }
  }
  return sum;
}

void ConvRun::expected(std::vector<Sum>* sums, std::vector<double>* values) const {
  const int factor = case_.depth_to_space;
  for (int y = 0; y < out_height_ * factor; ++y) {
    for (int x = 0; x < out_width_ * factor; ++x) {
      for (int o = 0; o < case_.out_channels; ++o) {
        const int c = (y % factor * factor + x % factor) * case_.out_channels + o;
        sums->push_back(sum_at(y / factor, x / factor, c));
        values->push_back(activate(case_.act, sums->back().value, slope_[static_cast<size_t>(c)]));
      }
    }
  }
}

ConvArgs ConvRun::args(const KernelTable& kernels) const {
  ConvArgs args;
  args.in = in_map_->map;
  if (case_.kind == ConvKind::kFirst) args.in.data = nullptr, args.dense_in = input_.values.data();
  args.weights = packed_.data();
  args.post = {packed_bias_.data(), packed_slope_.data(), residual_map_ ? &residual_map_->map : nullptr, case_.res,
               case_.act,           case_.half_pixel};
  args.kernel_h = args.kernel_w = case_.kernel;
  args.stride_h = args.stride_w = case_.stride;
  args.dilation_h = args.dilation_w = case_.dilation;
  args.pad_top = pad_top_, args.pad_left = pad_left_;
  args.row_end = out_height_;
  args.depth_to_space = case_.depth_to_space;
  args.out.height = out_height_ * case_.depth_to_space;
  args.out.width = out_width_ * case_.depth_to_space;
  args.out.channels = case_.out_channels;
  if (case_.kind == ConvKind::kConv) kernels.plan_tiles(args);
  return args;
}

void ConvRun::call(const KernelTable& kernels, const ConvArgs& args) const {
  switch (case_.kind) {
    case ConvKind::kConv:
      return kernels.conv(args);
    case ConvKind::kFirst:
      return kernels.first_conv(args);
    case ConvKind::kDepthwise:
      return kernels.depthwise(args);
    case ConvKind::kTranspose:
      return kernels.transpose_conv(args);
  }
}

Dense ConvRun::run(const KernelTable& kernels, int rows_per_call) {
  ConvArgs args = this->args(kernels);
  const Map shape = args.out;
  OwnedMap out(shape.height, shape.width, shape.channels, case_.out_pad);
  Dense dense{shape.height, shape.width, shape.channels, {}};
  if (case_.to_dense) {
    dense.values.assign(static_cast<size_t>(shape.height) * shape.width * shape.channels, NAN);
    args.dense = dense.values.data();
    args.dense_pitch = shape.channels;
  } else {
    args.out = out.map;
  }
  const int rows = args.row_end, step = rows_per_call > 0 ? rows_per_call : rows;
  for (int y = 0; y < rows; y += step) {
    args.row_begin = y, args.row_end = std::min(y + step, rows);
    call(kernels, args);
  }
  return case_.to_dense ? dense : out.dense();
}

void ConvRun::check(const KernelTable& kernels) {
  SCOPED_TRACE(case_.describe());
  std::vector<Sum> sums;
  std::vector<double> values;
  expected(&sums, &values);
  const Dense actual = run(kernels);
  expect_near(actual, sums, values);
  const Dense row_by_row = run(kernels, 1);
  EXPECT_EQ(row_by_row.values, actual.values) << "one row a call gives other numbers";
}

}  // namespace saccade::cpu
