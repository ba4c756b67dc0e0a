#include "tensor/tensor.h"

#include <gtest/gtest.h>

#include <vector>

namespace saccade {
namespace {

TEST(Shape, CountsAndPrintsItsElements) {
  const Shape shape{1, 192, 192, 3};

  EXPECT_EQ(shape.rank(), 4);
  EXPECT_EQ(shape.element_count(), 110592u);
  EXPECT_EQ(shape.to_string(), "[1,192,192,3]");
}

TEST(Shape, OfRankZeroIsAScalar) {
  const Shape scalar;

  EXPECT_EQ(scalar.element_count(), 1u);
  EXPECT_EQ(scalar.to_string(), "[]");
}

TEST(Shape, ComparesRankAndExtents) {
  EXPECT_EQ((Shape{1, 2}), (Shape{1, 2}));
  EXPECT_NE((Shape{1, 2}), (Shape{2, 1}));
  EXPECT_NE((Shape{1, 2}), (Shape{1, 2, 1}));
}

TEST(Shape, RefusesSixDimensions) {
  const std::vector<int> dims = {1, 1, 1, 1, 1, 1};

  EXPECT_EQ(Shape::create(dims).error().code(), StatusCode::kInvalidArgument);
}

TEST(Shape, RefusesZeroAndNegativeExtents) {
  const std::vector<int> zero = {1, 0};
  const std::vector<int> negative = {-1};

  EXPECT_EQ(Shape::create(zero).error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Shape::create(negative).error().code(), StatusCode::kInvalidArgument);
}

TEST(Shape, RefusesMoreThanTwoToThe31Elements) {
  const std::vector<int> largest = {2147483647};
  const std::vector<int> too_large = {65536, 65536, 65536, 65536, 65536};  // overflows 64 bits as well

  EXPECT_TRUE(Shape::create(largest).ok());
  EXPECT_EQ(Shape::create(too_large).error().code(), StatusCode::kInvalidArgument);
}

TEST(Tensor, KeepsTheFloatsItWasMadeFrom) {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};

  const Tensor tensor = Tensor::from_floats({2, 3}, values);
  const Tensor copy = tensor;

  const auto floats = copy.floats();
  ASSERT_TRUE(floats.ok());
  EXPECT_EQ(std::vector<float>(floats->begin(), floats->end()), values);
  EXPECT_EQ(copy.storage(), tensor.storage());
}

TEST(Tensor, HostMemoryIsAlignedTo64Bytes) {
  std::byte* data = nullptr;
  const Tensor tensor = Tensor::make_host(DType::kUint8, {3}, &data);

  EXPECT_EQ(reinterpret_cast<uintptr_t>(data) % 64, 0u);
  EXPECT_EQ(*tensor.host(), data);
}

TEST(Tensor, WhenEmptyHasNoValues) {
  EXPECT_EQ(Tensor().floats().error().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Tensor().host().error().code(), StatusCode::kFailedPrecondition);
}

TEST(Tensor, OfIntegersHasNoFloats) {
  std::byte* data = nullptr;
  const Tensor tensor = Tensor::make_host(DType::kInt32, {3}, &data);

  EXPECT_EQ(tensor.floats().error().code(), StatusCode::kFailedPrecondition);
}

TEST(DType, HasTheSizeItsNameSays) {
  EXPECT_EQ(dtype_bytes(DType::kFloat32), 4u);
  EXPECT_EQ(dtype_bytes(DType::kFloat16), 2u);
  EXPECT_EQ(dtype_bytes(DType::kInt64), 8u);
  EXPECT_EQ(dtype_bytes(DType::kBool), 1u);
  EXPECT_STREQ(dtype_name(DType::kInt8), "int8");
}

}  // namespace
}  // namespace saccade
