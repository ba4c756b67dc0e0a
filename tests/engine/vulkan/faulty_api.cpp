#include "engine/vulkan/faulty_api.h"

#include <cstring>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "base/check.h"

namespace saccade::vulkan {

// What the stubs work for.
static FaultyApi* current = nullptr;

// Names are those of the Api's members, without vk.
struct Stubs {
  // "Buffer" for CreateBuffer and DestroyBuffer, "Memory" for AllocateMemory and FreeMemory. What pools free is not
  // counted.
  static std::string kind_of(std::string_view name, std::string_view verb) {
    if (!name.starts_with(verb) || name == "AllocateCommandBuffers" || name == "AllocateDescriptorSets") return {};
    name.remove_prefix(verb.size());
    return name == "ComputePipelines" ? "Pipeline" : std::string(name);
  }

  template <typename... Args>
  static void spoil(std::string_view name, Args... args) {  // a failed call leaves anything behind
    if constexpr (sizeof...(Args) > 0) {
      auto last = std::get<sizeof...(Args) - 1>(std::tuple(args...));
      const bool makes = name.starts_with("Create") || name == "AllocateMemory" || name == "MapMemory";
      using Made = std::remove_pointer_t<decltype(last)>;  // a handle or an address
      if constexpr (std::is_pointer_v<Made> && !std::is_const_v<Made>) {
        if (makes && name != "CreateComputePipelines") std::memset(last, 0x5b, sizeof(*last));
      }
    }
  }

  template <typename... Args>
  static void destroyed(std::string_view name, Args... args) {
    if constexpr (sizeof...(Args) >= 2) {
      const auto handle = std::get<sizeof...(Args) - 2>(std::tuple(args...));
      for (const char* verb : {"Destroy", "Free"}) {
        const std::string kind = kind_of(name, verb);
        if constexpr (std::is_pointer_v<decltype(handle)>) {
          if (!kind.empty() && handle != nullptr) current->made(kind, -1);
        }
      }
    }
  }

