#include "engine/cpu/thread_pool.h"

#include <algorithm>
#include <chrono>

namespace saccade::cpu {
namespace {

// Some 20 us on current processors: longer than any step's imbalance, far shorter than a scheduler's time slice.
constexpr int kSpins = 2000;

void pause_processor() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

void wait_while(const std::atomic<uint32_t>& value, uint32_t old) {
  for (int spin = 0; spin < kSpins; ++spin) {
    if (value.load(std::memory_order_acquire) != old) return;
    pause_processor();
  }
  value.wait(old, std::memory_order_acquire);
}

class BarrierRounds final : public ParallelTask {
 public:
  void run(int thread, int threads) override {
    for (int round = 0; round < kRounds; ++round) {
      const auto begin = std::chrono::steady_clock::now();
      for (int i = 0; i < kBarriers; ++i) barrier_.wait(threads);
      const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - begin;
      if (thread == 0) least_ns_ = std::min(least_ns_, spent.count() / kBarriers);
    }
  }
  double least_ns() const { return least_ns_; }

 private:
  static constexpr int kRounds = 10, kBarriers = 100;
  Barrier barrier_;
  double least_ns_ = 1e12;
};

}  // namespace

void Barrier::wait(int threads) {
  const uint32_t phase = phase_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads) {
    arrived_.store(0, std::memory_order_relaxed);
    phase_.store(phase + 1, std::memory_order_release);
    phase_.notify_all();
  } else {
    wait_while(phase_, phase);
  }
}

ThreadPool::ThreadPool(int threads) {
  for (int thread = 1; thread < threads; ++thread) workers_.emplace_back([this, thread] { work(thread); });
}

ThreadPool::~ThreadPool() {
  stop_.store(true, std::memory_order_relaxed);
  epoch_.fetch_add(1, std::memory_order_release);
  epoch_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(ParallelTask& task) {
  std::unique_lock lock(busy_, std::try_to_lock);
  if (!lock.owns_lock() || workers_.empty()) {
    task.run(0, 1);
    return;
  }
  task_ = &task;
  epoch_.fetch_add(1, std::memory_order_release);
  epoch_.notify_all();
  task.run(0, threads());
  done_.wait(threads());
}

void ThreadPool::work(int thread) {
  for (uint32_t epoch = 0;; ++epoch) {
    wait_while(epoch_, epoch);
    if (stop_.load(std::memory_order_relaxed)) return;
    task_->run(thread, threads());
    done_.wait(threads());
  }
}

double ThreadPool::measure_barrier_ns() {
  BarrierRounds rounds;
  run(rounds);
  return rounds.least_ns();
}

}  // namespace saccade::cpu
