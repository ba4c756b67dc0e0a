// Services: graph-wide objects that calculators share (the engine, the model store), looked up by type.
#pragma once

#include <memory>
#include <typeindex>
#include <unordered_map>

namespace saccade {

class Services {
 public:
  template <typename Service>
  void set(std::shared_ptr<Service> service) {
    map_[typeid(Service)] = std::move(service);
  }
  template <typename Service>
  Service* get() const {
    auto it = map_.find(typeid(Service));
    return it == map_.end() ? nullptr : static_cast<Service*>(it->second.get());
  }
  bool has(std::type_index type) const { return map_.contains(type); }

 private:
  std::unordered_map<std::type_index, std::shared_ptr<void>> map_;
};

}  // namespace saccade
