#include "engine/vulkan/ops/chains.h"
#include "engine/vulkan/shaders/resize_bilinear_push.h"
#include "shader_table.h"

namespace saccade::vulkan {
namespace {

// Source pixels a result pixel.
float grid_scale(uint32_t source, uint32_t result, bool align_corners) {
  if (align_corners && result > 1) return static_cast<float>(source - 1) / static_cast<float>(result - 1);
  return static_cast<float>(source) / static_cast<float>(result);
}

std::string text_of(const PlanBuilder& builder, const ResizeChain& chain) {
  std::string text = op_kind_name(chain.resize->kind);
  if (chain.activation != nullptr) text += std::string(", ") + op_kind_name(chain.activation->kind);
  if (chain.sum != nullptr) text += std::string(", ") + op_kind_name(chain.sum->kind);
  return text + " " + builder.model().tensor(chain.last().outputs[0]).shape.to_string();
}

}  // namespace

Status plan_resize_chain(PlanBuilder& builder, const ResizeChain& chain) {
  const auto& params = std::get<ResizeBilinearParams>(chain.resize->params);
  const Operand source = builder.read(chain.resize->inputs[0]), result = builder.write(chain.last().outputs[0]);
  Activation activation = Activation::kNone, sum_activation = Activation::kNone;
  Binding slopes = builder.unused();
  if (chain.activation != nullptr) activation = activation_of(chain.activation->kind);
  if (activation == Activation::kPrelu) {
    const int channels = static_cast<int>(result.ref.channels);
    slopes = builder.constants(padded_to_quads(builder.model(), chain.activation->inputs[1], channels),
                               ConstantType::kFloat);
  }
  Operand addend;
  addend.binding = builder.unused();
  if (chain.sum != nullptr) {
    addend = builder.read(chain.sum->inputs[chain.sum->inputs[0] == chain.before_sum() ? 1 : 0]);
    sum_activation = std::get<ElementwiseParams>(chain.sum->params).activation;
  }
  Dispatch dispatch;
  dispatch.shader = ShaderId::kResizeBilinear;
  dispatch.text = text_of(builder, chain);
  dispatch.constants = {kGroupSize,
                        params.half_pixel_centers,
                        static_cast<uint32_t>(activation),
                        chain.sum != nullptr,
                        static_cast<uint32_t>(sum_activation),
                        source.layout_constant(),
                        addend.layout_constant(),
                        result.layout_constant()};
  dispatch.push =
      push_words(ResizeBilinearPush{.source = source.ref,
                                    .addend = addend.ref,
                                    .result = result.ref,
                                    .samples = builder.samples(),
                                    .scale_y = grid_scale(source.ref.height, result.ref.height, params.align_corners),
                                    .scale_x = grid_scale(source.ref.width, result.ref.width, params.align_corners)});
  dispatch.bindings = {source.binding, slopes, addend.binding, result.binding};
  builder.add_per_quad(std::move(dispatch), result);
  return ok_status();
}

Status plan_resize_bilinear(PlanBuilder& builder, const Op& op) { return plan_resize_chain(builder, {.resize = &op}); }

}  // namespace saccade::vulkan
