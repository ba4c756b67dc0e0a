#include "model/rewrite.h"
#include "same_outputs.h"

namespace saccade {
namespace {

using testing::ElementsAre;

TEST(DeadOps, DropsWhatOnlyUnwantedOutputsNeed) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 4});
  const TensorId shared = b.conv(x, {1, 4, 4, 4});
  const TensorId first = b.op(OpKind::kRelu, {shared}, {1, 4, 4, 4});
  const TensorId second = b.conv(b.conv(shared, {1, 4, 4, 64}), {1, 4, 4, 2});
  Model model = b.build({first, second});
  const size_t storage_before = model.storage.size();

  ASSERT_TRUE(keep_wanted_outputs(model, std::vector<int>{0}).ok());
  remove_dead_ops(model);

  EXPECT_THAT(kinds(model), ElementsAre(OpKind::kConv2d, OpKind::kRelu));
  EXPECT_THAT(model.outputs, ElementsAre(first));
  EXPECT_EQ(model.storage.size(), storage_before - 4) << "weights that nobody reads are released";
  EXPECT_TRUE(check_model(model).ok());
}

TEST(DeadOps, GivesOutputsInTheOrderWanted) {
  ModelBuilder b;
  const TensorId x = b.input({1, 4, 4, 4});
  const TensorId first = b.op(OpKind::kRelu, {x}, {1, 4, 4, 4});
  const TensorId second = b.op(OpKind::kRelu6, {x}, {1, 4, 4, 4});
  Model model = b.build({first, second});

  ASSERT_TRUE(keep_wanted_outputs(model, std::vector<int>{1, 0}).ok());

  EXPECT_THAT(model.outputs, ElementsAre(second, first));
}

TEST(DeadOps, KeepsWritersOfViews) {
  ModelBuilder b;
  const TensorId x = b.input({1, 2, 2, 4});
  const TensorId joined = b.op(OpKind::kConcatenation, {b.conv(x, {1, 2, 2, 4}), b.conv(x, {1, 2, 2, 4})}, {1, 4, 2, 4},
                               ConcatenationParams{.axis = 1});
  const Model before = b.build({joined});
  Model after = before;

  alias_views(after);
  remove_dead_ops(after);

  EXPECT_THAT(kinds(after), ElementsAre(OpKind::kConv2d, OpKind::kConv2d));
  expect_same_outputs(before, after);
}

TEST(DeadOps, RefusesAnOutputThatDoesNotExist) {
  ModelBuilder b;
  const Model model = b.build({b.op(OpKind::kRelu, {b.input({1, 2})}, {1, 2})});

  for (int position : {-1, 1}) {
    const Result<Model> result = rewrite(model, {.wanted_outputs = {position}});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code(), StatusCode::kInvalidArgument);
    EXPECT_THAT(result.error().message(), testing::HasSubstr("'built' has 1 outputs"));
  }
}

}  // namespace
}  // namespace saccade
