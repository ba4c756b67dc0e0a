#include "engine/vulkan/ops/plan_builder.h"

#include <algorithm>
#include <cstring>

#include "base/half.h"
#include "engine/arena.h"
#include "engine/vulkan/ops/ops.h"

namespace saccade::vulkan {
namespace {

// llvmpipe of Mesa 22.3 ends loops after 65,534 iterations; half of it leaves room for what a compiler adds.
constexpr uint32_t kMostIterations = 32000;
// Damaged models can ask for any amount.
constexpr size_t kMostBytes = size_t{4} << 30;
constexpr size_t kPartAlignment = 16;
constexpr size_t kMostGroups = 65535;  // along one axis, on every device

size_t index_of(TensorId tensor) { return static_cast<size_t>(tensor); }

size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

uint32_t extent_from_end(const Shape& shape, int from_end) {
  return shape.rank() >= from_end ? static_cast<uint32_t>(shape[shape.rank() - from_end]) : 1;
}

size_t quads(uint32_t channels) { return (channels + 3) / 4; }

size_t element_bytes(ConstantType type) { return type == ConstantType::kHalf ? 2 : 4; }

// Floats from the start of `values`' memory that a value of this shape takes in the layout, for one sample.
size_t sample_bytes(const Shape& shape, Layout layout) {
  if (layout == Layout::kDense) return shape.element_count() * sizeof(float);
  const size_t count = size_t{extent_from_end(shape, 3)} * extent_from_end(shape, 2) * quads(extent_from_end(shape, 1));
  return count * (layout == Layout::kHalfQuads ? 8 : 16);
}

void append(std::vector<std::byte>& bytes, std::span<const float> values, ConstantType type) {
  const size_t at = bytes.size();
  bytes.resize(at + values.size() * element_bytes(type));
  if (type == ConstantType::kFloat) {
    if (!values.empty()) std::memcpy(&bytes[at], values.data(), values.size_bytes());
    return;
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const uint16_t half = half_from_float(std::clamp(values[i], -65504.0F, 65504.0F));
    std::memcpy(&bytes[at + 2 * i], &half, sizeof(half));
  }
}

bool overlap(const Binding& a, const Binding& b) {
  return a.value >= 0 && a.value == b.value && a.offset_bytes < b.offset_bytes + b.size_bytes &&
         b.offset_bytes < a.offset_bytes + a.size_bytes;
}

bool must_follow(const Dispatch& later, const Dispatch& earlier) {
  for (const Binding& a : later.bindings) {
    for (const Binding& b : earlier.bindings) {
      if ((a.written || b.written) && overlap(a, b)) return true;
    }
  }
  return false;
}

// Landmarks, the matrices made of them, and what either is computed from number by number: pixels of a map's place,
// which need more than float16's eleven bits.
std::vector<TensorId> places_in(const Model& model) {
  std::vector<TensorId> places;
  const auto is_place = [&](TensorId id) { return std::find(places.begin(), places.end(), id) != places.end(); };
  for (auto op = model.ops.rbegin(); op != model.ops.rend(); ++op) {
    if (op->kind == OpKind::kTransformTensorBilinear) {
      places.push_back(op->inputs[1]);
      continue;
    }
    const bool moves_places = op->kind == OpKind::kLandmarks2TransformMatrix || op->kind == OpKind::kTransformLandmarks;
    const bool by_number = std::holds_alternative<ElementwiseParams>(op->params) || op->kind == OpKind::kReshape;
    if (!moves_places && !(by_number && is_place(op->outputs[0]))) continue;
    places.push_back(op->outputs[0]);
    places.insert(places.end(), op->inputs.begin(), op->inputs.end());
  }
  return places;
}

}  // namespace

std::vector<float> padded_to_quads(const Model& model, TensorId constant, int channels) {
  const std::span<const std::byte> bytes = model.tensor(constant).data;
  const size_t count = bytes.size() / sizeof(float);
  std::vector<float> values(4 * quads(static_cast<uint32_t>(channels)), 0);
  for (size_t i = 0; i < static_cast<size_t>(channels); ++i) {
    std::memcpy(&values[i], &bytes[(count == 1 ? 0 : i) * sizeof(float)], sizeof(float));
  }
  return values;
}

Result<PlanBuilder> PlanBuilder::create(const Model& model, const PlanOptions& options) {
  PlanBuilder builder;
  builder.model_ = &model;
  builder.options_ = options;
  SACCADE_TRY(builder.check_tensors());
  builder.find_roots();
  builder.make_values();
  // unused() has something to point at.
  builder.plan_.constants.resize(kPartAlignment);
  builder.plan_.input_shape = model.tensor(model.inputs[0]).shape;
  builder.plan_.input_shape[0] = options.batch;
  return builder;
}

Status PlanBuilder::check_tensor(TensorId id) const {
  if (id == kNoTensor) return ok_status();
  const TensorInfo& tensor = model_->tensor(id);
  const std::string what = "tensor '" + tensor.name + "' of model '" + model_->name + "'";
  if (tensor.dtype != DType::kFloat32) {
    return unimplemented(what + " is " + dtype_name(tensor.dtype) + "; the Vulkan engine takes float32 only");
  }
  for (int axis = 0; axis < tensor.shape.rank() - 3; ++axis) {
    if (tensor.shape[axis] == 1 || tensor.is_constant()) continue;
    return unimplemented(what + " has the shape " + tensor.shape.to_string() +
                         "; the Vulkan engine takes three axes besides a batch of 1");
  }
  return ok_status();
}

Status PlanBuilder::check_tensors() const {
  for (const Op& op : model_->ops) {
    for (TensorId id : op.inputs) SACCADE_TRY(check_tensor(id));
    for (TensorId id : op.outputs) SACCADE_TRY(check_tensor(id));
  }
  for (std::span<const TensorId> ends : {std::span(model_->inputs), std::span(model_->outputs)}) {
    for (TensorId id : ends) {
      SACCADE_TRY(check_tensor(id));
      const Shape& shape = model_->tensor(id).shape;
      if (shape.rank() > 0 && shape[0] == 1) continue;
      return unimplemented("tensor '" + model_->tensor(id).name + "' of model '" + model_->name + "' has the shape " +
                           shape.to_string() + ", which has no batch axis of 1 in front");
    }
  }
  return ok_status();
}

void PlanBuilder::find_roots() {
  const size_t count = model_->tensors.size();
  roots_.resize(count);
  root_offsets_.assign(count, 0);
  dense_.assign(count, false);
  for (size_t i = 0; i < count; ++i) {
    TensorId root = static_cast<TensorId>(i);
    while (model_->tensor(root).view) {
      root_offsets_[i] += model_->tensor(root).view->element_offset;
      root = model_->tensor(root).view->base;
    }
    roots_[i] = root;
    if (root != static_cast<TensorId>(i)) dense_[index_of(root)] = true;
  }
  for (TensorId id : model_->inputs) dense_[index_of(roots_[index_of(id)])] = true;
  for (TensorId id : model_->outputs) dense_[index_of(roots_[index_of(id)])] = true;
  for (TensorId id : places_in(*model_)) dense_[index_of(roots_[index_of(id)])] = true;
}

void PlanBuilder::make_values() {
  values_.assign(model_->tensors.size(), -1);
  const Layout spread = options_.half ? Layout::kHalfQuads : Layout::kQuads;
  for (size_t i = 0; i < model_->tensors.size(); ++i) {
    const TensorInfo& tensor = model_->tensors[i];
    if (tensor.view || tensor.is_constant()) continue;
    PlannedValue value;
    value.name = tensor.name;
    value.layout = dense_[i] ? Layout::kDense : spread;
    value.size_bytes =
        round_up(sample_bytes(tensor.shape, value.layout) * static_cast<size_t>(options_.batch), kPartAlignment);
    values_[i] = static_cast<int>(plan_.values.size());
    plan_.values.push_back(std::move(value));
  }
  for (TensorId id : model_->outputs) plan_.values[static_cast<size_t>(value_of(id))].place = Place::kOutput;
  for (TensorId id : model_->inputs) plan_.values[static_cast<size_t>(value_of(id))].place = Place::kInput;
}

int PlanBuilder::value_of(TensorId tensor) const { return values_[index_of(roots_[index_of(tensor)])]; }

// A dense tensor whose channels fill whole quads lies as quads do, and is read four numbers at a time.
void PlanBuilder::read_as_quads(Operand& operand) {
  TensorRef& ref = operand.ref;
  if (operand.layout != Layout::kDense || ref.channels % 4 != 0 || ref.offset % 4 != 0 || ref.sample_stride % 4 != 0) {
    return;
  }
  operand.layout = Layout::kQuads;
  ref.offset /= 4;
  ref.sample_stride /= 4;
}

Operand PlanBuilder::constant_operand(TensorId tensor) {
  const TensorInfo& info = model_->tensor(tensor);
  Operand operand;
  operand.ref = {0, 0, extent_from_end(info.shape, 3), extent_from_end(info.shape, 2), extent_from_end(info.shape, 1)};
  const auto known = constant_bindings_.find(tensor);
  if (known != constant_bindings_.end()) {
    operand.binding = known->second;
  } else {
    std::vector<float> values(info.data.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), info.data.data(), info.data.size());
    operand.binding = constant_bindings_[tensor] = constants(values, ConstantType::kFloat);
  }
  read_as_quads(operand);
  return operand;
}

