// FaultyApi: the Vulkan functions with a stub in front of each, which can fail a call and counts what lives.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/vulkan/device/api.h"

namespace saccade::vulkan {

// One at a time (the stubs are plain functions), on one thread. Everything made through api() is gone before it is.
class FaultyApi {
 public:
  FaultyApi();  // without faults; ok() is false where there is no loader
  ~FaultyApi();
  FaultyApi(const FaultyApi&) = delete;

  bool ok() const { return loaded_.has_value(); }
  const Api& api() const { return *loaded_; }

  // From now on nothing fails; counts start anew from 0.
  void clear();
  // Call number `call` of those that can fail answers `result` without being made. The GPU's work is waited for first:
  // a lost device has stopped.
  void fail_call(int call, VkResult result);
  // The calls number `nth` to `nth` + `times` - 1 of that function ("vkQueueSubmit") answer `result`. When it is no
  // error (VK_NOT_READY), they do not count as calls.
  void answer(const std::string& function, int nth, int times, VkResult result);
  // Loader and driver do not have that function ("vkQueueSubmit"; one of an instance or a device); "": all are there.
  void hide(const std::string& function) { hidden_ = function; }
  int calls() const { return calls_; }
  // Of the call that failed; empty: none did.
  const std::string& failed() const { return failed_; }
  // How often each function was called since.
  int count(const std::string& function) const;
  // What was made and not destroyed: "Buffer x2, Fence x1".
  std::string alive() const;

 private:
  friend struct Stubs;
  struct Rule {
    std::string function;
    int first = 0, end = 0;
    VkResult result = VK_SUCCESS;
  };
  std::optional<VkResult> next(const char* function);
  void wait_idle() const;
  void made(const std::string& kind, int count) { alive_[kind] += count; }

  Api real_;
  std::optional<Api> loaded_;
  int calls_ = 0, fail_call_ = -1;
  VkResult fail_result_ = VK_SUCCESS;
  std::vector<Rule> rules_;
  std::string failed_, hidden_;
  std::map<std::string, int> counts_, alive_;
  VkDevice device_ = VK_NULL_HANDLE;
};

}  // namespace saccade::vulkan
