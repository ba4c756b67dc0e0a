#include "engine/cpu/cpu_engine.h"

#include <new>
#include <string>
#include <system_error>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "engine/cpu/blur.h"
#include "engine/cpu/cpu_session.h"
#include "engine/cpu/mask.h"
#include "engine/cpu/plan.h"
#include "engine/cpu/warp.h"
#include "model/rewrite.h"

namespace saccade::cpu {
namespace {

// The processor's own name, "AMD EPYC 9B45"; "CPU" where it has none.
std::string processor_name() {
#if defined(__x86_64__)
  unsigned words[12] = {};
  for (unsigned leaf = 0; leaf < 3; ++leaf) {
    unsigned* part = words + 4 * leaf;
    if (__get_cpuid(0x80000002 + leaf, &part[0], &part[1], &part[2], &part[3]) == 0) return "CPU";
  }
  std::string name(reinterpret_cast<const char*>(words), sizeof(words));
  name.resize(name.find_last_not_of(std::string_view(" \0", 2)) + 1);
  name.erase(0, name.find_first_not_of(' '));
  return name.empty() ? "CPU" : name;
#else
  return "CPU";
#endif
}

}  // namespace

CpuEngine::CpuEngine(const CpuEngineOptions& options)
    : options_(options), kernels_(kernels_for(options.isa)), threads_(std::make_shared<ThreadPool>(options.threads)) {}

Result<std::shared_ptr<CpuEngine>> CpuEngine::create(const CpuEngineOptions& options) {
  if (options.threads < 1 || options.threads > kMostThreads) {
    return invalid_argument("threads is " + std::to_string(options.threads) + "; it must be 1 to " +
                            std::to_string(kMostThreads));
  }
  try {
    return std::shared_ptr<CpuEngine>(new CpuEngine(options));
  } catch (const std::system_error&) {
    return resource_exhausted("the system refuses " + std::to_string(options.threads) + " threads; ask for fewer");
  }
}

EngineInfo CpuEngine::info() const {
  EngineInfo info;
  info.device = "cpu";
  info.kind = "cpu";
  const int threads = threads_->threads();
  info.name = processor_name() + " (" + isa_name(options_.isa) + "), " + std::to_string(threads) +
              (threads == 1 ? " thread" : " threads");
  return info;
}

Result<std::unique_ptr<Session>> CpuEngine::prepare(const Model& model, const SessionOptions& options) {
  if (options.precision == Precision::kFloat16) {
    return unavailable("the CPU engine computes in float32; ask for the precision auto or float32");
  }
  try {
    RewriteOptions rewrites;
    rewrites.wanted_outputs = options.wanted_outputs;
    rewrites.fuse = options_.rewrite;
    const Model rewritten = SACCADE_TRY(rewrite(model, rewrites));
    PlanOptions plan_options;
    plan_options.kernels = &kernels_;
    plan_options.threads = threads_->threads();
    plan_options.alias_buffers = options_.alias_buffers;
    plan_options.fuse_strips = options_.fuse_strips;
    Plan plan = SACCADE_TRY(make_plan(rewritten, plan_options));
    return std::unique_ptr<Session>(
        std::make_unique<CpuSession>(std::move(plan), kernels_, threads_, options_.poison_memory));
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory to prepare model '" + model.name + "'");
  }
}

Result<Tensor> CpuEngine::warp_to_tensor(const Image& image, std::span<const Roi> rois, const WarpSpec& spec) {
  const int extents[] = {static_cast<int>(rois.size()), spec.height, spec.width, spec.channels};
  const Shape shape = SACCADE_TRY(Shape::create(extents));
  float* data = nullptr;
  Tensor tensor;
  try {
    tensor = tensors_.make(shape, &data);
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory for a tensor of " + shape.to_string());
  }
  SACCADE_TRY(warp_into(image, rois, spec, options_.isa, std::span(data, shape.element_count())));
  return tensor;
}

namespace {

// Images are made with new; what does not fit becomes a status here.
template <typename Make>
Result<Image> image_or_no_memory(Make make) {
  try {
    return make();
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory for a picture");
  }
}

}  // namespace

Result<Image> CpuEngine::tensor_to_mask(const Tensor& tensor, const MaskSpec& spec) {
  return image_or_no_memory([&] { return mask_of_tensor(tensor, spec, options_.isa, *threads_); });
}

Result<Image> CpuEngine::warp_mask(const Image& mask, const PixelMap& mask_from_result, Size size, Border border) {
  return image_or_no_memory([&] { return warped_mask(mask, mask_from_result, size, border, options_.isa, *threads_); });
}

Result<Image> CpuEngine::smooth_mask(const Image& mask, const Image& previous, float ratio) {
  return image_or_no_memory([&] { return smoothed_mask(mask, previous, ratio, options_.isa, *threads_); });
}

Result<Image> CpuEngine::blend(const Image& picture, const Image& background, const Image& mask) {
  return image_or_no_memory([&] { return blended(picture, background, mask, options_.isa, *threads_); });
}

Result<Image> CpuEngine::blur(const Image& picture, float sigma_px) {
  return image_or_no_memory([&] { return blurred(picture, sigma_px); });
}

}  // namespace saccade::cpu
