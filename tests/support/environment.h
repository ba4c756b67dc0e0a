// Environment variables for one test.
#pragma once

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace saccade {

// Sets or unsets variables and puts back what was there.
class Environment {
 public:
  Environment() = default;
  Environment(const std::string& name, const std::string& value) { set(name, value); }
  Environment(const Environment&) = delete;
  ~Environment() {
    for (const auto& [name, value] : before_)
      value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
  }

  void set(const std::string& name, const std::string& value) {
    keep(name);
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  void unset(const std::string& name) {
    keep(name);
    ::unsetenv(name.c_str());
  }

 private:
  void keep(const std::string& name) {
    const char* old = std::getenv(name.c_str());
    before_.emplace(name, old == nullptr ? std::nullopt : std::optional<std::string>(old));
  }
  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace saccade
