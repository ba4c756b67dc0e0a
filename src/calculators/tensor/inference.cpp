// Runs a network on the graph's engine.
//   input         TENSORS (vector of one float32 Tensor)
//   side packets  MODEL (Model, optional): else the option model_path names it; OP_RESOLVER, DELEGATE: read by nobody
//   output        TENSORS (vector<Tensor>) in the order of the model's outputs, or of output_tensor_indices_map /
//                 output_tensor_names_map: what those leave out is not computed
// Delegates in the options do not move a node to another device: that is the graph's to choose.
#include <string>
#include <utility>
#include <vector>

#include "calculators/engine_service.h"
#include "calculators/resources.h"
#include "calculators/tensor/op_resolver.h"
#include "graph/calculator.h"
#include "saccade/proto/tensor_calculators.pb.h"

namespace saccade {
namespace {

using Options = mediapipe::InferenceCalculatorOptions;
using Mapping = Options::InputOutputConfig;

Result<int> output_of_name(const Model& model, const std::string& name) {
  for (size_t i = 0; i < model.outputs.size(); ++i) {
    if (model.tensor(model.outputs[i]).name == name) return static_cast<int>(i);
  }
  return invalid_argument(model.name + " has no output named " + name);
}

Result<std::vector<int>> wanted_outputs(const Options& options, const Model& model) {
  const Mapping& mapping = options.input_output_config();
  if (mapping.feedback_tensor_links_size() > 0) return unimplemented("feedback_tensor_links are not supported");
  std::vector<int> wanted(mapping.output_tensor_indices_map().model_tensor_indices().begin(),
                          mapping.output_tensor_indices_map().model_tensor_indices().end());
  for (const std::string& name : mapping.output_tensor_names_map().tensor_names()) {
    wanted.push_back(SACCADE_TRY(output_of_name(model, name)));
  }
  return wanted;
}

class InferenceCalculator final : public Calculator {
 public:
  static Status contract(CalculatorContract& c) {
    const bool has_path = !c.options<Options>().model_path().empty();
    if (has_path == (c.side_input_count("MODEL") > 0)) {
      return invalid_argument("give the network either as side packet MODEL or as option model_path");
    }
    c.input<std::vector<Tensor>>("TENSORS");
    c.optional_side_input<Model>("MODEL");
    c.optional_side_input<OpResolver>("OP_RESOLVER");
    c.optional_side_input_any("DELEGATE");
    c.output<std::vector<Tensor>>("TENSORS");
    c.use_service<EngineService>();
    c.use_service<ModelStore>();
    c.set_timestamp_offset(0);
    return ok_status();
  }

  Status open(CalculatorContext& c) override {
    input_ = c.input("TENSORS");
    output_ = c.output("TENSORS");
    const auto& options = c.options<Options>();
    const PortId port = c.side_input("MODEL");
    const Packet model =
        port != kNoPort ? c.side(port) : SACCADE_TRY(c.service<ModelStore>()->load(options.model_path()));
    return prepare(c, model);
  }

  Status process(CalculatorContext& c) override {
    const auto* tensors = c.get<std::vector<Tensor>>(input_);
    if (tensors == nullptr) return ok_status();
    if (tensors->size() != 1) {
      return invalid_argument(std::to_string(tensors->size()) + " input tensors; networks here take one");
    }
    c.emit(output_, SACCADE_TRY(session_->run(tensors->front())));
    return ok_status();
  }

 private:
  Status prepare(CalculatorContext& c, const Packet& model) {
    EngineService& service = *c.service<EngineService>();
    SessionOptions session_options;
    session_options.wanted_outputs =
        SACCADE_TRY(wanted_outputs(c.options<Options>(), *SACCADE_TRY(model.get<Model>())));
    session_ = SACCADE_TRY(service.session(c.node_name(), model, session_options));
    const SessionInfo info = session_->info();
    NodePlacement placement;
    placement.node = c.node_name();
    placement.calculator = "InferenceCalculator";
    placement.engine = info.engine;
    placement.precision = info.precision;
    placement.kernel_count = info.kernel_count;
    service.record(std::move(placement));
    return ok_status();
  }

  PortId input_ = kNoPort;
  PortId output_ = kNoPort;
  Session* session_ = nullptr;  // of the service
};

}  // namespace

CalculatorEntry inference_calculator() {
  return calculator_entry<InferenceCalculator>("InferenceCalculator", "runs a network");
}

}  // namespace saccade
