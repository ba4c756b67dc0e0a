// Packet: an immutable, shared value of any type with a timestamp.
#pragma once

#include <memory>
#include <string>
#include <typeindex>
#include <utility>

#include "graph/timestamp.h"
#include "saccade/status.h"

namespace saccade {

// A readable name for messages: "saccade::Image".
std::string type_name(std::type_index type);

namespace detail {
struct HolderBase {
  explicit HolderBase(std::type_index type) : type(type) {}
  virtual ~HolderBase() = default;
  const std::type_index type;
};
template <typename T>
struct Holder final : HolderBase {
  template <typename... Args>
  explicit Holder(Args&&... args) : HolderBase(typeid(T)), value(std::forward<Args>(args)...) {}
  T value;
};
}  // namespace detail

// Copies share the payload; thread-safe as the payload never changes. An empty packet with a timestamp is legal and
// carries a bound.
class Packet {
 public:
  Packet() = default;

  bool empty() const { return holder_ == nullptr; }
  Timestamp timestamp() const { return timestamp_; }
  Packet at(Timestamp timestamp) const& { return Packet(holder_, timestamp); }
  Packet at(Timestamp timestamp) && { return Packet(std::move(holder_), timestamp); }

  // nullptr when empty or of another type.
  template <typename T>
  const T* get_if() const {
    if (!holder_ || holder_->type != std::type_index(typeid(T))) return nullptr;
    return &static_cast<const detail::Holder<T>*>(holder_.get())->value;
  }
  // internal when empty, invalid_argument (naming both types) when of another type.
  template <typename T>
  Result<const T*> get() const {
    if (const T* value = get_if<T>()) return value;
    return type_error(typeid(T));
  }
  // typeid(void) when empty.
  std::type_index type() const { return holder_ ? holder_->type : std::type_index(typeid(void)); }
  bool same_payload(const Packet& other) const { return holder_ == other.holder_; }

 private:
  template <typename T, typename... Args>
  friend Packet make_packet(Args&&... args);
  Packet(std::shared_ptr<const detail::HolderBase> holder, Timestamp timestamp)
      : holder_(std::move(holder)), timestamp_(timestamp) {}
  Status type_error(std::type_index wanted) const;

  std::shared_ptr<const detail::HolderBase> holder_;
  Timestamp timestamp_;
};

// make_packet<Image>(image).at(t)
template <typename T, typename... Args>
Packet make_packet(Args&&... args) {
  return Packet(std::make_shared<const detail::Holder<T>>(std::forward<Args>(args)...), Timestamp::unset());
}

}  // namespace saccade
