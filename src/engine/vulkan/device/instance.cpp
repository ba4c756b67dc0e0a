#include "engine/vulkan/device/instance.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/env.h"
#include "engine/vulkan/device/debug_messages.h"
#include "engine/vulkan/device/physical_device.h"
#include "engine/vulkan/device/quirks.h"

namespace saccade::vulkan {
namespace {

constexpr const char* kLayer = "VK_LAYER_KHRONOS_validation";
constexpr const char* kVariable = "SACCADE_VULKAN_VALIDATION";

Result<Validation> validation_from_environment() {
  const std::optional<std::string> value = environment(kVariable);
  if (!value || *value == "0") return Validation::kOff;
  if (*value == "1") return Validation::kCore;
  if (*value == "sync") return Validation::kSynchronisation;
  if (*value == "gpu") return Validation::kGpuAssisted;
  return invalid_argument(std::string(kVariable) + " is '" + *value + "'; it can be 0, 1, sync or gpu");
}

template <typename Properties, typename Call>
Result<std::vector<Properties>> enumerate(const char* name, Call call) {
  for (;;) {  // the number may grow between the two calls
    uint32_t count = 0;
    VkResult result = call(&count, nullptr);
    if (result != VK_SUCCESS) return call_failed(name, result);
    std::vector<Properties> found(count);
    result = call(&count, found.data());
    if (result == VK_INCOMPLETE) continue;
    if (result != VK_SUCCESS) return call_failed(name, result);
    found.resize(count);
    return found;
  }
}

// The loader reads the drivers' files here for the first time, and calls it lack of memory when one is damaged.
Result<bool> has_extension(const Api& api, const char* extension) {
  const auto found = enumerate<VkExtensionProperties>(
      "vkEnumerateInstanceExtensionProperties", [&api](uint32_t* count, VkExtensionProperties* into) {
        return api.EnumerateInstanceExtensionProperties(nullptr, count, into);
      });
  if (!found) {
    return unavailable(
        found.error().message() +
        "; a damaged driver file (/usr/share/vulkan/icd.d, /etc/vulkan/icd.d, VK_DRIVER_FILES) may be the "
        "reason: VK_LOADER_DEBUG=all shows which");
  }
  return std::any_of(found->begin(), found->end(),
                     [extension](const auto& e) { return std::strcmp(e.extensionName, extension) == 0; });
}

Status check_layer(const Api& api) {
  const auto found = SACCADE_TRY(enumerate<VkLayerProperties>(
      "vkEnumerateInstanceLayerProperties",
      [&api](uint32_t* count, VkLayerProperties* into) { return api.EnumerateInstanceLayerProperties(count, into); }));
  if (std::any_of(found.begin(), found.end(), [](const auto& l) { return std::strcmp(l.layerName, kLayer) == 0; })) {
    return ok_status();
  }
  return failed_precondition(std::string("validation is asked for, but there is no layer ") + kLayer +
                             "; install it (Debian, Ubuntu: apt install vulkan-validationlayers) or unset " +
                             kVariable);
}

Status check_version(const Api& api) {
  uint32_t version = 0;
  const VkResult result = api.EnumerateInstanceVersion(&version);
  if (result != VK_SUCCESS) return call_failed("vkEnumerateInstanceVersion", result);
  if (version >= VK_API_VERSION_1_1) return ok_status();
  return unavailable("the Vulkan loader is older than Vulkan 1.1; update it (Debian, Ubuntu: apt install libvulkan1)");
}

std::string joined(const std::vector<std::string>& said) {
  std::string text;
  for (const std::string& line : said) text += (text.empty() ? " (the loader says: " : "; ") + line;
  return text.empty() ? text : text + ")";
}

// What vkCreateInstance is told; its parts point to each other.
struct CreateInfo {
  VkApplicationInfo application = typed<VkApplicationInfo>(VK_STRUCTURE_TYPE_APPLICATION_INFO);
  VkDebugUtilsMessengerCreateInfoEXT messenger = {};
  VkValidationFeaturesEXT features = typed<VkValidationFeaturesEXT>(VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT);
  std::vector<VkValidationFeatureEnableEXT> enabled;
  std::vector<const char*> extensions;
  VkInstanceCreateInfo info = typed<VkInstanceCreateInfo>(VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO);

  CreateInfo(Validation validation, bool debug_utils, DebugMessages& messages) {
    application.pApplicationName = application.pEngineName = "saccade";
    application.apiVersion = VK_API_VERSION_1_1;
    info.pApplicationInfo = &application;
    if (debug_utils) {
      messenger = messages.create_info(VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT);
      extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
      info.pNext = &messenger;
    }
    if (validation != Validation::kOff) validate(validation);
    info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();
  }
  CreateInfo(const CreateInfo&) = delete;

