#include "conformance.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/half.h"
#include "engine/cpu/cpu_engine.h"
#include "vulkan/test_engine.h"

namespace saccade {
namespace {

EngineCase cpu_case(std::string name, const cpu::CpuEngineOptions& options) {
  EngineCase result;
  result.name = std::move(name);
  result.runs_on = std::string("cpu ") + cpu::isa_name(options.isa);
  result.create = [options]() -> Result<std::shared_ptr<Engine>> {
    return std::shared_ptr<Engine>(SACCADE_TRY(cpu::CpuEngine::create(options)));
  };
  return result;
}

EngineCase vulkan_case(std::string name, vulkan::VulkanEngineOptions options, vulkan::DeviceOptions device = {},
                       Precision precision = Precision::kFloat32) {
  options.poison_memory = true;
  EngineCase result;
  result.name = std::move(name);
  result.runs_on = "vulkan ";
  result.precision = precision;
  result.create = [options, device]() -> Result<std::shared_ptr<Engine>> {
    return std::shared_ptr<Engine>(SACCADE_TRY(vulkan::test_engine(options, device)));
  };
  return result;
}

// Terms that go into one number of the result: those of each operator's sum, one operator after the other.
double term_count(const Model& model) {
  double count = 16;  // activations, residuals
  for (const Op& op : model.ops) {
    if (op.inputs.size() > 1 && op.inputs[1] != kNoTensor && model.tensor(op.inputs[1]).is_constant()) {
      const Shape& weights = model.tensor(op.inputs[1]).shape;
      const bool depthwise = op.kind == OpKind::kDepthwiseConv2d;
      count += static_cast<double>(weights.element_count()) / (depthwise ? weights[weights.rank() - 1] : weights[0]);
    }
    if (const auto* pool = std::get_if<Pool2dParams>(&op.params)) count += pool->filter_h * pool->filter_w;
    // Positions of so many pixels have that many times a number's rounding, and come from several steps.
    if (op.kind == OpKind::kTransformTensorBilinear) {
      const Shape& map = model.tensor(op.inputs[0]).shape;
      count += 8 * std::max(map[1], map[2]);
    }
    if (op.kind == OpKind::kMean) {
      count += static_cast<double>(model.tensor(op.inputs[0]).shape.element_count()) /
               static_cast<double>(model.tensor(op.outputs[0]).shape.element_count());
    }
  }
  return count;
}

// Sample `n` of a batch.
reference::Array sample_of(const reference::Array& batch, const Shape& shape, int n) {
  const size_t count = shape.element_count();
  const auto begin = batch.values.begin() + static_cast<ptrdiff_t>(n * count);
  return {shape, std::vector<double>(begin, begin + static_cast<ptrdiff_t>(count))};
}

float rounded_to_half(float value) { return float_from_half(half_from_float(value)); }

// The same model with constants that float16 holds.
Model with_half_constants(Model model) {
  for (TensorInfo& tensor : model.tensors) {
    if (!tensor.is_constant() || tensor.dtype != DType::kFloat32) continue;
    auto bytes = std::make_shared<std::vector<std::byte>>(tensor.data.begin(), tensor.data.end());
    for (size_t i = 0; i < bytes->size(); i += sizeof(float)) {
      float value;
      std::memcpy(&value, &(*bytes)[i], sizeof(value));
      value = rounded_to_half(value);
      std::memcpy(&(*bytes)[i], &value, sizeof(value));
    }
    tensor.data = *bytes;
    model.storage.push_back(std::move(bytes));
  }
  return model;
}

// How far a number may be from the oracle's, for numbers of up to 1 in the largest of the tensor.
double relative_tolerance(const Model& model, Precision precision) {
  constexpr double kHalfRounding = 1.0 / 2048;
  const double float_error = std::numeric_limits<float>::epsilon() / 2 * term_count(model);
  const double stores = precision == Precision::kFloat16 ? static_cast<double>(model.ops.size()) : 0;
  return float_error + stores * kHalfRounding;
}

void expect_sample_close(const float* have, const reference::Array& want, double relative, const std::string& what) {
  double largest = 1;
  for (double value : want.values) largest = std::max(largest, std::abs(value));
  const double tolerance = relative * largest;
  for (size_t i = 0; i < want.values.size(); ++i) {
    if (std::abs(static_cast<double>(have[i]) - want.values[i]) <= tolerance) continue;  // not for NaN
    ADD_FAILURE() << what << ": element " << i << " of " << want.shape.to_string() << " is " << have[i] << ", not "
                  << want.values[i] << " within " << tolerance;
    return;
  }
}

}  // namespace

std::vector<EngineCase> engine_cases() {
  std::vector<EngineCase> cases;
  for (cpu::Isa isa : cpu::available_isas()) {
    cases.push_back(cpu_case(std::string("cpu_") + cpu::isa_name(isa), {.isa = isa, .poison_memory = true}));
  }
  const cpu::Isa best = cpu::available_isas().back();
  cases.push_back(cpu_case("cpu_three_threads", {.threads = 3, .isa = best, .poison_memory = true}));
  cases.push_back(cpu_case("cpu_no_aliasing", {.isa = best, .alias_buffers = false, .poison_memory = true}));
  cases.push_back(cpu_case("cpu_no_fusion", {.isa = best, .fuse_strips = false, .poison_memory = true}));
  cases.push_back(cpu_case("cpu_no_rewrites", {.isa = best, .poison_memory = true, .rewrite = false}));
  cases.push_back(vulkan_case("vulkan_fp32", {}));
  cases.push_back(vulkan_case("vulkan_fp16", {}, {}, Precision::kFloat16));
  cases.push_back(vulkan_case("vulkan_gpu_tiles", {.portable_tiles = false}));
  cases.push_back(vulkan_case("vulkan_gpu_tiles_fp16", {.portable_tiles = false}, {}, Precision::kFloat16));
  cases.push_back(vulkan_case("vulkan_no_aliasing", {.alias_memory = false, .portable_tiles = false}));
  cases.push_back(vulkan_case("vulkan_no_fusion", {.fuse = false}));
  cases.push_back(vulkan_case("vulkan_no_rewrites", {.rewrite = false}));
  cases.push_back(vulkan_case("vulkan_staging", {},
                              {.force_staging = true, .fake_alignment_bytes = 1024, .fake_incoherent = true}));
  return cases;
}

void Conformance::SetUp() {
  auto engine = GetParam().create();
  if (engine.error().code() == StatusCode::kUnavailable) GTEST_SKIP() << "skipped: " << engine.error().message();
  ASSERT_TRUE(engine.ok()) << engine.error().to_string();
  engine_ = *engine;
}

void Conformance::expect_conforms(const Model& given, int batch, const std::vector<int>& wanted_outputs) {
  constexpr uint32_t kSeed = 20261;
  SCOPED_TRACE("batch " + std::to_string(batch) + ", seed " + std::to_string(kSeed));
  const Precision precision = GetParam().precision;
  const bool half = precision == Precision::kFloat16;
  const Model model = half ? with_half_constants(given) : given;
  auto session = engine_->prepare(model, {.wanted_outputs = wanted_outputs, .precision = precision});
  ASSERT_TRUE(session.ok()) << session.error().to_string();
  ASSERT_TRUE((*session)->info().engine.starts_with(GetParam().runs_on)) << (*session)->info().engine;

  const Shape shape = model.tensor(model.inputs[0]).shape;
  Shape batch_shape = shape;
  batch_shape[0] = batch;
  reference::Array input = reference::random_array(batch_shape, kSeed);
  for (double& value : input.values) value = half ? rounded_to_half(static_cast<float>(value)) : value;
  const std::vector<float> floats(input.values.begin(), input.values.end());
  auto results = (*session)->run(Tensor::from_floats(batch_shape, floats));
  ASSERT_TRUE(results.ok()) << results.error().to_string();

  std::vector<int> wanted = wanted_outputs;
  for (size_t i = 0; wanted_outputs.empty() && i < model.outputs.size(); ++i) wanted.push_back(static_cast<int>(i));
  ASSERT_EQ(results->size(), wanted.size());
  for (int n = 0; n < batch; ++n) {
    const std::vector<reference::Array> expected = reference::run(model, {sample_of(input, shape, n)});
    for (size_t i = 0; i < wanted.size(); ++i) {
      const reference::Array& want = expected[static_cast<size_t>(wanted[i])];
      Shape want_shape = want.shape;
      want_shape[0] = batch;
      ASSERT_EQ((*results)[i].shape(), want_shape);
      expect_sample_close((*results)[i].floats()->data() + static_cast<size_t>(n) * want.values.size(), want,
                          relative_tolerance(model, precision),
                          "output " + std::to_string(wanted[i]) + ", sample " + std::to_string(n));
    }
  }
}

Same same_padding(int extent, int kernel, int stride) {
  const int out = (extent + stride - 1) / stride;
  const int total = std::max((out - 1) * stride + kernel - extent, 0);
  return {out, total / 2, total - total / 2};
}

Padding padding_of(const Same& rows, const Same& columns) {
  return {rows.before, rows.after, columns.before, columns.after};
}

}  // namespace saccade
