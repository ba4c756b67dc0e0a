#include "half_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

namespace saccade::cli {

HalfServer::HalfServer(std::string bytes, Then then)
    : bytes_(std::move(bytes)), then_(then), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool listening = ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                         ::listen(listener_, 4) == 0 &&
                         ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (!listening || ::pipe2(stop_, O_CLOEXEC) != 0) std::abort();
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

HalfServer::~HalfServer() {
  ::close(stop_[1]);
  thread_.join();
  ::close(stop_[0]);
  ::close(listener_);
}

std::string HalfServer::url(const std::string& name) const {
  return "http://127.0.0.1:" + std::to_string(port_) + "/" + name;
}

void HalfServer::serve() const {
  std::vector<int> silent;  // clients that wait for the other half
  for (;;) {
    pollfd waits[2] = {{listener_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    ::poll(waits, 2, -1);
    if (waits[1].revents != 0) break;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    answer(client);
    if (then_ == Then::kClose) {
      ::close(client);
    } else {
      silent.push_back(client);
    }
  }
  for (const int client : silent) ::close(client);
}

void HalfServer::answer(int client) const {
  char request[4096];
  if (::recv(client, request, sizeof request, 0) <= 0) return;
  const std::string text =
      "HTTP/1.1 200 OK\r\nContent-Type: video/x-matroska\r\nContent-Length: " + std::to_string(bytes_.size()) +
      "\r\nAccept-Ranges: none\r\n\r\n" + bytes_.substr(0, bytes_.size() / 2);
  for (size_t done = 0; done < text.size();) {
    const ssize_t sent = ::send(client, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (sent <= 0) return;
    done += static_cast<size_t>(sent);
  }
}

}  // namespace saccade::cli
