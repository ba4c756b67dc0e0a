#include "graph/plan_inputs.h"

#include "saccade/proto/fixed_size_input_stream_handler.pb.h"
#include "saccade/proto/sync_set_input_stream_handler.pb.h"

namespace saccade {
namespace {

Status read_sync_sets(const mediapipe::MediaPipeOptions& options, const PortMap& ports, InputPlan& inputs) {
  const auto& listed = options.GetExtension(mediapipe::SyncSetInputStreamHandlerOptions::ext);
  std::vector<bool> used(ports.size());
  for (const auto& set : listed.sync_set()) {
    std::vector<PortId> ids;
    for (const std::string& text : set.tag_index()) {
      const Port wanted = SACCADE_TRY(parse_tag_index(text));
      const PortId id = ports.find(wanted.tag, wanted.index);
      if (id == kNoPort) return invalid_argument("sync_set names \"" + text + "\", which is no input of the node");
      if (used[id]) return invalid_argument("sync_set names \"" + text + "\" twice");
      used[id] = true;
      ids.push_back(id);
    }
    if (!ids.empty()) inputs.sync_sets.push_back(std::move(ids));
  }
  std::vector<PortId> others;
  for (PortId id = 0; id < ports.size(); ++id) {
    if (!used[id]) others.push_back(id);
  }
  if (!others.empty()) inputs.sync_sets.push_back(std::move(others));
  return ok_status();
}

Status read_fixed_size(const mediapipe::MediaPipeOptions& options, InputPlan& inputs) {
  const auto& sizes = options.GetExtension(mediapipe::FixedSizeInputStreamHandlerOptions::ext);
  if (sizes.target_queue_size() < 1 || sizes.trigger_queue_size() <= sizes.target_queue_size()) {
    return invalid_argument("FixedSizeInputStreamHandler needs 1 <= target_queue_size < trigger_queue_size; got " +
                            std::to_string(sizes.target_queue_size()) + " and " +
                            std::to_string(sizes.trigger_queue_size()));
  }
  inputs.trigger_queue_size = sizes.trigger_queue_size();
  inputs.target_queue_size = sizes.target_queue_size();
  inputs.fixed_min_size = sizes.fixed_min_size();
  return ok_status();
}

Result<InputPolicy> policy_of(const std::string& handler) {
  if (handler == "DefaultInputStreamHandler") return InputPolicy::kDefault;
  if (handler == "ImmediateInputStreamHandler") return InputPolicy::kImmediate;
  if (handler == "SyncSetInputStreamHandler") return InputPolicy::kSyncSet;
  if (handler == "FixedSizeInputStreamHandler") return InputPolicy::kFixedSize;
  return unimplemented("input_stream_handler \"" + handler +
                       "\" is not known; there are DefaultInputStreamHandler, ImmediateInputStreamHandler, "
                       "SyncSetInputStreamHandler and FixedSizeInputStreamHandler");
}

}  // namespace

Status plan_inputs(const mediapipe::CalculatorGraphConfig_Node& config_node,
                   const mediapipe::CalculatorGraphConfig& config, const ContractReader& contract, NodePlan& node) {
  const mediapipe::InputStreamHandlerConfig* handler = nullptr;
  if (config.has_input_stream_handler() && !contract.policy) handler = &config.input_stream_handler();
  if (config_node.has_input_stream_handler()) handler = &config_node.input_stream_handler();

  node.inputs.process_bounds = contract.process_bounds;
  node.inputs.policy = contract.policy.value_or(InputPolicy::kDefault);
  if (handler != nullptr) node.inputs.policy = SACCADE_TRY(policy_of(handler->input_stream_handler()));
  const mediapipe::MediaPipeOptions& options =
      handler != nullptr ? handler->options() : mediapipe::MediaPipeOptions::default_instance();
  if (node.inputs.policy == InputPolicy::kFixedSize) return read_fixed_size(options, node.inputs);
  if (node.inputs.policy == InputPolicy::kSyncSet) {
    return read_sync_sets(options, node.port_map(PortKind::kInput), node.inputs);
  }
  return ok_status();
}

}  // namespace saccade
