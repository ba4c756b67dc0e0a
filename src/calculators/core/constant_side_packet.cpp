// Side packets with the values that its options hold.
//   side outputs  PACKET:i or untagged i: the i-th packet of the options
#include <string>
#include <vector>

#include "graph/calculator.h"
#include "saccade/proto/core_calculators.pb.h"
#include "saccade/types.h"

namespace saccade {
namespace {

using Options = mediapipe::ConstantSidePacketCalculatorOptions;
using Value = Options::ConstantSidePacket;

Classifications to_classifications(const mediapipe::ClassificationList& list) {
  Classifications result;
  for (const auto& entry : list.classification()) result.push_back({entry.index(), entry.score(), entry.label()});
  return result;
}

Landmarks to_landmarks(const mediapipe::LandmarkList& list) {
  Landmarks result;
  for (const auto& entry : list.landmark()) {
    Landmark landmark{entry.x(), entry.y(), entry.z(), {}, {}};
    if (entry.has_visibility()) landmark.visibility = entry.visibility();
    if (entry.has_presence()) landmark.presence = entry.presence();
    result.push_back(landmark);
  }
  return result;
}

Packet to_packet(const Value& value) {
  switch (value.value_case()) {
    case Value::kIntValue:
      return make_packet<int>(value.int_value());
    case Value::kUint64Value:
      return make_packet<uint64_t>(value.uint64_value());
    case Value::kInt64Value:
      return make_packet<int64_t>(value.int64_value());
    case Value::kFloatValue:
      return make_packet<float>(value.float_value());
    case Value::kDoubleValue:
      return make_packet<double>(value.double_value());
    case Value::kBoolValue:
      return make_packet<bool>(value.bool_value());
    case Value::kStringValue:
      return make_packet<std::string>(value.string_value());
    case Value::kClassificationListValue:
      return make_packet<Classifications>(to_classifications(value.classification_list_value()));
    case Value::kLandmarkListValue:
      return make_packet<Landmarks>(to_landmarks(value.landmark_list_value()));
    case Value::kStringVectorValue: {
      const auto& strings = value.string_vector_value().string_value();
      return make_packet<std::vector<std::string>>(strings.begin(), strings.end());
    }
    case Value::VALUE_NOT_SET:
      break;
  }
  return {};
}

void declare(CalculatorContract& c, const Value& value, std::string_view tag, int index) {
  switch (value.value_case()) {
    case Value::kIntValue:
      return c.side_output<int>(tag, index);
    case Value::kUint64Value:
      return c.side_output<uint64_t>(tag, index);
    case Value::kInt64Value:
      return c.side_output<int64_t>(tag, index);
    case Value::kFloatValue:
      return c.side_output<float>(tag, index);
    case Value::kDoubleValue:
      return c.side_output<double>(tag, index);
    case Value::kBoolValue:
      return c.side_output<bool>(tag, index);
    case Value::kStringValue:
      return c.side_output<std::string>(tag, index);
    case Value::kClassificationListValue:
      return c.side_output<Classifications>(tag, index);
    case Value::kLandmarkListValue:
      return c.side_output<Landmarks>(tag, index);
    case Value::kStringVectorValue:
      return c.side_output<std::vector<std::string>>(tag, index);
    case Value::VALUE_NOT_SET:
      return;
  }
}

class ConstantSidePacketCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const auto& options = c.options<Options>();
    const std::string_view tag = c.side_output_count("PACKET") > 0 ? "PACKET" : "";
    if (c.side_output_count(tag) != options.packet_size()) {
      return invalid_argument(std::to_string(c.side_output_count(tag)) + " output side packets for " +
                              std::to_string(options.packet_size()) + " values in the options");
    }
    for (int i = 0; i < options.packet_size(); ++i) {
      if (options.packet(i).value_case() == Value::VALUE_NOT_SET) {
        return invalid_argument("packet " + std::to_string(i) + " of the options has no value");
      }
      declare(c, options.packet(i), tag, i);
    }
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    const auto& options = c.options<Options>();
    const std::string_view tag = c.side_output("PACKET") != kNoPort ? "PACKET" : "";
    for (int i = 0; i < options.packet_size(); ++i) {
      c.set_side_output(c.side_output(tag, i), to_packet(options.packet(i)));
    }
    return ok_status();
  }

  Status process(CalculatorContext&) override { return ok_status(); }
};

}  // namespace

CalculatorEntry constant_side_packet_calculator() {
  return calculator_entry<ConstantSidePacketCalculator>("ConstantSidePacketCalculator",
                                                        "side packets with the values its options hold");
}

}  // namespace saccade
