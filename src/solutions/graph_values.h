// Between the values of saccade/graph.h and packets.
#pragma once

#include "graph/packet.h"
#include "saccade/graph.h"

namespace saccade {

// An empty packet for std::monostate.
Packet to_packet(const Value& value);
// std::monostate for an empty packet and for types that do not cross the border.
Value to_value(const Packet& packet);

}  // namespace saccade
