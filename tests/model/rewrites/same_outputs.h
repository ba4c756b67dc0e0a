// What every rewrite has to keep.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "model/check.h"
#include "support/model_builder.h"
#include "support/reference_ops.h"

namespace saccade {

// `after` passes check_model and gives `before`'s outputs on random input; both are computed in double precision, so
// only the order of summation may differ.
inline void expect_same_outputs(const Model& before, const Model& after, uint32_t seed = 1) {
  ASSERT_TRUE(check_model(after).ok()) << check_model(after).to_string();
  std::vector<reference::Array> inputs;
  for (TensorId id : before.inputs) inputs.push_back(reference::random_array(before.tensor(id).shape, seed++));
  const auto expected = reference::run(before, inputs), actual = reference::run(after, inputs);
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i) {
    EXPECT_LT(reference::relative_difference(actual[i], expected[i]), 1e-9) << "output " << i << ", seed " << seed;
  }
}

inline std::vector<OpKind> kinds(const Model& model) {
  std::vector<OpKind> result;
  for (const Op& op : model.ops) result.push_back(op.kind);
  return result;
}

}  // namespace saccade
