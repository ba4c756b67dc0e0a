#include "run/inputs.h"

#include <gtest/gtest.h>

#include "temporary_directory.h"

namespace saccade::cli {
namespace {

std::vector<std::string> names_of(const Result<std::vector<Source>>& sources) {
  std::vector<std::string> names;
  for (const Source& source : *sources) names.push_back(source.name);
  return names;
}

TEST(Inputs, ADirectoryGivesItsMediaFilesSorted) {
  const TemporaryDirectory directory;
  directory.add("b.PNG");
  directory.add("a.mp4");
  directory.add("notes.txt");
  directory.add(".hidden.jpg");
  directory.add("below/c.png");
  const std::vector<std::string> inputs = {directory.path()};
  const auto sources = expand_inputs(inputs);
  ASSERT_TRUE(sources);
  EXPECT_EQ(names_of(sources), (std::vector<std::string>{directory / "a.mp4", directory / "b.PNG"}));
  EXPECT_EQ((*sources)[0].kind, SourceKind::kVideo);
  EXPECT_EQ((*sources)[1].kind, SourceKind::kPicture);
  EXPECT_EQ((*sources)[1].extension, ".png");
}

TEST(Inputs, AGlobGivesItsMatchesSorted) {
  const TemporaryDirectory directory;
  directory.add("p2.jpg");
  directory.add("p1.jpg");
  directory.add("q.jpg");
  const std::vector<std::string> inputs = {directory / "p*.jpg"};
  EXPECT_EQ(names_of(expand_inputs(inputs)), (std::vector<std::string>{directory / "p1.jpg", directory / "p2.jpg"}));
}

TEST(Inputs, AFileWhoseNameLooksLikeAGlobIsTheFile) {
  const TemporaryDirectory directory;
  directory.add("what?.jpg");
  directory.add("whats.jpg");
  const std::vector<std::string> inputs = {directory / "what?.jpg"};
  EXPECT_EQ(names_of(expand_inputs(inputs)), inputs);
}

TEST(Inputs, CamerasAndStreamsPassAndHaveStems) {
  const std::vector<std::string> inputs = {"camera:1", "rtsp://host:554/yard/cam2?profile=1", "https://host/"};
  const auto sources = expand_inputs(inputs);
  ASSERT_TRUE(sources);
  EXPECT_EQ((*sources)[0].stem, "camera1");
  EXPECT_EQ((*sources)[1].stem, "cam2");
  EXPECT_EQ((*sources)[1].kind, SourceKind::kLive);
  EXPECT_FALSE((*sources)[2].stem.empty());
}

TEST(Inputs, AMissingFileIsLeftToTheReader) {
  const std::vector<std::string> inputs = {"/nowhere/x.mp4"};
  EXPECT_EQ(names_of(expand_inputs(inputs)), inputs);
}

TEST(Inputs, NothingFoundNamesWhereItLooked) {
  const TemporaryDirectory directory;
  const std::vector<std::string> empty_directory = {directory.path()}, no_match = {directory / "*.png"};
  const std::vector<std::string> empty_name = {""};
  EXPECT_EQ(expand_inputs(empty_directory).error().code(), StatusCode::kNotFound);
  EXPECT_NE(expand_inputs(no_match).error().message().find("*.png"), std::string::npos);
  EXPECT_EQ(expand_inputs(empty_name).error().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace saccade::cli
