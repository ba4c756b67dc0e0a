// All passes together on the real models: the same outputs, and as few operators as when last counted.
#include <fstream>
#include <map>
#include <sstream>

#include "../model_files.h"
#include "model/rewrite.h"
#include "model/tflite.h"
#include "same_outputs.h"
#include "support/instrumented.h"

namespace saccade {
namespace {

TEST(Rewrite, KeepsTheOutputsOfWholeModels) {
  const auto paths = shared_models();
  if (paths.empty()) GTEST_SKIP() << "skipped: no shared models";
  for (const auto& path : paths) {
    if (is_too_large_here(std::filesystem::file_size(path))) continue;
    SCOPED_TRACE(path.filename().string());
    const Result<Model> model = load_tflite(path);
    ASSERT_TRUE(model.ok()) << model.error().to_string();
    const Result<Model> rewritten = rewrite(*model, {});
    ASSERT_TRUE(rewritten.ok()) << rewritten.error().to_string();
    expect_same_outputs(*model, *rewritten);
  }
}

// "face_landmark 210 97 45: CONV_2D 25, DEPTHWISE_CONV_2D 20": operators in the file, without constants, rewritten.
std::string count_line(const Model& model) {
  const Model folded = *rewrite(model, {.wanted_outputs = {}, .fuse = false});
  const Model rewritten = *rewrite(model, {});
  std::map<std::string, int> kinds;
  for (const Op& op : rewritten.ops) ++kinds[op_kind_name(op.kind)];
  std::ostringstream line;
  line << std::filesystem::path(model.name).stem().string() << ' ' << model.ops.size() << ' ' << folded.ops.size()
       << ' ' << rewritten.ops.size() << ':';
  for (const auto& [kind, count] : kinds) line << (kind == kinds.begin()->first ? " " : ", ") << kind << ' ' << count;
  return line.str();
}

// tests/model/op_counts.txt is the golden; after a better rewrite, put in what this prints.
TEST(Rewrite, LeavesAsFewOperatorsAsCounted) {
  const auto paths = shared_models();
  if (paths.empty()) GTEST_SKIP() << "skipped: no shared models";
  std::ostringstream actual, expected;
  for (const auto& path : paths) actual << count_line(*load_tflite(path)) << '\n';
  const char* source = std::getenv("SACCADE_SOURCE");
  ASSERT_NE(source, nullptr);
  expected << std::ifstream(std::filesystem::path(source) / "tests/model/op_counts.txt").rdbuf();
  EXPECT_EQ(actual.str(), expected.str());
}

}  // namespace
}  // namespace saccade