Operand PlanBuilder::operand(TensorId tensor, bool written) {
  const TensorInfo& info = model_->tensor(tensor);
  const TensorId root = roots_[index_of(tensor)];
  const int value = value_of(tensor);
  const PlannedValue& planned = plan_.values[static_cast<size_t>(value)];
  Operand operand;
  operand.layout = planned.layout;
  operand.ref = {0, 0, extent_from_end(info.shape, 3), extent_from_end(info.shape, 2), extent_from_end(info.shape, 1)};
  operand.binding = {planned.place, value, 0, planned.size_bytes, written};
  if (planned.layout != Layout::kDense) {
    operand.ref.sample_stride =
        operand.ref.height * operand.ref.width * static_cast<uint32_t>(quads(operand.ref.channels));
    return operand;
  }
  // Bound as narrowly as the alignment allows: parts of one output that lie apart do not wait for each other, and
  // synchronisation validation sees what is really shared.
  const size_t stride = model_->tensor(root).shape.element_count(), offset = root_offsets_[index_of(tensor)];
  const size_t start = offset * sizeof(float) / options_.alignment_bytes * options_.alignment_bytes;
  const size_t last = (static_cast<size_t>(options_.batch) - 1) * stride + offset + info.shape.element_count();
  operand.ref.sample_stride = static_cast<uint32_t>(stride);
  operand.ref.offset = static_cast<uint32_t>(offset - start / sizeof(float));
  operand.binding.offset_bytes = start;
  operand.binding.size_bytes = std::min(round_up(last * sizeof(float), kPartAlignment), planned.size_bytes) - start;
  read_as_quads(operand);
  return operand;
}

