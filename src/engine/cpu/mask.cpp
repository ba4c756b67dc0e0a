#include "engine/cpu/mask.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "engine/cpu/kernels/mask.h"
#include "engine/image_checks.h"
#include "image/convert.h"

namespace saccade::cpu {
namespace {

const MaskKernels& kernels_of(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      break;
#if defined(__x86_64__)
    case Isa::kAvx2:
      return avx2::kMaskKernels;
    case Isa::kAvx512:
      return avx512::kMaskKernels;
#else
    default:
      break;
#endif
  }
  return scalar::kMaskKernels;
}

// Rows [begin, end) of the result, on all threads where there is enough to do.
template <typename Rows>
class RowTask final : public ParallelTask {
 public:
  RowTask(int height, Rows& rows) : height_(height), rows_(rows) {}
  void run(int thread, int threads) override { rows_(height_ * thread / threads, height_ * (thread + 1) / threads); }

 private:
  int height_;
  Rows& rows_;
};

constexpr int kPixelsWorthAThread = 1 << 15;

template <typename Rows>
void for_rows(ThreadPool& threads, Size size, Rows rows) {
  if (threads.threads() == 1 || size.width * size.height < kPixelsWorthAThread) return rows(0, size.height);
  RowTask<Rows> task(size.height, rows);
  threads.run(task);
}

const float* mask_row(HostPixels pixels, int y) {
  return reinterpret_cast<const float*>(pixels.data + y * pixels.stride_bytes);
}
float* mask_row(ImageBuilder& builder, int y) { return reinterpret_cast<float*>(builder.row(y)); }

// A tensor as rows of one channel.
struct Plane {
  const float* data = nullptr;
  int width = 0, height = 0, channels = 0;
};

Result<Plane> plane_of(const Tensor& tensor, const MaskSpec& spec) {
  const MaskTensor sides = SACCADE_TRY(mask_tensor(tensor, spec));
  return Plane{SACCADE_TRY(tensor.floats()).data(), sides.width, sides.height, sides.channels};
}

// One row of the tensor after its activation. The softmax of two numbers is the sigmoid of their difference.
void activate_row(const Plane& plane, const MaskSpec& spec, const MaskKernels& kernels, int y, float* out) {
  const float* row = plane.data + static_cast<ptrdiff_t>(y) * plane.width * plane.channels + spec.channel;
  if (spec.activation == MaskActivation::kSoftmax) {
    const int other = 1 - 2 * spec.channel;
    for (int x = 0; x < plane.width; ++x) out[x] = row[2 * x] - row[2 * x + other];
  } else if (plane.channels == 1) {
    std::memcpy(out, row, static_cast<size_t>(plane.width) * sizeof(float));
  } else {
    for (int x = 0; x < plane.width; ++x) out[x] = row[x * plane.channels];
  }
  if (spec.activation != MaskActivation::kNone) kernels.sigmoid(out, plane.width);
}

// Which source positions the positions of a longer or shorter line lie between, by half-pixel centres.
struct Taps {
  std::vector<int> low, high;
  std::vector<float> weight;
};

Taps taps_of(int in, int out) {
  Taps taps;
  const double scale = static_cast<double>(in) / out;
  for (int i = 0; i < out; ++i) {
    const double at = std::clamp((i + 0.5) * scale - 0.5, 0.0, in - 1.0);
    const int low = std::min(static_cast<int>(at), std::max(in - 2, 0));
    taps.low.push_back(low);
    taps.high.push_back(std::min(low + 1, in - 1));
    taps.weight.push_back(static_cast<float>(at - low));
  }
  return taps;
}

// The mask with its margin (MaskWarpArgs).
std::vector<float> with_margin(HostPixels pixels, int width, int height) {
  const size_t pitch = static_cast<size_t>(width) + 3;
  std::vector<float> padded(pitch * (static_cast<size_t>(height) + 3));
  for (int y = 0; y < height; ++y) {
    std::memcpy(&padded[pitch * (static_cast<size_t>(y) + 1) + 1], mask_row(pixels, y),
                static_cast<size_t>(width) * sizeof(float));
  }
  return padded;
}

// Pixels [begin, end) of a row can read something: the others are outside the mask by a pixel or more.
struct Reach {
  int begin, end;
};

void limit(double at, double step, double low, double high, double* first, double* last) {
  if (step == 0) {
    if (at > low && at < high) return;
    *first = 1;
    *last = 0;
    return;
  }
  const double a = (low - at) / step, b = (high - at) / step;
  *first = std::max(*first, std::min(a, b));
  *last = std::min(*last, std::max(a, b));
}

Reach reach_of(const PixelMap& map, double x, double y, const Image& mask, int count) {
  double first = 0, last = count - 1;
  limit(x, map[0], -1, mask.width(), &first, &last);
  limit(y, map[3], -1, mask.height(), &first, &last);
  if (!(first <= last)) return {0, 0};
  return {static_cast<int>(first), static_cast<int>(last) + 1};
}

}  // namespace

