#include "graph/packet.h"

#include <cxxabi.h>

#include <cstdlib>

namespace saccade {

std::string type_name(std::type_index type) {
  int status = 0;
  char* readable = abi::__cxa_demangle(type.name(), nullptr, nullptr, &status);
  std::string name = status == 0 ? readable : type.name();
  std::free(readable);
  return name;
}

Status Packet::type_error(std::type_index wanted) const {
  if (empty()) return internal_error("the packet is empty; expected " + type_name(wanted));
  return invalid_argument("the packet holds " + type_name(type()) + "; expected " + type_name(wanted));
}

}  // namespace saccade
