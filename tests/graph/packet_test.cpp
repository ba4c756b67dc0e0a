#include "graph/packet.h"

#include <gtest/gtest.h>

#include "graph/packet_queue.h"

namespace saccade {
namespace {

TEST(Packet, DefaultIsEmptyAndUnset) {
  const Packet packet;
  EXPECT_TRUE(packet.empty());
  EXPECT_EQ(packet.timestamp(), Timestamp::unset());
  EXPECT_EQ(packet.type(), std::type_index(typeid(void)));
}

TEST(Packet, AtKeepsThePayloadAndChangesTheTimestamp) {
  const Packet packet = make_packet<std::string>("hello");
  const Packet later = packet.at(Timestamp(5));
  EXPECT_EQ(packet.timestamp(), Timestamp::unset());
  EXPECT_EQ(later.timestamp(), Timestamp(5));
  EXPECT_TRUE(later.same_payload(packet));
  EXPECT_FALSE(later.same_payload(make_packet<std::string>("hello")));
  EXPECT_EQ(*later.get_if<std::string>(), "hello");
}

TEST(Packet, GetChecksTheType) {
  const Packet packet = make_packet<int>(7);
  EXPECT_EQ(**packet.get<int>(), 7);
  EXPECT_EQ(packet.get_if<float>(), nullptr);
  const Status wrong = packet.get<std::string>().error();
  EXPECT_EQ(wrong.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(wrong.message().find("holds int"), std::string::npos);
  EXPECT_EQ(Packet().get<int>().error().code(), StatusCode::kInternal);
}

TEST(Packet, HoldsMoveOnlyValuesAndFreesThemWithTheLastCopy) {
  auto counter = std::make_shared<int>(1);
  Packet packet = make_packet<std::unique_ptr<std::shared_ptr<int>>>(std::make_unique<std::shared_ptr<int>>(counter));
  Packet copy = packet.at(Timestamp(1));
  packet = Packet();
  EXPECT_EQ(counter.use_count(), 2);
  copy = Packet();
  EXPECT_EQ(counter.use_count(), 1);
}

TEST(Packet, EmptyPacketCanCarryABound) {
  const Packet bound = Packet().at(Timestamp(9));
  EXPECT_TRUE(bound.empty());
  EXPECT_EQ(bound.timestamp(), Timestamp(9));
}

TEST(PacketQueue, KeepsOrderWhileItGrowsAndWraps) {
  PacketQueue queue;
  int next_out = 0;
  int next_in = 0;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 3; ++i) queue.push(make_packet<int>(next_in++));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(*queue.pop().get_if<int>(), next_out++);
  }
  EXPECT_EQ(queue.size(), 50u);
  EXPECT_EQ(*queue.at(49).get_if<int>(), next_in - 1);
  queue.clear();
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace saccade
