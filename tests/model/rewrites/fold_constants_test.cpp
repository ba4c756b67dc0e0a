#include <cmath>

#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

// A constant of every float16 pattern there is, as [1,65536].
TensorId all_halves(ModelBuilder& b, Model& model) {
  auto bytes = std::make_shared<std::vector<std::byte>>(2 * 65536);
  for (uint32_t i = 0; i < 65536; ++i) std::memcpy(&(*bytes)[2 * i], &i, 2);
  const TensorId id = b.tensor({1, 65536});
  model.storage.push_back(bytes);
  return id;
}

TEST(FoldConstants, WidensEveryHalfExactly) {
  ModelBuilder b;
  Model extra;
  const TensorId x = b.input({1, 65536});
  const TensorId halves = all_halves(b, extra);
  const TensorId floats = b.op(OpKind::kDequantize, {halves}, {1, 65536});
  const TensorId y = b.op(OpKind::kAdd, {x, floats}, {1, 65536}, ElementwiseParams{});
  Model model = b.unchecked({y});
  model.tensor(halves).dtype = DType::kFloat16;
  model.tensor(halves).data = *extra.storage[0];
  ASSERT_TRUE(check_model(model).ok()) << check_model(model).to_string();

  ASSERT_TRUE(fold_constants(model).ok());

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kAdd));
  const reference::Array widened = reference::constant(model.tensor(floats));
  for (uint32_t i = 0; i < 65536; ++i) {
    const double expected = reference::half_to_double(static_cast<uint16_t>(i));
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(widened.values[i])) << i;
    } else {
      EXPECT_EQ(widened.values[i], expected) << i;
      EXPECT_EQ(std::signbit(widened.values[i]), std::signbit(expected)) << i;
    }
  }
}

TEST(FoldConstants, RefusesToDequantizeWhatDependsOnTheInput) {
  ModelBuilder b;
  const TensorId x = b.input({1, 8});
  const TensorId y = b.op(OpKind::kDensify, {x}, {1, 8});
  Model model = b.build({y});

  const Status status = fold_constants(model);

  EXPECT_EQ(status.code(), StatusCode::kUnimplemented);
  EXPECT_THAT(status.message(), testing::HasSubstr("operator 0 (DENSIFY)"));
}

TEST(FoldConstants, RefusesArithmeticOnConstants) {
  ModelBuilder b;
  const TensorId x = b.input({1, 8});
  const TensorId sum = b.op(OpKind::kAdd, {b.constant({1, 8}), b.constant({1, 8})}, {1, 8}, ElementwiseParams{});
  Model model = b.build({b.add(x, sum)});

  const Status status = fold_constants(model);

  EXPECT_EQ(status.code(), StatusCode::kUnimplemented);
  EXPECT_THAT(status.message(), testing::HasSubstr("all constant"));
}

}  // namespace
}  // namespace saccade
