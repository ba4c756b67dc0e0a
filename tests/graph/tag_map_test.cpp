#include <gtest/gtest.h>

#include "graph/port_map.h"

namespace saccade {
namespace {

using Texts = std::vector<std::string>;

std::vector<std::string> in_order(const Texts& texts) {
  const Result<PortMap> map = PortMap::from(texts);
  EXPECT_TRUE(map.ok()) << map.error().to_string();
  std::vector<std::string> names;
  if (map.ok()) {
    for (const Port& port : map->ports()) names.push_back(port.to_string());
  }
  return names;
}

TEST(TagMap, UntaggedPortsCountInFileOrderAndComeFirst) {
  EXPECT_EQ(in_order({"B:x", "first", "A:y", "second"}), (Texts{"first", "second", "A:0:y", "B:0:x"}));
}

TEST(TagMap, IndexesOrderWithinATag) {
  EXPECT_EQ(in_order({"A:1:second", "A:0:first"}), (Texts{"A:0:first", "A:1:second"}));
}

TEST(TagMap, ATagWithoutIndexIsIndexZero) {
  const PortMap map = *PortMap::from(Texts{"IMAGE:frame"});
  EXPECT_EQ(map.find("IMAGE", 0), 0);
  EXPECT_EQ(map.find("IMAGE", 1), kNoPort);
  EXPECT_EQ(map.find("OTHER"), kNoPort);
  EXPECT_EQ(map.count("IMAGE"), 1);
}

TEST(TagMap, IndexesMustBeWithoutGapOrRepeat) {
  EXPECT_EQ(PortMap::from(Texts{"A:0:x", "A:2:y"}).error().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(PortMap::from(Texts{"A:x", "A:y"}).error().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(PortMap::from(Texts{"A:1:x"}).error().code(), StatusCode::kFailedPrecondition);
}

TEST(TagMap, NamesAndTagsKeepTheirSpelling) {
  for (const char* bad : {"", "Name", "tag:name", "TAG:Name", "TAG:01:name", "TAG:-1:name", "TAG:1:2:name",
                          "TAG:", "9name", "TAG::name", "TAG:99999999999:name", "na me", "TAG:0x1:name"}) {
    EXPECT_EQ(PortMap::from(Texts{bad}).error().code(), StatusCode::kInvalidArgument) << bad;
  }
  for (const char* good : {"name", "_n9", "TAG:name", "_T9:0:name"}) {
    EXPECT_TRUE(PortMap::from(Texts{good}).ok()) << good;
  }
}

TEST(TagMap, TagIndexForms) {
  EXPECT_EQ(parse_tag_index("TAG")->tag, "TAG");
  EXPECT_EQ(parse_tag_index("TAG:2")->index, 2);
  EXPECT_EQ(parse_tag_index(":3")->tag, "");
  EXPECT_EQ(parse_tag_index(":3")->index, 3);
  EXPECT_EQ(parse_tag_index("")->index, 0);
  EXPECT_FALSE(parse_tag_index("tag").ok());
  EXPECT_FALSE(parse_tag_index("TAG:x").ok());
}

}  // namespace
}  // namespace saccade
