// The memory side of planning: where each tensor of a model lives and in which layout, and the conversions between.
#pragma once

#include <string>
#include <vector>

#include "engine/cpu/plan.h"

namespace saccade::cpu {

// Floats of zeros that a convolution of this geometry reads left or right of its input's rows.
int reach_beyond_row(int in_width, int out_width, int kernel, int stride, int dilation, int pad_left);

// Every tensor has a home: a map, or dense memory where the layout is seen from outside (inputs, outputs, views of
// other tensors, shapes that are no picture). A step that needs the other layout gets a second value and a
// ConvertStep. Borrows the model.
class Values {
 public:
  // unimplemented when a tensor is not float32 or has more than three axes besides the batch.
  static Result<Values> create(const Model& model, Plan& plan);

  bool is_map(TensorId tensor) const { return plan_->values[static_cast<size_t>(home(tensor))].is_map; }
  // Whether the numbers lie alike in both layouts: one pixel without pads. Only a map's memory reaches to the end of
  // its last block, though.
  bool lies_alike(TensorId tensor) const;
  // The zeros left and right of its rows when it is a map.
  int pad(TensorId tensor) const { return pads_[static_cast<size_t>(tensor)]; }

  // The tensor's value for reading in that layout; adds a ConvertStep when there is none yet.
  ValueId read_map(TensorId tensor);
  // For readers of the real channels alone: also a dense value of one pixel.
  ValueId read_map_or_vector(TensorId tensor);
  ValueId read_dense(TensorId tensor);
  ValueId read_any(TensorId tensor);
  // The value for writing; call finish_write() once the writing step is in the plan.
  ValueId write_map(TensorId tensor);
  ValueId write_dense(TensorId tensor);
  void finish_write(TensorId tensor, ValueId written);

  // Adds the copies to outputs that share memory with others, and names the values of the outputs.
  void finish_outputs();

 private:
  Values(const Model& model, Plan& plan) : model_(&model), plan_(&plan) {}
  Status check_tensors() const;
  void find_pads();
  void find_roots();
  void make_homes();
  Value describe(TensorId tensor, bool map) const;
  ValueId home(TensorId tensor) const { return homes_[static_cast<size_t>(tensor)]; }
  ValueId add_value(Value value);
  int add_buffer(const Value& value, Place place, int index);
  ValueId other_layout(TensorId tensor);
  ValueId constant(TensorId tensor);
  void convert(ValueId in, ValueId out);

  const Model* model_;
  Plan* plan_;
  std::vector<TensorId> roots_;  // the tensor whose memory a view lies in
  std::vector<size_t> root_offsets_;
  std::vector<bool> in_view_;  // views and what they are views of
  std::vector<int> pads_;
  std::vector<ValueId> homes_;
  std::vector<ValueId> others_;  // the tensor in the layout that is not its home's
};

}  // namespace saccade::cpu