std::string PlanBuilder::text_of(const Op& op) const {
  return std::string(op_kind_name(op.kind)) + " " + model_->tensor(op.outputs[0]).shape.to_string();
}

Operand PlanBuilder::read(TensorId tensor) {
  return model_->tensor(tensor).is_constant() ? constant_operand(tensor) : operand(tensor, false);
}

Operand PlanBuilder::write(TensorId tensor) { return operand(tensor, true); }

Binding PlanBuilder::constants(std::span<const float> values, ConstantType type) {
  const Part part = {values, type};
  return constants(std::span(&part, 1), nullptr);
}

Binding PlanBuilder::constants(std::span<const Part> parts, std::vector<size_t>* offsets_bytes) {
  std::vector<std::byte>& bytes = plan_.constants;
  const size_t start = round_up(bytes.size(), options_.alignment_bytes);
  bytes.resize(start);
  for (const Part& part : parts) {
    bytes.resize(round_up(bytes.size(), kPartAlignment));
    if (offsets_bytes != nullptr) offsets_bytes->push_back(bytes.size() - start);
    append(bytes, part.values, part.type);
  }
  bytes.resize(std::max(round_up(bytes.size(), kPartAlignment), start + kPartAlignment));
  return {Place::kConstants, -1, start, bytes.size() - start, false};
}

Binding PlanBuilder::unused() { return {Place::kConstants, -1, 0, kPartAlignment, false}; }

void PlanBuilder::add(Dispatch dispatch) { plan_.dispatches.push_back(std::move(dispatch)); }

void PlanBuilder::add_groups(Dispatch dispatch, size_t count) {
  const size_t rows = (count + kMostGroups - 1) / kMostGroups;
  dispatch.groups = {static_cast<uint32_t>(std::min(count, kMostGroups)), static_cast<uint32_t>(rows), 1};
  add(std::move(dispatch));
}

