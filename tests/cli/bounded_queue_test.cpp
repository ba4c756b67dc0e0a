#include "run/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace saccade::cli {
namespace {

TEST(BoundedQueue, KeepsTheOrderAcrossThreads) {
  BoundedQueue<int> queue(3, 1000);
  std::thread producer([&] {
    for (int i = 0; i < 10'000; ++i) queue.push(i, 1);
    queue.close();
  });
  int expected = 0;
  while (const std::optional<int> item = queue.pop()) EXPECT_EQ(*item, expected++);
  producer.join();
  EXPECT_EQ(expected, 10'000);
}

TEST(BoundedQueue, NeverHoldsMoreBytesThanAllowed) {
  BoundedQueue<int> queue(100, 10);
  std::atomic<int> held = 0, most = 0;
  std::thread producer([&] {
    for (int i = 0; i < 1000; ++i) {
      queue.push(i, 4);
      most = std::max(most.load(), ++held);
    }
    queue.close();
  });
  while (queue.pop()) --held;
  producer.join();
  // Two of four bytes fit into ten; one more may be counted by the producer before the consumer counts its own.
  EXPECT_LE(most, 3);
}

TEST(BoundedQueue, AnItemLargerThanTheLimitPassesAlone) {
  BoundedQueue<std::unique_ptr<int>> queue(4, 10);
  EXPECT_TRUE(queue.push(std::make_unique<int>(7), 1'000'000));
  EXPECT_EQ(**queue.pop(), 7);
}

TEST(BoundedQueue, WhatWasPushedBeforeCloseCanStillBePopped) {
  BoundedQueue<int> queue(4, 100);
  queue.push(1, 1);
  queue.close();
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, CancelWakesAWaitingProducerAndDropsItems) {
  BoundedQueue<int> queue(1, 100);
  ASSERT_TRUE(queue.push(1, 1));
  std::atomic<bool> pushed = true;
  std::thread producer([&] { pushed = queue.push(2, 1); });
  queue.cancel();
  producer.join();
  EXPECT_FALSE(pushed);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, CancelWakesAWaitingConsumer) {
  BoundedQueue<int> queue(1, 100);
  std::optional<int> popped = 1;
  std::thread consumer([&] { popped = queue.pop(); });
  queue.cancel();
  consumer.join();
  EXPECT_EQ(popped, std::nullopt);
}

}  // namespace
}  // namespace saccade::cli
