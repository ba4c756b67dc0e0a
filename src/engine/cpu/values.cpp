#include "engine/cpu/values.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace saccade::cpu {
namespace {

size_t index_of(TensorId tensor) { return static_cast<size_t>(tensor); }

int extent_from_end(const Shape& shape, int from_end) {
  return shape.rank() >= from_end ? shape[shape.rank() - from_end] : 1;
}

// The pad that `op` wants on its first input.
int wanted_pad(const Model& model, const Op& op) {
  const Shape& in = model.tensor(op.inputs[0]).shape;
  const Shape& out = model.tensor(op.outputs[0]).shape;
  if (const auto* conv = std::get_if<Conv2dParams>(&op.params)) {
    return reach_beyond_row(in[2], out[2] / conv->depth_to_space, conv->kernel_w, conv->stride_w, conv->dilation_w,
                            conv->padding.left);
  }
  if (const auto* conv = std::get_if<DepthwiseConv2dParams>(&op.params)) {
    return reach_beyond_row(in[2], out[2], conv->kernel_w, conv->stride_w, conv->dilation_w, conv->padding.left);
  }
  return 0;
}

}  // namespace

int reach_beyond_row(int in_width, int out_width, int kernel, int stride, int dilation, int pad_left) {
  const int last = (out_width - 1) * stride + (kernel - 1) * dilation - pad_left;
  return std::max({pad_left, last - (in_width - 1), 0});
}

Result<Values> Values::create(const Model& model, Plan& plan) {
  Values values(model, plan);
  SACCADE_TRY(values.check_tensors());
  values.find_pads();
  values.find_roots();
  values.make_homes();
  return values;
}

Status Values::check_tensors() const {
  const auto check = [&](TensorId id) -> Status {
    if (id == kNoTensor) return ok_status();
    const TensorInfo& tensor = model_->tensor(id);
    if (tensor.dtype != DType::kFloat32) {
      return unimplemented("tensor '" + tensor.name + "' of model '" + model_->name + "' is " +
                           dtype_name(tensor.dtype) + "; the CPU engine computes in float32 only");
    }
    for (int axis = 0; axis < tensor.shape.rank() - 3; ++axis) {
      if (tensor.shape[axis] == 1 || tensor.is_constant()) continue;
      return unimplemented("tensor '" + tensor.name + "' of model '" + model_->name + "' has the shape " +
                           tensor.shape.to_string() + "; the CPU engine takes three axes besides a batch of 1");
    }
    return ok_status();
  };
  for (const Op& op : model_->ops) {
    for (TensorId id : op.inputs) SACCADE_TRY(check(id));
    for (TensorId id : op.outputs) SACCADE_TRY(check(id));
  }
  for (TensorId id : model_->inputs) SACCADE_TRY(check(id));
  for (TensorId id : model_->outputs) {
    SACCADE_TRY(check(id));
    const Shape& shape = model_->tensor(id).shape;
    if (shape.rank() == 0 || shape[0] != 1) {
      return unimplemented("output '" + model_->tensor(id).name + "' of model '" + model_->name + "' has the shape " +
                           shape.to_string() + ", which has no batch axis of 1 in front");
    }
  }
  return ok_status();
}

void Values::find_pads() {
  pads_.assign(model_->tensors.size(), 0);
  for (const Op& op : model_->ops) {
    int& pad = pads_[index_of(op.inputs[0])];
    pad = std::max(pad, wanted_pad(*model_, op));
  }
}

void Values::find_roots() {
  const size_t count = model_->tensors.size();
  roots_.resize(count);
  root_offsets_.assign(count, 0);
  in_view_.assign(count, false);
  for (size_t i = 0; i < count; ++i) {
    TensorId root = static_cast<TensorId>(i);
    while (model_->tensor(root).view) {
      root_offsets_[i] += model_->tensor(root).view->element_offset;
      root = model_->tensor(root).view->base;
      in_view_[i] = in_view_[index_of(root)] = true;
    }
    roots_[i] = root;
  }
}

Value Values::describe(TensorId tensor, bool map) const {
  const TensorInfo& info = model_->tensor(tensor);
  Value value;
  value.name = info.name;
  value.shape = info.shape;
  value.is_map = map;
  value.height = extent_from_end(info.shape, 3);
  value.width = extent_from_end(info.shape, 2);
  value.channels = extent_from_end(info.shape, 1);
  value.pad = map ? pads_[index_of(tensor)] : 0;
  return value;
}

int Values::add_buffer(const Value& value, Place place, int index) {
  Buffer buffer;
  buffer.place = place;
  buffer.index = index;
  buffer.floats =
      value.is_map ? map_floats(value.height, value.width, value.channels, value.pad) : value.shape.element_count();
  buffer.floats = round_up(buffer.floats, kAlignmentFloats);
  plan_->buffers.push_back(buffer);
  return static_cast<int>(plan_->buffers.size()) - 1;
}

ValueId Values::add_value(Value value) {
  plan_->values.push_back(std::move(value));
  return static_cast<ValueId>(plan_->values.size()) - 1;
}

