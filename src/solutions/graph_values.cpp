#include "solutions/graph_values.h"

#include <type_traits>

namespace saccade {
namespace {

// Sets `value` when the packet holds a T.
template <typename T>
bool take(const Packet& packet, Value& value) {
  if constexpr (!std::is_same_v<T, std::monostate>) {
    if (const T* held = packet.get_if<T>()) {
      value = *held;
      return true;
    }
  }
  return false;
}

template <typename... Ts>
Value take_any(const Packet& packet, const std::variant<Ts...>*) {
  Value value;
  (take<Ts>(packet, value) || ...);
  return value;
}

}  // namespace

Packet to_packet(const Value& value) {
  return std::visit(
      [](const auto& held) {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return Packet();
        } else {
          return make_packet<T>(held);
        }
      },
      value);
}

Value to_value(const Packet& packet) { return take_any(packet, static_cast<const Value*>(nullptr)); }

}  // namespace saccade