Result<Image> mask_of_tensor(const Tensor& tensor, const MaskSpec& spec, Isa isa, ThreadPool& threads) {
  const Plane plane = SACCADE_TRY(plane_of(tensor, spec));
  const MaskKernels& kernels = kernels_of(isa);
  const Size size = mask_size({plane.width, plane.height, plane.channels}, spec);
  ImageBuilder mask = SACCADE_TRY(ImageBuilder::create(PixelFormat::kGrayF32, size.width, size.height));
  if (size == Size{plane.width, plane.height}) {
    for_rows(threads, size, [&](int begin, int end) {
      for (int y = begin; y < end; ++y) activate_row(plane, spec, kernels, y, mask_row(mask, y));
    });
    return std::move(mask).finish();
  }
  const size_t width = static_cast<size_t>(plane.width);
  std::vector<float> active(width * static_cast<size_t>(plane.height));
  for_rows(threads, {plane.width, plane.height}, [&](int begin, int end) {
    for (int y = begin; y < end; ++y) activate_row(plane, spec, kernels, y, &active[width * static_cast<size_t>(y)]);
  });
  const Taps columns = taps_of(plane.width, size.width), rows = taps_of(plane.height, size.height);
  for_rows(threads, size, [&](int begin, int end) {
    std::vector<float> between(width);
    for (auto y = static_cast<size_t>(begin); y < static_cast<size_t>(end); ++y) {
      kernels.mix(&active[width * static_cast<size_t>(rows.low[y])], &active[width * static_cast<size_t>(rows.high[y])],
                  rows.weight[y], between.data(), plane.width);
      kernels.stretch(between.data(), columns.low.data(), columns.high.data(), columns.weight.data(),
                      mask_row(mask, static_cast<int>(y)), size.width);
    }
  });
  return std::move(mask).finish();
}

Result<Image> warped_mask(const Image& mask, const PixelMap& mask_from_result, Size size, Border border, Isa isa,
                          ThreadPool& threads) {
  SACCADE_TRY(check_mask(mask));
  SACCADE_TRY(check_map(mask_from_result));
  const HostPixels pixels = SACCADE_TRY(mask.host());
  const PixelMap& map = mask_from_result;
  ImageBuilder result = SACCADE_TRY(ImageBuilder::create(PixelFormat::kGrayF32, size.width, size.height));
  const std::vector<float> padded = with_margin(pixels, mask.width(), mask.height());
  const bool zero = border == Border::kZero;
  const int outside = zero ? 0 : -1;
  const MaskKernels& kernels = kernels_of(isa);
  for_rows(threads, size, [&](int begin, int end) {
    MaskWarpArgs args;
    args.mask = padded.data();
    args.pitch = mask.width() + 3;
    args.step_x = static_cast<float>(map[0]);
    args.step_y = static_cast<float>(map[3]);
    args.min = zero ? -1.f : 0.f;
    args.max_x = static_cast<float>(mask.width() + outside);
    args.max_y = static_cast<float>(mask.height() + outside);
    for (int y = begin; y < end; ++y) {
      float* row = mask_row(result, y);
      const double x0 = map[1] * y + map[2], y0 = map[4] * y + map[5];
      const Reach reach = zero ? reach_of(map, x0, y0, mask, size.width) : Reach{0, size.width};
      std::fill(row, row + reach.begin, 0.f);
      std::fill(row + reach.end, row + size.width, 0.f);
      args.x = static_cast<float>(x0 + map[0] * reach.begin);
      args.y = static_cast<float>(y0 + map[3] * reach.begin);
      kernels.warp(args, row + reach.begin, reach.end - reach.begin);
    }
  });
  return std::move(result).finish();
}

Result<Image> smoothed_mask(const Image& mask, const Image& previous, float ratio, Isa isa, ThreadPool& threads) {
  SACCADE_TRY(check_smoothing(mask, previous));
  const HostPixels now = SACCADE_TRY(mask.host()), before = SACCADE_TRY(previous.host());
  const Size size{mask.width(), mask.height()};
  ImageBuilder result = SACCADE_TRY(ImageBuilder::create(PixelFormat::kGrayF32, size.width, size.height));
  const MaskKernels& kernels = kernels_of(isa);
  for_rows(threads, size, [&](int begin, int end) {
    for (int y = begin; y < end; ++y) {
      kernels.smooth(mask_row(now, y), mask_row(before, y), ratio, mask_row(result, y), size.width);
    }
  });
  return std::move(result).finish();
}

Result<Image> blended(const Image& picture, const Image& background, const Image& mask, Isa isa, ThreadPool& threads) {
  SACCADE_TRY(check_blend(picture, background, mask));
  const HostPixels shares = SACCADE_TRY(mask.host());
  const Image front = SACCADE_TRY(convert(picture, PixelFormat::kRgb8));
  const Image back = SACCADE_TRY(convert(background, PixelFormat::kRgb8));
  const HostPixels front_pixels = SACCADE_TRY(front.host()), back_pixels = SACCADE_TRY(back.host());
  const Size size{picture.width(), picture.height()};
  ImageBuilder result = SACCADE_TRY(ImageBuilder::create(PixelFormat::kRgb8, size.width, size.height));
  const MaskKernels& kernels = kernels_of(isa);
  for_rows(threads, size, [&](int begin, int end) {
    for (int y = begin; y < end; ++y) {
      kernels.blend(front_pixels.data + y * front_pixels.stride_bytes, back_pixels.data + y * back_pixels.stride_bytes,
                    mask_row(shares, y), result.row(y), size.width);
    }
  });
  return std::move(result).finish();
}

}  // namespace saccade::cpu
