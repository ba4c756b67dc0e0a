// Where blocks lie in one arena: blocks whose lives do not meet may share memory.
#pragma once

#include <cstddef>
#include <span>

namespace saccade {

struct Block {
  size_t size = 0;
  int first = -1, last = -1;  // steps that use it, both included; -1: nobody does
  size_t offset = 0;          // set by place_blocks()
};

// Sets the offset of every block that is used; returns the arena's size, in the unit of the sizes. `alias` false: none
// share.
size_t place_blocks(std::span<Block> blocks, bool alias);

}  // namespace saccade
