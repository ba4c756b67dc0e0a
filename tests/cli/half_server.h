// An HTTP server on this machine that promises a file and gives half of it.
#pragma once

#include <string>
#include <thread>

namespace saccade::cli {

class HalfServer {
 public:
  enum class Then { kClose, kHang };
  HalfServer(std::string bytes, Then then);
  ~HalfServer();

  std::string url(const std::string& name) const;

 private:
  void serve() const;
  void answer(int client) const;

  const std::string bytes_;
  const Then then_;
  int listener_;
  int port_ = 0;
  int stop_[2];  // a pipe: closed to end the thread
  std::thread thread_;
};

}  // namespace saccade::cli
