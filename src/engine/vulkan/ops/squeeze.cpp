#include "engine/vulkan/ops/squeeze.h"

#include <algorithm>
#include <bit>

#include "engine/vulkan/ops/convolution.h"
#include "engine/vulkan/shaders/squeeze_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

size_t quads_of(int channels) { return (static_cast<size_t>(channels) + 3) / 4; }

uint32_t group_size(const PlanBuilder& builder) {
  return std::bit_floor(std::min(builder.options().group_invocations, 256U));
}

// [inputs][outputs], both with zeros up to whole quads.
std::vector<float> packed_layer(const Model& model, const Op& layer) {
  const std::span<const float> weights = constant_floats(model, layer.inputs[kConvWeights]);
  const Shape& shape = model.tensor(layer.inputs[kConvWeights]).shape;
  const auto outputs = static_cast<size_t>(shape[0]), inputs = static_cast<size_t>(shape[3]);
  const size_t row = 4 * quads_of(shape[0]);
  std::vector<float> packed(4 * quads_of(shape[3]) * row, 0);
  for (size_t o = 0; o < outputs; ++o) {
    for (size_t i = 0; i < inputs; ++i) packed[i * row + o] = weights[o * inputs + i];
  }
  return packed;
}

std::vector<float> packed_bias(const Model& model, const Op& layer) {
  const int outputs = model.tensor(layer.inputs[kConvWeights]).shape[0];
  if (layer.inputs[kConvBias] == kNoTensor) return std::vector<float>(4 * quads_of(outputs), 0);
  return padded_to_quads(model, layer.inputs[kConvBias], outputs);
}

uint32_t activation_behind(const Op& layer) {
  return static_cast<uint32_t>(std::get<Conv2dParams>(layer.params).epilogue.activation);
}

Binding add_constants(PlanBuilder& builder, const Squeeze& squeeze, SqueezePush* push) {
  std::vector<std::vector<float>> packed;
  for (const Op* layer : {squeeze.first, squeeze.second}) {
    if (layer == nullptr) continue;
    packed.push_back(packed_layer(builder.model(), *layer));
    packed.push_back(packed_bias(builder.model(), *layer));
  }
  std::vector<PlanBuilder::Part> parts;
  for (const std::vector<float>& values : packed) parts.push_back({values, ConstantType::kFloat});
  std::vector<size_t> offsets_bytes;
  const Binding binding = builder.constants(parts, &offsets_bytes);
  const auto quad = [&](size_t part) { return static_cast<uint32_t>(offsets_bytes[part] / (4 * sizeof(float))); };
  push->first_weights = quad(0), push->first_bias = quad(1);
  if (squeeze.second != nullptr) push->second_weights = quad(2), push->second_bias = quad(3);
  return binding;
}

}  // namespace

bool starts_squeeze(const PlanBuilder& builder, const Op& mean) {
  const Model& model = builder.model();
  const Shape& in = model.tensor(mean.inputs[0]).shape;
  const Shape& out = model.tensor(mean.outputs[0]).shape;
  if (in.rank() != 4 || out != Shape{1, 1, 1, in[3]} || quads_of(in[3]) > group_size(builder)) return false;
  if (const auto* pool = std::get_if<Pool2dParams>(&mean.params)) {
    return mean.kind == OpKind::kAveragePool2d && pool->filter_h == in[1] && pool->filter_w == in[2] &&
           pool->padding == Padding{} && pool->activation == Activation::kNone;
  }
  // With that output, axes that are not averaged have an extent of 1; channels are averaged only where there is one.
  return mean.kind == OpKind::kMean && in[3] > 1;
}

bool continues_squeeze(const PlanBuilder& builder, const Op& layer) {
  const auto* params = std::get_if<Conv2dParams>(&layer.params);
  if (params == nullptr || !is_pointwise(*params) || params->depth_to_space != 1) return false;
  const Epilogue& epilogue = params->epilogue;
  const Shape& shape = builder.model().tensor(layer.outputs[0]).shape;
  return epilogue.residual == Residual::kNone && epilogue.activation != Activation::kPrelu &&
         shape == Shape{1, 1, 1, shape[3]} && quads_of(shape[3]) <= group_size(builder);
}

Status plan_squeeze(PlanBuilder& builder, const Squeeze& squeeze) {
  const Op& last = squeeze.second != nullptr ? *squeeze.second : *squeeze.first;
  const Operand source = builder.read(squeeze.mean->inputs[0]), result = builder.write(last.outputs[0]);
  const int hidden = builder.model().tensor(squeeze.first->outputs[0]).shape[3];
  SqueezePush push = {};
  push.source = source.ref, push.result = result.ref;
  push.samples = builder.samples();
  push.first_quads = static_cast<uint32_t>(quads_of(hidden));
  Dispatch dispatch;
  dispatch.shader = ShaderId::kSqueeze;
  dispatch.text = std::string(op_kind_name(squeeze.mean->kind)) + ", " + (squeeze.second != nullptr ? "2" : "1") +
                  " dense " + builder.model().tensor(squeeze.mean->inputs[0]).shape.to_string() + " " +
                  std::to_string(hidden) + " " + std::to_string(result.ref.channels);
  dispatch.constants = {group_size(builder),       activation_behind(*squeeze.first),
                        squeeze.second != nullptr, squeeze.second != nullptr ? activation_behind(*squeeze.second) : 0,
                        source.layout_constant(),  result.layout_constant()};
  const Binding constants = add_constants(builder, squeeze, &push);
  dispatch.push = push_words(push);
  dispatch.bindings = {source.binding, constants, result.binding};
  const size_t quads = quads_of(static_cast<int>(source.ref.channels));
  const size_t slices = std::bit_floor(group_size(builder) / quads);
  const size_t pixels = size_t{source.ref.height} * source.ref.width;
  // And no more inputs to a layer than invocations, halvings included.
  dispatch.iterations = static_cast<uint32_t>(pixels / slices + 1) + 2 * group_size(builder) + 3 * 8;
  builder.add_groups(std::move(dispatch), builder.samples());
  return ok_status();
}

}  // namespace saccade::vulkan