  void validate(Validation validation) {
    if (validation == Validation::kSynchronisation) {
      enabled = {VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
    } else if (validation == Validation::kGpuAssisted) {
      enabled = {VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_EXT,
                 VK_VALIDATION_FEATURE_ENABLE_GPU_ASSISTED_RESERVE_BINDING_SLOT_EXT};
    }
    extensions.push_back(VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME);  // the layer's own
    features.enabledValidationFeatureCount = static_cast<uint32_t>(enabled.size());
    features.pEnabledValidationFeatures = enabled.data();
    features.pNext = info.pNext;
    info.pNext = &features;
    info.enabledLayerCount = 1;
    info.ppEnabledLayerNames = &kLayer;
  }
};

}  // namespace

Instance::Instance() : messages_(std::make_unique<DebugMessages>()) {}

Instance::~Instance() {
  if (messenger_ != VK_NULL_HANDLE) {
    const auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
        api_.GetInstanceProcAddr(handle_, "vkDestroyDebugUtilsMessengerEXT"));
    if (destroy != nullptr) destroy(handle_, messenger_, nullptr);
  }
  if (handle_ != VK_NULL_HANDLE && api_.DestroyInstance != nullptr) api_.DestroyInstance(handle_, nullptr);
}

Result<std::shared_ptr<const Instance>> Instance::create(const InstanceOptions& options) {
  return create(SACCADE_TRY(open_loader(options.loader)), options);
}

Result<std::shared_ptr<const Instance>> Instance::create(Api api, const InstanceOptions& options) {
  Validation validation = options.validation;
  if (validation == Validation::kOff) validation = SACCADE_TRY(validation_from_environment());
  std::shared_ptr<Instance> instance(new Instance());
  instance->api_ = std::move(api);
  SACCADE_TRY(instance->make(validation));
  SACCADE_TRY(instance->find_devices());
  instance->messages_->clear();  // loaders grumble about drivers of other architectures
  if (validation != Validation::kOff) SACCADE_TRY(instance->listen());
  return std::shared_ptr<const Instance>(std::move(instance));
}

Status Instance::make(Validation validation) {
  validation_ = validation;
  SACCADE_TRY(check_version(api_));
  if (validation != Validation::kOff) SACCADE_TRY(check_layer(api_));
  const bool debug_utils = SACCADE_TRY(has_extension(api_, VK_EXT_DEBUG_UTILS_EXTENSION_NAME));
  const CreateInfo info(validation, debug_utils, *messages_);
  const VkResult result = api_.CreateInstance(&info.info, nullptr, &handle_);
  if (result != VK_SUCCESS) handle_ = VK_NULL_HANDLE;
  if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
    return unavailable("the Vulkan loader finds no driver that works" + joined(messages_->errors()) +
                       "; install the driver of the GPU (Debian: apt install mesa-vulkan-drivers for Intel and AMD, "
                       "nvidia-vulkan-icd for NVIDIA) and see that VK_DRIVER_FILES and VK_ICD_FILENAMES hide none");
  }
  if (result != VK_SUCCESS) return call_failed("vkCreateInstance", result);
  return load_instance_functions(api_, handle_);
}

Status Instance::find_devices() {
  VkResult result = VK_SUCCESS;  // the loader's for drivers without devices is INITIALIZATION_FAILED
  const auto handles =
      enumerate<VkPhysicalDevice>("vkEnumeratePhysicalDevices", [&](uint32_t* count, VkPhysicalDevice* into) {
        return result = api_.EnumeratePhysicalDevices(handle_, count, into);
      });
  if (!handles && result != VK_ERROR_INITIALIZATION_FAILED) return handles.error();
  if (!handles || handles->empty()) {
    return unavailable("the Vulkan drivers find no device" + joined(messages_->errors()) +
                       "; see that the user may open /dev/dri/renderD* (group render) and, in a container, that the "
                       "GPU is given to it "
                       "with the graphics capability");
  }
  for (VkPhysicalDevice handle : *handles) {
    devices_.push_back(describe_physical_device(api_, handle));
    SACCADE_TRY(apply_quirks(devices_.back(), environment("SACCADE_QUIRKS").value_or("")));
  }
  return ok_status();
}

Status Instance::listen() {
  const auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
      api_.GetInstanceProcAddr(handle_, "vkCreateDebugUtilsMessengerEXT"));
  if (create == nullptr) return failed_precondition("validation needs a Vulkan loader with VK_EXT_debug_utils");
  const auto info = messages_->create_info(VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT);
  const VkResult result = create(handle_, &info, nullptr, &messenger_);
  return result == VK_SUCCESS ? ok_status() : call_failed("vkCreateDebugUtilsMessengerEXT", result);
}

std::vector<std::string> Instance::validation_messages() const { return messages_->errors(); }

}  // namespace saccade::vulkan