// Homes of everything that is computed or given; constants get theirs when somebody reads them.
void Values::make_homes() {
  const size_t count = model_->tensors.size();
  homes_.assign(count, kNoValue);
  others_.assign(count, kNoValue);
  std::vector<int> root_buffers(count, -1);
  for (size_t i = 0; i < model_->inputs.size(); ++i) {
    const TensorId root = roots_[index_of(model_->inputs[i])];
    root_buffers[index_of(root)] = add_buffer(describe(root, false), Place::kInput, static_cast<int>(i));
  }
  for (size_t i = 0; i < model_->outputs.size(); ++i) {
    const TensorId id = model_->outputs[i];
    int& buffer = root_buffers[index_of(roots_[index_of(id)])];
    const TensorInfo& root = model_->tensor(roots_[index_of(id)]);
    const bool fills_root = root.shape.element_count() == model_->tensor(id).shape.element_count();
    if (buffer >= 0 || !fills_root || root.is_constant()) continue;  // finish_outputs() copies
    buffer = add_buffer(describe(roots_[index_of(id)], false), Place::kOutput, static_cast<int>(i));
  }
  const auto make_home = [&](TensorId id) {
    if (id == kNoTensor || homes_[index_of(id)] != kNoValue || model_->tensor(id).is_constant()) return;
    const TensorId root = roots_[index_of(id)];
    int& buffer = root_buffers[index_of(root)];
    Value value = describe(id, false);
    const bool picture = value.shape.rank() == 4 || (value.height == 1 && value.width == 1);
    if (picture && buffer < 0 && !in_view_[index_of(id)]) value = describe(id, true);
    if (buffer < 0) buffer = add_buffer(value.is_map ? value : describe(root, false), Place::kArena, 0);
    value.buffer = buffer;
    value.offset = value.is_map ? 0 : root_offsets_[index_of(id)];
    homes_[index_of(id)] = add_value(std::move(value));
  };
  for (TensorId id : model_->inputs) make_home(id);
  for (const Op& op : model_->ops) {
    for (TensorId id : op.inputs) make_home(id);
    for (TensorId id : op.outputs) make_home(id);
  }
  for (TensorId id : model_->outputs) make_home(id);
}

bool Values::lies_alike(TensorId tensor) const {
  const Shape& shape = model_->tensor(tensor).shape;
  return static_cast<size_t>(extent_from_end(shape, 1)) == shape.element_count() && pads_[index_of(tensor)] == 0;
}

void Values::convert(ValueId in, ValueId out) {
  plan_->add_step(ConvertStep{in, out}, "convert", plan_->values[static_cast<size_t>(in)].height, 0);
}

ValueId Values::constant(TensorId tensor) {
  ValueId& home = homes_[index_of(tensor)];
  if (home != kNoValue) return home;
  const TensorInfo& info = model_->tensor(tensor);
  SACCADE_CHECK(info.is_constant());
  Value value = describe(tensor, false);
  value.buffer = add_buffer(value, Place::kConstant, 0);
  Buffer& buffer = plan_->buffers[static_cast<size_t>(value.buffer)];
  auto memory = std::make_shared<Floats>(make_floats(buffer.floats));
  std::memset(memory->get(), 0, buffer.floats * sizeof(float));
  std::memcpy(memory->get(), info.data.data(), info.data.size());
  buffer.constant = memory->get();
  plan_->constants.push_back(memory);
  plan_->constant_bytes += buffer.floats * sizeof(float);
  home = add_value(std::move(value));
  return home;
}

ValueId Values::other_layout(TensorId tensor) {
  ValueId& other = others_[index_of(tensor)];
  if (other == kNoValue) {
    const bool map = !plan_->values[static_cast<size_t>(home(tensor))].is_map;
    Value value = describe(tensor, map);
    value.buffer = add_buffer(value, Place::kArena, 0);
    other = add_value(std::move(value));
  }
  return other;
}

ValueId Values::read_any(TensorId tensor) {
  return model_->tensor(tensor).is_constant() ? constant(tensor) : home(tensor);
}

ValueId Values::read_map(TensorId tensor) {
  const ValueId any = read_any(tensor);
  if (plan_->values[static_cast<size_t>(any)].is_map) return any;
  const bool first = others_[index_of(tensor)] == kNoValue;
  const ValueId map = other_layout(tensor);
  if (first) convert(any, map);
  return map;
}

ValueId Values::read_map_or_vector(TensorId tensor) { return lies_alike(tensor) ? read_any(tensor) : read_map(tensor); }

ValueId Values::read_dense(TensorId tensor) {
  const ValueId any = read_any(tensor);
  if (!plan_->values[static_cast<size_t>(any)].is_map || lies_alike(tensor)) return any;
  const bool first = others_[index_of(tensor)] == kNoValue;
  const ValueId dense = other_layout(tensor);
  if (first) convert(any, dense);
  return dense;
}

ValueId Values::write_map(TensorId tensor) { return is_map(tensor) ? home(tensor) : other_layout(tensor); }

ValueId Values::write_dense(TensorId tensor) {
  return !is_map(tensor) || lies_alike(tensor) ? home(tensor) : other_layout(tensor);
}

void Values::finish_write(TensorId tensor, ValueId written) {
  if (written != home(tensor)) convert(written, home(tensor));
}

void Values::finish_outputs() {
  for (size_t i = 0; i < model_->outputs.size(); ++i) {
    const TensorId id = model_->outputs[i];
    const ValueId value = read_dense(id);
    const Buffer& buffer = plan_->buffers[static_cast<size_t>(plan_->values[static_cast<size_t>(value)].buffer)];
    if (buffer.place == Place::kOutput && buffer.index == static_cast<int>(i)) {
      plan_->outputs.push_back(value);
      continue;
    }
    Value copy = describe(id, false);
    copy.buffer = add_buffer(copy, Place::kOutput, static_cast<int>(i));
    plan_->outputs.push_back(add_value(std::move(copy)));
    convert(value, plan_->outputs.back());
  }
}

}  // namespace saccade::cpu
