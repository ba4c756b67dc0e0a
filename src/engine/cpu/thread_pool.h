// The CPU engine's threads, and the barrier that its steps meet at.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace saccade::cpu {

// Lets a fixed group of threads wait for each other, again and again. Spins for some microseconds, as the others are
// mostly on their way, then blocks. Thread-safe.
class Barrier {
 public:
  // Returns once `threads` threads are inside. Everything written before is seen by all of them afterwards.
  void wait(int threads);

 private:
  std::atomic<int> arrived_{0};
  std::atomic<uint32_t> phase_{0};
};

// A task that several threads run at the same time; `run` is called once on each.
class ParallelTask {
 public:
  virtual ~ParallelTask() = default;
  virtual void run(int thread, int threads) = 0;
};

// The calling thread and `threads` - 1 workers, which sleep between tasks. Thread-safe.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Runs the task on all threads and returns when all are done. While another caller has the workers it runs on the
  // calling thread alone (thread 0 of 1): sessions of one engine never wait for each other.
  void run(ParallelTask& task);

  // Nanoseconds that one barrier costs at present: the least of several rounds. It changes as the operating system
  // moves threads between near and far cores, so measure it beside whatever it explains.
  double measure_barrier_ns();

 private:
  void work(int thread);

  std::mutex busy_;                 // held by the caller whose task the workers run
  ParallelTask* task_ = nullptr;    // written before epoch_ advances
  std::atomic<uint32_t> epoch_{0};  // one task each; stop_ is looked at when it advances
  std::atomic<bool> stop_{false};
  Barrier done_;
  std::vector<std::thread> workers_;
};

}  // namespace saccade::cpu
