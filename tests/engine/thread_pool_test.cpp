#include "engine/cpu/thread_pool.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/cpu/tensor_pool.h"

namespace saccade::cpu {
namespace {

// Each thread adds to its own cell, then reads everybody's behind a barrier; wrong sums are counted.
class SumTask final : public ParallelTask {
 public:
  explicit SumTask(int most_threads) : cells_(static_cast<size_t>(most_threads), 0) {}

  void run(int thread, int threads) override {
    for (int round = 1; round <= 20; ++round) {
      cells_[static_cast<size_t>(thread)] = round;
      barrier_.wait(threads);
      int sum = 0;
      for (int i = 0; i < threads; ++i) sum += cells_[static_cast<size_t>(i)];
      if (sum != round * threads) wrong_.fetch_add(1);
      barrier_.wait(threads);
    }
    runs_.fetch_add(1);
  }
  int wrong() const { return wrong_.load(); }
  int runs() const { return runs_.load(); }

 private:
  Barrier barrier_;
  std::vector<int> cells_;
  std::atomic<int> wrong_{0}, runs_{0};
};

TEST(ThreadPool, RunsATaskOnceOnEveryThread) {
  for (int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    SumTask task(threads);

    pool.run(task);

    EXPECT_EQ(task.runs(), threads);
    EXPECT_EQ(task.wrong(), 0);
  }
}

TEST(ThreadPool, RunsOneTaskAfterTheOther) {
  ThreadPool pool(3);
  for (int i = 0; i < 20; ++i) {
    SumTask task(3);
    pool.run(task);
    ASSERT_EQ(task.runs(), 3);
  }
}

TEST(ThreadPool, WhileItIsBusyOthersRunOnTheirOwnThread) {
  ThreadPool pool(2);
  std::atomic<int> wrong{0}, runs{0};
  const auto work = [&] {
    for (int i = 0; i < 20; ++i) {
      SumTask task(2);
      pool.run(task);
      wrong.fetch_add(task.wrong());
      runs.fetch_add(task.runs());
    }
  };

  std::thread other(work);
  work();
  other.join();

  EXPECT_EQ(wrong.load(), 0);
  EXPECT_GE(runs.load(), 40);
  EXPECT_LE(runs.load(), 80);
}

TEST(ThreadPool, WakesUpAfterAPauseLongerThanItSpins) {
  ThreadPool pool(2);
  SumTask first(2), second(2);
  pool.run(first);

  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  pool.run(second);

  EXPECT_EQ(second.runs(), 2);
}

TEST(ThreadPool, MeasuresItsBarrier) {
  EXPECT_GT(ThreadPool(2).measure_barrier_ns(), 0);
  EXPECT_LT(ThreadPool(2).measure_barrier_ns(), 1e9);
}

TEST(TensorPool, MemoryComesBackOnceTheTensorIsGone) {
  TensorPool pool;
  float* first = nullptr;
  float* second = nullptr;
  float* third = nullptr;

  Tensor held = pool.make({1, 100}, &first);
  { const Tensor gone = pool.make({1, 100}, &second); }
  const Tensor again = pool.make({1, 100}, &third);

  EXPECT_NE(first, second);
  EXPECT_EQ(second, third);
  EXPECT_EQ(again.shape(), (Shape{1, 100}));
}

TEST(TensorPool, ATensorOutlivesItsPool) {
  Tensor tensor;
  {
    TensorPool pool;
    float* data = nullptr;
    tensor = pool.make({4}, &data);
    std::fill_n(data, 4, 2.5f);
  }

  EXPECT_EQ((*tensor.floats())[3], 2.5f);
}

TEST(TensorPool, KeepsOnlySoMuchIdleMemory) {
  TensorPool pool;
  std::vector<Tensor> many;
  float* data = nullptr;
  for (int i = 1; i < 200; ++i) many.push_back(pool.make({i * 16}, &data));

  many.clear();  // under AddressSanitizer: nothing leaks, nothing is freed twice

  EXPECT_TRUE(pool.make({16}, &data).floats().ok());
}

TEST(TensorPool, IsThreadSafe) {
  TensorPool pool;
  const auto work = [&] {
    for (int i = 0; i < 300; ++i) {
      float* data = nullptr;
      const Tensor tensor = pool.make({64}, &data);
      std::fill_n(data, 64, static_cast<float>(i));
      ASSERT_EQ((*tensor.floats())[63], static_cast<float>(i));
    }
  };

  std::thread other(work);
  work();
  other.join();
}

}  // namespace
}  // namespace saccade::cpu
