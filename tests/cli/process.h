// The tool as a process: its exit code, standard output and standard error.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace saccade::cli {

struct Finished {
  int code = -1;  // exit code; -signal when a signal ended it; 127 when the tool could not be started
  std::string out, err;

  // Lines of `err` that begin with "saccade: error: ".
  std::vector<std::string> errors() const;
};

// A tool that runs. Killed when it is destroyed before wait().
class Running {
 public:
  Running(int process, int out, int err) : process_(process), out_(out), err_(err) {}
  Running(Running&& other) noexcept : process_(std::exchange(other.process_, -1)), out_(other.out_), err_(other.err_) {}
  Running& operator=(Running&&) = delete;
  ~Running();

  void signal(int number) const;
  // What standard output holds by now.
  std::string out_so_far() const;
  // Until it ends; killed and -SIGKILL after two minutes.
  Finished wait();

 private:
  int process_, out_, err_;
};

class Tool {
 public:
  explicit Tool(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {}
  Tool& environment(const std::string& name, const std::string& value);
  Tool& directory(const std::string& path);
  // Instead of a file that wait() reads.
  Tool& output_to(const std::string& path);
  // Without the rights of root, when the test has them.
  Tool& as_nobody();
  // Writes beyond this size fail as on a full disk.
  Tool& limit_file_bytes(long bytes);

  Running start() const;
  Finished run() const { return start().wait(); }

 private:
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  std::string directory_, output_;
  long limit_bytes_ = -1;
  bool as_nobody_ = false;
};

// The tool with these arguments, to its end.
Finished run_tool(std::vector<std::string> arguments);

}  // namespace saccade::cli
