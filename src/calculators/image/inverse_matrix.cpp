// The way back.
//   input   MATRIX (ProjectionMatrix)
//   output  MATRIX: the inverse; nothing where there is none, as of a region too small to be seen
#include <cmath>
#include <optional>
#include <utility>

#include "calculators/detection/projection.h"
#include "graph/calculator.h"

namespace saccade {
namespace {

constexpr size_t kSide = 4;

// Gauss and Jordan's elimination with the largest pivot of each column, in double precision.
std::optional<ProjectionMatrix> inverse_of(const ProjectionMatrix& matrix) {
  double rows[kSide][2 * kSide] = {};
  for (size_t i = 0; i < kSide; ++i) {
    for (size_t j = 0; j < kSide; ++j) rows[i][j] = matrix[i * kSide + j];
    rows[i][kSide + i] = 1;
  }
  for (size_t column = 0; column < kSide; ++column) {
    size_t pivot = column;
    for (size_t i = column + 1; i < kSide; ++i) {
      if (std::abs(rows[i][column]) > std::abs(rows[pivot][column])) pivot = i;
    }
    std::swap(rows[column], rows[pivot]);
    const double scale = 1 / rows[column][column];
    for (double& value : rows[column]) value *= scale;
    for (size_t i = 0; i < kSide; ++i) {
      const double share = i == column ? 0 : rows[i][column];
      for (size_t j = 0; j < 2 * kSide; ++j) rows[i][j] -= share * rows[column][j];
    }
  }
  ProjectionMatrix inverse;
  for (size_t i = 0; i < kSide * kSide; ++i) {
    inverse[i] = static_cast<float>(rows[i / kSide][kSide + i % kSide]);
    if (!std::isfinite(inverse[i])) return std::nullopt;
  }
  return inverse;
}

class InverseMatrixCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    c.input<ProjectionMatrix>("MATRIX");
    c.output<ProjectionMatrix>("MATRIX");
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    matrix_ = c.input("MATRIX");
    inverse_ = c.output("MATRIX");
    return ok_status();
  }

  Status process(CalculatorContext& c) override {
    const auto* matrix = c.get<ProjectionMatrix>(matrix_);
    if (matrix == nullptr) return ok_status();
    if (const auto inverse = inverse_of(*matrix)) c.emit(inverse_, *inverse);
    return ok_status();
  }

 private:
  PortId matrix_ = kNoPort;
  PortId inverse_ = kNoPort;
};

}  // namespace

CalculatorEntry inverse_matrix_calculator() {
  return calculator_entry<InverseMatrixCalculator>("InverseMatrixCalculator", "the inverse of a projection");
}

}  // namespace saccade
