#include "engine/cpu/warp.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "engine/cpu/kernels/warp.h"
#include "engine/warp_map.h"
#include "image/convert.h"

namespace saccade::cpu {
namespace {

// The kernels read 2x2 neighbours; a picture of a single row or column gets a second one, all zero.
Result<Image> with_a_second_row_and_column(const Image& image) {
  const HostPixels from = SACCADE_TRY(image.host());
  const int width = std::max(image.width(), 2), height = std::max(image.height(), 2);
  ImageBuilder padded = SACCADE_TRY(ImageBuilder::create(image.format(), width, height));
  const size_t row_bytes = static_cast<size_t>(image.width()) * bytes_per_pixel(image.format());
  for (int y = 0; y < height; ++y) {
    std::memset(padded.row(y), 0, static_cast<size_t>(padded.stride_bytes()));
    if (y < image.height()) std::memcpy(padded.row(y), from.data + y * from.stride_bytes, row_bytes);
  }
  return std::move(padded).finish();
}

// From the first byte in memory to one past the last.
uint64_t span_bytes(const Image& image, HostPixels pixels) {
  const ptrdiff_t between_rows = (image.height() - 1) * std::abs(pixels.stride_bytes);
  return static_cast<uint64_t>(between_rows) + static_cast<uint64_t>(image.width()) * bytes_per_pixel(image.format());
}

// The image in a form that the kernels can read, which nearly always is itself.
Result<Image> readable(const Image& image, int channels) {
  if (channels == 1 && channel_count(image.format()) > 1) {
    return readable(SACCADE_TRY(convert(image, PixelFormat::kGray8)), channels);
  }
  if (image.width() < 2 || image.height() < 2) return with_a_second_row_and_column(image);
  const HostPixels pixels = SACCADE_TRY(image.host());
  if (span_bytes(image, pixels) > std::numeric_limits<uint32_t>::max()) {
    return Image::copy(image.format(), image.width(), image.height(), pixels);
  }
  return image;
}

void set_source(const Image& image, HostPixels pixels, WarpArgs* args) {
  const ptrdiff_t stride = pixels.stride_bytes;
  const ptrdiff_t first_row = stride < 0 ? -stride * (image.height() - 1) : 0;
  args->base = pixels.data - first_row;
  args->first_row = static_cast<uint32_t>(first_row);
  args->stride = static_cast<uint32_t>(stride);
  args->bytes = static_cast<uint32_t>(span_bytes(image, pixels));
  args->row_step = stride;
  args->width = image.width();
  args->height = image.height();
  args->pixel_bytes = bytes_per_pixel(image.format());
}

void set_values(PixelFormat format, const WarpSpec& spec, WarpArgs* args) {
  const bool blue_first = format == PixelFormat::kBgr8 || format == PixelFormat::kBgra8;
  args->channels = spec.channels;
  for (int c = 0; c < std::min(spec.channels, 3); ++c) {
    args->channel[c] = format == PixelFormat::kGray8 ? 0 : (blue_first ? 2 - c : c);
    args->scale[c] = (spec.range_max - spec.range_min) / 255;
    args->offset[c] = spec.range_min;
  }
}

// Positions are limited by the size of the picture as it was given, before a second row or column was added.
void set_border(Size size, Border border, WarpArgs* args) {
  const auto fraction = static_cast<float>(kWarpFraction);
  const bool zero = border == Border::kZero;
  args->zero_border = zero;
  args->min_x = args->min_y = zero ? -fraction : 0.f;
  args->max_x = static_cast<float>(zero ? size.width : size.width - 1) * fraction;
  args->max_y = static_cast<float>(zero ? size.height : size.height - 1) * fraction;
}

void set_map(const Roi& roi, const WarpSpec& spec, WarpArgs* args) {
  const WarpMap map = warp_map(roi, spec);
  args->origin_x = kWarpFraction * map.origin_x;
  args->origin_y = kWarpFraction * map.origin_y;
  args->step_i_x = kWarpFraction * map.step_i_x;
  args->step_i_y = kWarpFraction * map.step_i_y;
  args->step_j_x = kWarpFraction * map.step_j_x;
  args->step_j_y = kWarpFraction * map.step_j_y;
}

using Kernel = void (*)(const WarpArgs&);

Kernel kernel_for(Interpolation interpolation, Isa isa) {
  if (interpolation == Interpolation::kBicubic) return warp_bicubic;
  switch (isa) {
    case Isa::kScalar:
      break;
#if defined(__x86_64__)
    case Isa::kAvx2:
      return avx2::warp_bilinear;
    case Isa::kAvx512:
      return avx512::warp_bilinear;
#else
    default:
      break;
#endif
  }
  return scalar::warp_bilinear;
}

}  // namespace

Status warp_into(const Image& image, std::span<const Roi> rois, const WarpSpec& spec, Isa isa, std::span<float> out) {
  SACCADE_TRY(check_warp(image, rois, spec));
  const size_t tensor_size = size_t{1} * spec.width * spec.height * spec.channels;
  if (out.size() != tensor_size * rois.size()) {
    return invalid_argument("the output has room for " + std::to_string(out.size()) + " floats; " +
                            std::to_string(rois.size()) + " regions take " + std::to_string(tensor_size * rois.size()));
  }
  const Image source = SACCADE_TRY(readable(image, spec.channels));
  WarpArgs args;
  set_source(source, SACCADE_TRY(source.host()), &args);
  set_values(source.format(), spec, &args);
  set_border({image.width(), image.height()}, spec.border, &args);
  args.tensor_width = spec.width;
  args.row_end = spec.height;
  args.out = out.data();
  const Kernel kernel = kernel_for(spec.interpolation, isa);
  for (const Roi& roi : rois) {
    set_map(roi, spec, &args);
    kernel(args);
    args.out += tensor_size;
  }
  return ok_status();
}

Result<Tensor> warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec, Isa isa) {
  SACCADE_TRY(check_warp(image, rois, spec));
  const int dims[] = {static_cast<int>(rois.size()), spec.height, spec.width, spec.channels};
  const Shape shape = SACCADE_TRY(Shape::create(dims));
  std::byte* data = nullptr;
  Tensor tensor = Tensor::make_host(DType::kFloat32, shape, &data);
  SACCADE_TRY(warp_into(image, rois, spec, isa, {reinterpret_cast<float*>(data), shape.element_count()}));
  return tensor;
}

}  // namespace saccade::cpu