void PlanBuilder::add_invocations(Dispatch dispatch, size_t count) {
  const size_t group = dispatch.constants.at(0);
  add_groups(std::move(dispatch), (count + group - 1) / group);
}

size_t PlanBuilder::quads_in(const Operand& operand) const {
  return size_t{operand.ref.height} * operand.ref.width * quads(operand.ref.channels) * samples();
}

void PlanBuilder::add_per_quad(Dispatch dispatch, const Operand& result) {
  add_invocations(std::move(dispatch), quads_in(result));
}

void PlanBuilder::add_group_per_quad(Dispatch dispatch, const Operand& result) {
  add_groups(std::move(dispatch), quads_in(result));
}

// A level is what may run at the same time: one more than the highest of what a dispatch has to follow.
void PlanBuilder::set_levels() {
  for (size_t i = 0; i < plan_.dispatches.size(); ++i) {
    Dispatch& later = plan_.dispatches[i];
    for (size_t k = 0; k < i; ++k) {
      const Dispatch& earlier = plan_.dispatches[k];
      if (earlier.level >= later.level && must_follow(later, earlier)) later.level = earlier.level + 1;
    }
    plan_.level_count = std::max(plan_.level_count, later.level + 1);
  }
  std::stable_sort(plan_.dispatches.begin(), plan_.dispatches.end(),
                   [](const Dispatch& a, const Dispatch& b) { return a.level < b.level; });
  for (const Dispatch& dispatch : plan_.dispatches) {
    for (const Binding& binding : dispatch.bindings) {
      if (binding.value < 0) continue;
      PlannedValue& value = plan_.values[static_cast<size_t>(binding.value)];
      if (value.first_level < 0) value.first_level = dispatch.level;
      value.last_level = dispatch.level;
    }
  }
}

// Levels, not dispatches, bound a life: what runs at the same time must not share memory.
void PlanBuilder::place_values() {
  std::vector<Block> blocks;
  for (PlannedValue& value : plan_.values) {
    const bool used = value.place == Place::kArena && value.first_level >= 0;
    blocks.push_back(
        {round_up(value.size_bytes, options_.alignment_bytes), used ? value.first_level : -1, value.last_level});
    if (value.place != Place::kOutput) continue;
    value.offset_bytes = plan_.output_bytes;
    plan_.output_bytes += round_up(value.size_bytes, options_.alignment_bytes);
  }
  plan_.arena_bytes = place_blocks(blocks, options_.alias_memory);
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (plan_.values[i].place == Place::kArena) plan_.values[i].offset_bytes = blocks[i].offset;
  }
  for (Dispatch& dispatch : plan_.dispatches) {
    for (Binding& binding : dispatch.bindings) {
      if (binding.value >= 0) binding.offset_bytes += plan_.values[static_cast<size_t>(binding.value)].offset_bytes;
    }
  }
}

Status PlanBuilder::check_limits() const {
  for (const Dispatch& dispatch : plan_.dispatches) {
    const uint32_t most = std::max({dispatch.groups[0], dispatch.groups[1], dispatch.groups[2]});
    if (dispatch.iterations <= kMostIterations && most <= kMostGroups) continue;
    return unimplemented("'" + dispatch.text + "' of model '" + model_->name +
                         "' is too large for the Vulkan engine; run this model on the CPU");
  }
  if (plan_.arena_bytes + plan_.output_bytes + plan_.constants.size() <= kMostBytes) return ok_status();
  return resource_exhausted("model '" + model_->name + "' needs " + std::to_string(plan_.arena_bytes >> 20) +
                            " MiB for its tensors; the Vulkan engine gives at most " +
                            std::to_string(kMostBytes >> 20));
}

Result<Plan> PlanBuilder::finish() && {
  set_levels();
  place_values();
  SACCADE_TRY(check_limits());
  for (TensorId id : model_->outputs) {
    PlannedOutput output;
    output.shape = model_->tensor(id).shape;
    output.shape[0] = options_.batch;
    output.offset_bytes = plan_.values[static_cast<size_t>(value_of(id))].offset_bytes;
    plan_.outputs.push_back(output);
  }
  return std::move(plan_);
}

}  // namespace saccade::vulkan