  static PFN_vkVoidFunction of_instance(VkInstance instance, const char* name);
  static PFN_vkVoidFunction of_device(VkDevice device, const char* name);
  static PFN_vkVoidFunction find(const char* name, PFN_vkVoidFunction real);
  static const Api& real() { return current->real_; }
  static Api& mutable_real() { return current->real_; }
  static std::optional<VkResult> next(const char* function) { return current->next(function); }
  static void made(std::string_view name) {
    for (const char* verb : {"Create", "Allocate"}) {
      const std::string kind = kind_of(name, verb);
      if (!kind.empty()) current->made(kind, 1);
    }
  }
};

namespace {

template <auto kMember, const char* kName, typename Function>
struct Stub;

template <auto kMember, const char* kName, typename Answer, typename... Args>
struct Stub<kMember, kName, Answer(VKAPI_PTR*)(Args...)> {
  static VKAPI_ATTR Answer VKAPI_CALL call(Args... args) {
    if constexpr (std::is_same_v<Answer, VkResult>) {
      if (const std::optional<VkResult> fault = Stubs::next(kName)) {
        Stubs::spoil(kName, args...);
        return *fault;
      }
      const VkResult result = (Stubs::real().*kMember)(args...);
      if (result == VK_SUCCESS) Stubs::made(kName);
      return result;
    } else {
      Stubs::destroyed(kName, args...);
      return (Stubs::real().*kMember)(args...);
    }
  }
};

template <typename Function>
PFN_vkVoidFunction plain(Function function) {
  return reinterpret_cast<PFN_vkVoidFunction>(function);
}

#define SACCADE_TEST_NAME(name) constexpr char kName##name[] = #name;
SACCADE_VULKAN_GLOBAL_FUNCTIONS(SACCADE_TEST_NAME)
SACCADE_VULKAN_INSTANCE_FUNCTIONS(SACCADE_TEST_NAME)
SACCADE_VULKAN_DEVICE_FUNCTIONS(SACCADE_TEST_NAME)

}  // namespace

// Remembers the real function and gives the stub; what we do not call passes.
PFN_vkVoidFunction Stubs::find(const char* name, PFN_vkVoidFunction real) {
  if (name == current->hidden_) return nullptr;
  if (real == nullptr || std::strncmp(name, "vk", 2) != 0) return real;
  if (std::strcmp(name, "vkGetDeviceProcAddr") == 0) {
    mutable_real().GetDeviceProcAddr = reinterpret_cast<PFN_vkGetDeviceProcAddr>(real);
    return plain(&Stubs::of_device);
  }
#define SACCADE_TEST_STUB(member)                                           \
  if (std::strcmp(name + 2, kName##member) == 0) {                          \
    mutable_real().member = reinterpret_cast<PFN_vk##member>(real);         \
    return plain(&Stub<&Api::member, kName##member, PFN_vk##member>::call); \
  }
  SACCADE_VULKAN_GLOBAL_FUNCTIONS(SACCADE_TEST_STUB)
  SACCADE_VULKAN_INSTANCE_FUNCTIONS(SACCADE_TEST_STUB)
  SACCADE_VULKAN_DEVICE_FUNCTIONS(SACCADE_TEST_STUB)
  return real;
}

PFN_vkVoidFunction Stubs::of_instance(VkInstance instance, const char* name) {
  return find(name, real().GetInstanceProcAddr(instance, name));
}

PFN_vkVoidFunction Stubs::of_device(VkDevice device, const char* name) {
  current->device_ = device;
  return find(name, real().GetDeviceProcAddr(device, name));
}

FaultyApi::FaultyApi() {
  SACCADE_CHECK(current == nullptr);
  current = this;
  Result<Api> opened = open_loader();
  if (!opened) return;
  real_ = *opened;
  loaded_ = *opened;
  loaded_->GetInstanceProcAddr = &Stubs::of_instance;
#define SACCADE_TEST_LOAD(name) \
  loaded_->name = reinterpret_cast<PFN_vk##name>(Stubs::of_instance(VK_NULL_HANDLE, "vk" #name));
  SACCADE_VULKAN_GLOBAL_FUNCTIONS(SACCADE_TEST_LOAD)
}

FaultyApi::~FaultyApi() { current = nullptr; }

void FaultyApi::clear() {
  calls_ = 0;
  fail_call_ = -1;
  counts_.clear();
  rules_.clear();
  failed_.clear();
}

void FaultyApi::fail_call(int call, VkResult result) {
  fail_call_ = call;
  fail_result_ = result;
}

void FaultyApi::answer(const std::string& function, int nth, int times, VkResult result) {
  const int first = count(function) + nth;
  rules_.push_back({function, first, first + times, result});
}

void FaultyApi::wait_idle() const {
  const auto devices = alive_.find("Device");
  if (devices != alive_.end() && devices->second > 0) static_cast<void>(real_.DeviceWaitIdle(device_));
}

std::optional<VkResult> FaultyApi::next(const char* function) {
  const std::string name = std::string("vk") + function;
  const int nth = counts_[name]++;
  std::optional<VkResult> answer;
  for (const Rule& rule : rules_) {
    if (rule.function == name && nth >= rule.first && nth < rule.end) answer = rule.result;
  }
  if (answer == VK_NOT_READY) return answer;
  if (name == "vkGetFenceStatus") wait_idle();  // else the number of calls depends on the GPU's speed
  if (calls_++ == fail_call_) answer = fail_result_;
  if (!answer) return std::nullopt;
  failed_ = name;
  wait_idle();
  return answer;
}

int FaultyApi::count(const std::string& function) const {
  const auto found = counts_.find(function);
  return found == counts_.end() ? 0 : found->second;
}

std::string FaultyApi::alive() const {
  std::string text;
  for (const auto& [kind, count] : alive_) {
    if (count != 0) text += (text.empty() ? "" : ", ") + kind + " x" + std::to_string(count);
  }
  return text;
}

}  // namespace saccade::vulkan
