// Cut-off and mutated models: refused, or accepted as a sound model of another meaning; never a crash. The sanitizer
// lanes run this too.
#include "support/hostile.h"

#include <gtest/gtest.h>

#include <fstream>

#include "model/check.h"
#include "model/rewrite.h"
#include "model/tflite.h"
#include "model_files.h"
#include "support/tflite_file.h"

namespace saccade {
namespace {

// What loads is sound, before and after rewriting. Returns whether it loaded.
bool survives(std::span<const std::byte> bytes) {
  const Result<Model> model = parse_tflite(bytes, "hostile.tflite");
  if (!model.ok()) return false;
  EXPECT_TRUE(check_model(*model).ok());
  const Result<Model> rewritten = rewrite(*model, {});
  EXPECT_TRUE(!rewritten.ok() || check_model(*rewritten).ok()) << check_model(*rewritten).to_string();
  return true;
}

void survive_truncation(std::span<const std::byte> whole) {
  for (size_t length : truncations(whole.size())) {
    HeapBlock block(whole.subspan(0, length));
    EXPECT_FALSE(survives(block.bytes())) << "the first " << length << " of " << whole.size() << " bytes";
  }
}

void survive_mutation(std::span<const std::byte> whole, uint32_t seeds) {
  for (uint32_t seed = 0; seed < seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    HeapBlock block(whole);
    mutate(block.bytes(), seed);
    survives(block.bytes());
  }
}

std::vector<std::byte> read(const std::filesystem::path& path) {
  std::vector<std::byte> bytes(std::filesystem::file_size(path));
  std::ifstream(path, std::ios::binary)
      .read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

// The shared models whose files are small enough to be read a hundred times.
std::vector<std::filesystem::path> small_models() {
  std::vector<std::filesystem::path> paths = shared_models();
  std::erase_if(paths, [](const auto& path) { return std::filesystem::file_size(path) > (size_t{1} << 20); });
  return paths;
}

TEST(HostileModel, OfEveryOperatorSurvivesTruncationAtEveryByte) {
  const std::vector<std::byte> whole = every_operator().pack();
  for (size_t length = 0; length < whole.size(); length += 3) {
    HeapBlock block(std::span<const std::byte>(whole).subspan(0, length));
    EXPECT_FALSE(survives(block.bytes())) << length;
  }
}

TEST(HostileModel, OfEveryOperatorSurvivesMutation) { survive_mutation(every_operator().pack(), 3000); }

TEST(HostileModel, FromTheSharedFolderSurvivesTruncation) {
  const auto paths = small_models();
  if (paths.empty()) GTEST_SKIP() << "skipped: no shared models";
  for (const auto& path : paths) {
    SCOPED_TRACE(path.filename().string());
    survive_truncation(read(path));
  }
}

TEST(HostileModel, FromTheSharedFolderSurvivesMutation) {
  const auto paths = small_models();
  if (paths.empty()) GTEST_SKIP() << "skipped: no shared models";
  for (const auto& path : paths) {
    SCOPED_TRACE(path.filename().string());
    survive_mutation(read(path), 100);
  }
}

// Mutations seldom hit the options of one operator, so they get their own.
TEST(HostileModel, CustomOptionsSurviveMutation) {
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    TfliteFile file = every_operator();
    for (auto& op : file.graph().operators) {
      mutate(std::as_writable_bytes(std::span(op->custom_options)), seed);
      if (seed % 16 == 0) op->custom_options.resize(op->custom_options.size() * (seed % 256) / 256);
    }
    HeapBlock block(file.pack());
    survives(block.bytes());
  }
}

}  // namespace
}  // namespace saccade
