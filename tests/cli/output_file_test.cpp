#include "text/output_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "temporary_directory.h"

namespace saccade::cli {
namespace {

TEST(OutputFile, AppearsUnderItsNameOnlyWhenCommitted) {
  const TemporaryDirectory directory;
  const std::string path = directory.add("out.jsonl", "old");
  Result<OutputFile> file = OutputFile::create(path);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("new").ok());
  ASSERT_TRUE(file->flush().ok());
  EXPECT_EQ(directory.read("out.jsonl"), "old");
  ASSERT_TRUE(file->commit().ok());
  EXPECT_EQ(directory.read("out.jsonl"), "new");
  EXPECT_EQ(directory.file_count(), 1u);
}

TEST(OutputFile, LeftUnfinishedItStaysAsPartial) {
  const TemporaryDirectory directory;
  {
    Result<OutputFile> file = OutputFile::create(directory / "out.jsonl");
    ASSERT_TRUE(file->write("half").ok());
  }
  EXPECT_EQ(directory.read("out.partial.jsonl"), "half");
  EXPECT_EQ(directory.file_count(), 1u);
}

TEST(OutputFile, LeftEmptyOrDiscardedItLeavesNothing) {
  const TemporaryDirectory directory;
  { Result<OutputFile> file = OutputFile::create(directory / "empty.jsonl"); }
  {
    Result<OutputFile> file = OutputFile::create(directory / "bad.jsonl");
    ASSERT_TRUE(file->write(std::string(1 << 20, 'x')).ok());
    file->discard();
  }
  EXPECT_EQ(directory.file_count(), 0u);
}

TEST(OutputFile, TwoWritersOfOnePathEachWriteAWholeFile) {
  const TemporaryDirectory directory;
  Result<OutputFile> first = OutputFile::create(directory / "out.csv");
  Result<OutputFile> second = OutputFile::create(directory / "out.csv");
  ASSERT_TRUE(first->write("first").ok() && second->write("second").ok());
  ASSERT_TRUE(second->commit().ok());
  EXPECT_EQ(directory.read("out.csv"), "second");
  ASSERT_TRUE(first->commit().ok());
  EXPECT_EQ(directory.read("out.csv"), "first");
}

TEST(OutputFile, FollowsTheUmask) {
  const TemporaryDirectory directory;
  const mode_t before = ::umask(027);
  Result<OutputFile> file = OutputFile::create(directory / "out.csv");
  ::umask(before);
  ASSERT_TRUE(file->write("x").ok() && file->commit().ok());
  struct stat status {};
  ASSERT_EQ(::stat((directory / "out.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(OutputFile, WritesThroughASymbolicLink) {
  const TemporaryDirectory directory;
  directory.add("real.csv", "old");
  std::filesystem::create_symlink(directory / "real.csv", directory / "link.csv");
  Result<OutputFile> file = OutputFile::create(directory / "link.csv");
  ASSERT_TRUE(file->write("new").ok() && file->commit().ok());
  EXPECT_EQ(directory.read("real.csv"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link.csv"));
}

TEST(OutputFile, SaysWhatIsWrongWithAPlace) {
  const TemporaryDirectory directory;
  directory.add("file", "x");
  EXPECT_EQ(OutputFile::create(directory / "no/out.csv").error().code(), StatusCode::kNotFound);
  EXPECT_EQ(OutputFile::create(directory / "file/out.csv").error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(OutputFile::create("/dev/null").error().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(OutputFile::create(directory / std::string(300, 'n')).error().code(), StatusCode::kInvalidArgument);
}

TEST(OutputFile, AWriteThatFailsIsAnErrorAndNothingTakesTheName) {
  const TemporaryDirectory directory;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 1 << 16;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  Status status;
  {
    Result<OutputFile> file = OutputFile::create(directory / "out.csv");
    for (int i = 0; i < 4 && status.ok(); ++i) status = file->write(std::string(1 << 16, 'x'));
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_FALSE(status.ok());
  EXPECT_NE(status.message().find("out.csv"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(directory / "out.csv"));
}

TEST(PartialPath, PutsItsWordBeforeTheExtension) {
  EXPECT_EQ(partial_path("out/a.b.mp4"), "out/a.b.partial.mp4");
  EXPECT_EQ(partial_path("x.jsonl"), "x.partial.jsonl");
}

}  // namespace
}  // namespace saccade::cli
