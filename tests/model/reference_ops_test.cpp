// The oracle itself, against the peer's recorded outputs of whole models.
#include "support/reference_ops.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "model/tflite.h"
#include "model_files.h"
#include "support/instrumented.h"

namespace saccade {
namespace {

using reference::Array;

// The "lcg" and "lcg_u8" inputs of models.json, as its "inputs" entry defines them.
Array lcg_input(const std::string& run, const Shape& shape, double low, double high) {
  Array array(shape);
  for (size_t i = 0; i < array.values.size(); ++i) {
    const uint64_t u = (i * 1103515245ULL + 12345ULL) % (1ULL << 31);
    const double unit = run == "lcg" ? static_cast<double>(u) / 2147483648.0 : static_cast<double>(u >> 23) / 255;
    array.values[i] = static_cast<float>(low + (high - low) * unit);
  }
  return array;
}

// models.json's "samples": 64 values at flat index (k * (n - 1)) / 63, all where n <= 64.
std::vector<double> samples(const Array& array) {
  const size_t n = array.values.size();
  if (n <= 64) return array.values;
  std::vector<double> result;
  for (size_t k = 0; k < 64; ++k) result.push_back(array.values[k * (n - 1) / 63]);
  return result;
}

void expect_golden(const Array& output, const nlohmann::json& golden) {
  const double absmax = golden.at("absmax");
  const nlohmann::json delta = golden.value("delta_builtin", nlohmann::json());
  const double tolerance = std::max(5e-6 * absmax, delta.is_null() ? 0.0 : 4 * delta.get<double>());
  const auto expected = golden.at("samples").get<std::vector<double>>();
  const std::vector<double> actual = samples(output);
  ASSERT_EQ(actual.size(), expected.size());
  // Seven digits were recorded.
  for (size_t i = 0; i < actual.size(); ++i)
    EXPECT_NEAR(actual[i], expected[i], tolerance + 1e-6 * std::abs(expected[i]));
}

TEST(ReferenceOps, GiveThePeersOutputsOnWholeModels) {
  const auto paths = shared_models();
  if (paths.empty()) GTEST_SKIP() << "skipped: no shared models";
  const nlohmann::json golden = nlohmann::json::parse(std::ifstream(shared_folder() / "golden/models.json"));
  for (const auto& path : paths) {
    if (is_too_large_here(std::filesystem::file_size(path))) continue;
    SCOPED_TRACE(path.filename().string());
    const nlohmann::json& entry = golden.at("models").at(path.filename().string());
    const std::string run = entry.at("runs").contains("lcg") ? "lcg" : "lcg_u8";
    const Result<Model> model = load_tflite(path);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    const Shape shape = model->tensor(model->inputs[0]).shape;
    const Array input = lcg_input(run, shape, entry.at("range")[0], entry.at("range")[1]);
    const std::vector<Array> outputs = reference::run(*model, {input});
    const nlohmann::json& expected = entry.at("runs").at(run);
    ASSERT_EQ(outputs.size(), expected.size());
    for (size_t i = 0; i < outputs.size(); ++i) {
      SCOPED_TRACE(expected[i].at("name"));
      expect_golden(outputs[i], expected[i]);
    }
  }
}

}  // namespace
}  // namespace saccade
