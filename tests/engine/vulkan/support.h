// What the tests of the device share.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#include "engine/vulkan/device/commands.h"
#include "engine/vulkan/shaders/activation_push.h"

namespace saccade::vulkan {

// RELU by shaders/activation.comp on `count` quads of one row: bindings source, result.
struct ReluCase {
  std::vector<uint32_t> constants = {64, 1, 1, 1};  // group size, RELU, both layouts in quads
  ActivationPush push;
  std::array<uint32_t, 3> groups;

  explicit ReluCase(uint32_t count) {
    push.source = push.result = {0, count, 1, count, 4};
    push.samples = 1;
    groups = {(count + 63) / 64, 1, 1};
  }
  std::vector<uint32_t> push_words() const {
    std::vector<uint32_t> words(sizeof(push) / 4);
    std::memcpy(words.data(), &push, sizeof(push));
    return words;
  }
};

inline std::vector<float> some_floats(size_t count) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i) values[i] = static_cast<float>(static_cast<int>(i * 7919 % 2001) - 1000) / 8;
  return values;
}

}  // namespace saccade::vulkan
