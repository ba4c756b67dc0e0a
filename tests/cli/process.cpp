#include "process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <thread>

namespace saccade::cli {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 120s;

int anonymous_file() {
  char name[] = "/tmp/saccade_cli_output_XXXXXX";
  const int descriptor = ::mkstemp(name);
  ::unlink(name);
  return descriptor;
}

std::string read_all(int descriptor) {
  std::string text;
  char block[1 << 16];
  for (ssize_t count; (count = ::pread(descriptor, block, sizeof block, static_cast<off_t>(text.size()))) > 0;) {
    text.append(block, static_cast<size_t>(count));
  }
  return text;
}

std::string tool_path() {
  const char* folder = std::getenv("SACCADE_BIN");
  return std::string(folder != nullptr ? folder : ".") + "/saccade";
}

}  // namespace

std::vector<std::string> Finished::errors() const {
  std::vector<std::string> lines;
  std::istringstream stream(err);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("saccade: error: ")) lines.push_back(line);
  }
  return lines;
}

Running::~Running() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Running::signal(int number) const { ::kill(process_, number); }

std::string Running::out_so_far() const { return read_all(out_); }

Finished Running::wait() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (::waitpid(process_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) ::kill(process_, SIGKILL);
    std::this_thread::sleep_for(1ms);
  }
  process_ = -1;
  Finished finished{WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read_all(out_), read_all(err_)};
  ::close(out_);
  ::close(err_);
  return finished;
}

Tool& Tool::environment(const std::string& name, const std::string& value) {
  environment_.push_back(name + "=" + value);
  return *this;
}

Tool& Tool::directory(const std::string& path) {
  directory_ = path;
  return *this;
}

Tool& Tool::output_to(const std::string& path) {
  output_ = path;
  return *this;
}

Tool& Tool::as_nobody() {
  as_nobody_ = true;
  return *this;
}

Tool& Tool::limit_file_bytes(long bytes) {
  limit_bytes_ = bytes;
  return *this;
}

Running Tool::start() const {
  const int out = output_.empty() ? anonymous_file() : ::open(output_.c_str(), O_WRONLY);
  const int err = anonymous_file();
  std::vector<std::string> words = {tool_path()};
  words.insert(words.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t process = ::fork();
  if (process == 0) {
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    for (const std::string& variable : environment_) ::putenv(const_cast<char*>(variable.c_str()));
    if (limit_bytes_ >= 0) {
      std::signal(SIGXFSZ, SIG_IGN);  // stays ignored across exec: writes fail instead
      const rlimit limit{static_cast<rlim_t>(limit_bytes_), static_cast<rlim_t>(limit_bytes_)};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    constexpr uid_t kNobody = 65534;
    if (as_nobody_ && ::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(127);
    if (!directory_.empty() && ::chdir(directory_.c_str()) != 0) ::_exit(126);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  return Running(process, out, err);
}

Finished run_tool(std::vector<std::string> arguments) { return Tool(std::move(arguments)).run(); }

}  // namespace saccade::cli
