// One suite for every engine: models of a few operators against the double-precision oracle.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "support/model_builder.h"

namespace saccade {

// An engine in one set-up. `runs_on` is what SessionInfo::engine must begin with, so that no fall-back goes unseen.
// Where `create` says unavailable, the machine does not have it.
struct EngineCase {
  std::string name, runs_on;
  std::function<Result<std::shared_ptr<Engine>>()> create;
  Precision precision = Precision::kFloat32;  // or kFloat16
};
inline std::ostream& operator<<(std::ostream& out, const EngineCase& engine) { return out << engine.name; }

// Every engine and set-up: those of the CPU that this machine can run, and all of Vulkan.
std::vector<EngineCase> engine_cases();

class Conformance : public testing::TestWithParam<EngineCase> {
 protected:
  void SetUp() override;
  // Runs the model on random inputs of that batch and compares every wanted output with the oracle. The tolerance
  // follows from float32 and the number of terms that the model adds up for one number. For float16, engine and oracle
  // get inputs and constants that float16 holds, and each operator may round what it stores.
  void expect_conforms(const Model& given, int batch = 1, const std::vector<int>& wanted_outputs = {});

  std::shared_ptr<Engine> engine_;
};

// A convolution's output extent and the padding that TFLite's SAME gives along one axis.
struct Same {
  int extent, before, after;
};
Same same_padding(int extent, int kernel, int stride);
Padding padding_of(const Same& rows, const Same& columns);

}  // namespace saccade
