#include "engine/arena.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace saccade {
namespace {

bool overlap(const Block& a, const Block& b) { return a.offset < b.offset + b.size && b.offset < a.offset + a.size; }

TEST(Arena, BlocksThatLiveTogetherDoNotOverlap) {
  std::vector<Block> blocks;
  std::minstd_rand random(3);
  for (int i = 0; i < 60; ++i) {
    const int first = static_cast<int>(random() % 40);
    blocks.push_back({16 * (1 + random() % 50), first, first + static_cast<int>(random() % 6)});
  }

  const size_t total = place_blocks(blocks, true);

  for (size_t i = 0; i < blocks.size(); ++i) {
    EXPECT_LE(blocks[i].offset + blocks[i].size, total);
    for (size_t k = 0; k < i; ++k) {
      const bool together = blocks[i].first <= blocks[k].last && blocks[k].first <= blocks[i].last;
      EXPECT_FALSE(together && overlap(blocks[i], blocks[k])) << i << " and " << k;
    }
  }
}

TEST(Arena, AChainOfEqualBlocksNeedsTwoOfThem) {
  std::vector<Block> blocks;
  for (int i = 0; i < 10; ++i) blocks.push_back({64, i, i + 1});

  EXPECT_EQ(place_blocks(blocks, true), 128u);
}

TEST(Arena, WithoutAliasingEveryBlockHasItsOwnMemory) {
  std::vector<Block> blocks;
  for (int i = 0; i < 10; ++i) blocks.push_back({64, i, i + 1});

  EXPECT_EQ(place_blocks(blocks, false), 640u);
}

TEST(Arena, BlocksNobodyUsesTakeNoMemory) {
  std::vector<Block> blocks = {{64, -1, -1}, {32, 0, 1}};

  EXPECT_EQ(place_blocks(blocks, true), 32u);
}

}  // namespace
}  // namespace saccade
