// Small models for tests, written down operator by operator.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/check.h"
#include "support/reference_ops.h"

namespace saccade {

// Tensors are numbered in the order they are made. Constants hold random values of a seed of their own.
class ModelBuilder {
 public:
  ModelBuilder() { model_.name = "built"; }

  TensorId input(Shape shape) {
    const TensorId id = tensor(shape);
    model_.inputs.push_back(id);
    return id;
  }

  TensorId constant(Shape shape, double low = -1, double high = 1) {
    const reference::Array array = reference::random_array(shape, ++seed_, low, high);
    auto bytes = std::make_shared<std::vector<std::byte>>(array.values.size() * sizeof(float));
    for (size_t i = 0; i < array.values.size(); ++i) {
      const float value = static_cast<float>(array.values[i]);
      std::memcpy(&(*bytes)[i * sizeof(float)], &value, sizeof(float));
    }
    const TensorId id = tensor(shape);
    model_.tensor(id).data = *bytes;
    model_.storage.push_back(std::move(bytes));
    return id;
  }

  // An operator with one result.
  TensorId op(OpKind kind, std::vector<TensorId> inputs, Shape result, OpParams params = {}) {
    const TensorId id = tensor(result);
    add({.kind = kind, .inputs = std::move(inputs), .outputs = {id}, .params = std::move(params)});
    return id;
  }
  void add(Op op) {
    op.file_index = static_cast<int>(model_.ops.size());
    model_.ops.push_back(std::move(op));
  }

  // Convolutions with weights and bias of their own. `result` is what the parameters give.
  TensorId conv(TensorId x, Shape result, Conv2dParams params = {}) {
    const int inputs = model_.tensor(x).shape[3];
    const int outputs = result[3] * params.depth_to_space * params.depth_to_space;
    const TensorId weights = constant({outputs, params.kernel_h, params.kernel_w, inputs});
    return op(OpKind::kConv2d, {x, weights, constant({outputs}), kNoTensor, kNoTensor}, result, params);
  }
  TensorId depthwise(TensorId x, Shape result, DepthwiseConv2dParams params) {
    const TensorId weights = constant({1, params.kernel_h, params.kernel_w, result[3]});
    return op(OpKind::kDepthwiseConv2d, {x, weights, constant({result[3]}), kNoTensor, kNoTensor}, result, params);
  }
  TensorId transpose_conv(TensorId x, Shape result, TransposeConvParams params) {
    const int inputs = model_.tensor(x).shape[3];
    const TensorId weights = constant({result[3], params.kernel_h, params.kernel_w, inputs});
    return op(OpKind::kTransposeConv, {x, weights, constant({result[3]}), kNoTensor, kNoTensor}, result, params);
  }
  TensorId add(TensorId a, TensorId b, Activation activation = Activation::kNone) {
    return op(OpKind::kAdd, {a, b}, model_.tensor(a).shape, ElementwiseParams{activation});
  }
  TensorId prelu(TensorId x) {
    const Shape shape = model_.tensor(x).shape;
    return op(OpKind::kPrelu, {x, constant({1, 1, shape[3]})}, shape);
  }

  TensorId tensor(Shape shape) {
    TensorInfo info;
    info.name = "t" + std::to_string(model_.tensors.size());
    info.shape = shape;
    model_.tensors.push_back(info);
    return static_cast<TensorId>(model_.tensors.size() - 1);
  }

  Model build(std::vector<TensorId> outputs) const {
    Model model = unchecked(std::move(outputs));
    EXPECT_TRUE(check_model(model).ok()) << check_model(model).to_string();
    return model;
  }
  // For a model that the test finishes by hand, or that has to be refused.
  Model unchecked(std::vector<TensorId> outputs) const {
    Model model = model_;
    model.outputs = std::move(outputs);
    return model;
  }

 private:
  Model model_;
  uint32_t seed_ = 0;
};

}  // namespace saccade
