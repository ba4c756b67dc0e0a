#include "engine/vulkan/ops/vulkan_session.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace saccade::vulkan {
namespace {

constexpr size_t kMostNetworks = 4;
constexpr size_t kMostResults = 16;
// Results of at most this size are copied to the host by the recording that makes them; larger ones when they are read.
constexpr size_t kMostCopiedBytes = size_t{64} << 10;
constexpr size_t kRangeBytes = 256;  // bound ranges may be longer than the values in them

size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

PlanOptions plan_options(const Device& device, const VulkanSessionOptions& options, int batch) {
  const Caps& caps = device.caps();
  PlanOptions plan;
  plan.half = options.half;
  plan.batch = batch;
  plan.alias_memory = options.alias_memory;
  plan.fuse = options.fuse;
  plan.alignment_bytes = std::max(plan.alignment_bytes, caps.offset_alignment_bytes);
  plan.group_invocations = caps.max_group_invocations;
  plan.shared_memory_bytes = caps.shared_memory_bytes;
  plan.portable = options.portable_tiles;
  return plan;
}

int binding_count(const Plan& plan, const PlanPart& part) {
  size_t count = 0;
  for (size_t i = part.first; i < part.last; ++i) count += plan.dispatches[i].bindings.size();
  return static_cast<int>(count);
}

}  // namespace

// Memory that all recordings of a network touch.
struct NetworkMemory {
  Buffer arena;
  std::shared_ptr<const Constants> constants;
};

struct VulkanSession::Network {
  std::shared_ptr<Device> device;
  int batch = 0;
  Plan plan;
  std::vector<const Pipeline*> pipelines;  // of the dispatches
  std::shared_ptr<const NetworkMemory> memory;
  MemoryPool<ResultMemory> results;
};

VulkanSession::VulkanSession() = default;
VulkanSession::~VulkanSession() = default;

Result<std::unique_ptr<VulkanSession>> VulkanSession::create(std::shared_ptr<Queue> queue, Model model,
                                                             const VulkanSessionOptions& options) {
  std::unique_ptr<VulkanSession> session(new VulkanSession());
  session->queue_ = std::move(queue);
  session->model_ = std::move(model);
  session->options_ = options;
  const Network& network = *SACCADE_TRY(session->network(1));
  SessionInfo& info = session->info_;
  info.engine = "vulkan " + network.device->physical().name;
  info.precision = options.half ? "fp16" : "fp32";
  info.kernel_count = static_cast<int>(network.plan.dispatches.size());
  info.arena_bytes = network.plan.arena_bytes;
  info.weight_bytes = network.memory->constants->buffer.bytes();
  return session;
}

SessionInfo VulkanSession::info() const { return info_; }

Result<const Plan*> VulkanSession::plan(int batch) { return &SACCADE_TRY(network(batch))->plan; }

Status VulkanSession::check(const Tensor& input) const {
  const Shape& want = model_.tensor(model_.inputs[0]).shape;
  const Shape& have = input.shape();
  bool fits = !input.empty() && input.dtype() == DType::kFloat32 && have.rank() == want.rank();
  for (int axis = 1; fits && axis < want.rank(); ++axis) fits = have[axis] == want[axis];
  if (fits) return ok_status();
  return invalid_argument("the input is " + std::string(dtype_name(input.dtype())) + " " + have.to_string() +
                          "; the model takes float32 " + want.to_string() + " with any batch in front");
}

Result<VulkanSession::Network*> VulkanSession::network(int batch) {
  const std::shared_ptr<Device> device = SACCADE_TRY(queue_->device());
  std::erase_if(networks_, [&](const auto& network) {
    return network->device != device || queue_->failed(network->memory->constants->submission.get());
  });
  const auto known = std::find_if(networks_.begin(), networks_.end(),
                                  [batch](const auto& network) { return network->batch == batch; });
  if (known != networks_.end()) {
    std::rotate(networks_.begin(), known, known + 1);
  } else {
    networks_.insert(networks_.begin(), SACCADE_TRY(make_network(device, batch)));
    if (networks_.size() > kMostNetworks) networks_.pop_back();
  }
  return networks_.front().get();
}

Result<std::unique_ptr<VulkanSession::Network>> VulkanSession::make_network(const std::shared_ptr<Device>& device,
                                                                            int batch) {
  auto network = std::make_unique<Network>();
  network->device = device;
  network->batch = batch;
  network->plan = SACCADE_TRY(make_plan(model_, plan_options(*device, options_, batch)));
  for (const Dispatch& dispatch : network->plan.dispatches) {
    const Result<const Pipeline*> pipeline = device->pipeline(dispatch.shader, dispatch.constants);
    if (!pipeline.ok()) return pipeline.error().with_context("'" + dispatch.text + "' of model '" + model_.name + "'");
    network->pipelines.push_back(*pipeline);
  }
  device->save_pipelines();
  const auto memory = std::make_shared<NetworkMemory>();
  if (network->plan.arena_bytes > 0) {
    memory->arena = SACCADE_TRY(device->create_buffer(network->plan.arena_bytes, MemoryUse::kDevice));
  }
  memory->constants = SACCADE_TRY(constants_on(device, network->plan.constants));
  network->memory = memory;
  // The device has them now; should it be lost, they are packed anew.
  network->plan.constants = {};
  return network;
}

Result<std::shared_ptr<const Constants>> VulkanSession::constants_on(const std::shared_ptr<Device>& device,
                                                                     const std::vector<std::byte>& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const size_t hash = std::hash<std::string_view>()(text);
  std::erase_if(constants_, [](const KnownConstants& known) { return known.constants.expired(); });
  for (const KnownConstants& known : constants_) {
    std::shared_ptr<const Constants> constants = known.constants.lock();
    const bool same = known.device.lock() == device && known.hash == hash && known.bytes == bytes.size();
    if (same && !queue_->failed(constants->submission.get())) return constants;
  }
  std::shared_ptr<const Constants> constants = SACCADE_TRY(upload_constants(device, *queue_, bytes));
  constants_.push_back({hash, bytes.size(), device, constants});
  return constants;
}

Result<VulkanSession::Input> VulkanSession::place_input(const Network& network, const Tensor& input) {
  const size_t bytes = input.element_count() * sizeof(float), range_bytes = round_up(bytes, kRangeBytes);
  const auto* tensor = dynamic_cast<const DeviceTensor*>(input.storage().get());
  if (tensor != nullptr && tensor->lies_on(*queue_, *network.device) &&
      tensor->offset_bytes() + range_bytes <= tensor->memory()->bytes()) {
    const BufferRange range{tensor->memory()->range().buffer, tensor->offset_bytes(), range_bytes};
    return Input{tensor->memory(), range, tensor->submission()};
  }
  const std::span<const float> values = SACCADE_TRY(input.floats());
  const std::shared_ptr<UploadMemory> upload = SACCADE_TRY(uploads_.take(network.device, range_bytes));
  std::memcpy(upload->data(), values.data(), bytes);
  const std::shared_ptr<Submission> submission = SACCADE_TRY(UploadMemory::send(upload, *queue_, bytes));
  return Input{upload, upload->range(), submission};
}

Result<std::shared_ptr<ResultMemory>> VulkanSession::results_of(Network& network) {
  std::shared_ptr<ResultMemory> results = network.results.take([](const ResultMemory&) { return true; });
  if (!results) {
    const size_t bytes = network.plan.output_bytes;
    results = SACCADE_TRY(ResultMemory::create(network.device, bytes, bytes <= kMostCopiedBytes, network.memory));
    network.results.add(results, kMostResults);
  }
  results->start_use();
  return results;
}

Result<RecordedParts> VulkanSession::record(const Network& network, const Input& input, const ResultMemory& results,
                                            bool timestamps) const {
  const Plan& plan = network.plan;
  const Buffer& constants = network.memory->constants->buffer;
  PlanMemory memory;
  memory.input = input.range;
  memory.arena = {network.memory->arena.handle(), 0, plan.arena_bytes};
  memory.constants = {constants.handle(), 0, constants.bytes()};
  memory.output = results.range();
  RecordOptions options;
  options.poison = options_.poison_memory;
  options.dropped_barrier = options_.dropped_barrier;
  options.timestamps = timestamps;
  RecordedParts recorded;
  const double most_flops = timestamps ? std::numeric_limits<double>::infinity() : options_.most_flops;
  for (const PlanPart& part : parts_of(plan, most_flops)) {
    std::unique_ptr<Commands> commands =
        SACCADE_TRY(Commands::create(network.device, static_cast<int>(part.last - part.first),
                                     binding_count(plan, part), timestamps ? plan.level_count + 1 : 0));
    SACCADE_TRY(record_part(plan, part, network.pipelines, memory, options, *commands));
    if (part.last == plan.dispatches.size()) results.end_recording(*commands);
    SACCADE_TRY(commands->finish());
    recorded.push_back({std::move(commands), part.flops});
  }
  return recorded;
}

Result<std::shared_ptr<Submission>> VulkanSession::append(const Network& network, const Input& input,
                                                          const RecordedParts& parts,
                                                          const std::shared_ptr<const void>& results) {
  const Submission* constants = network.memory->constants->submission.get();
  std::shared_ptr<Submission> submission;
  for (const RecordedPart& part : parts) {
    Operation operation;
    operation.commands = part.commands.get();
    operation.uses = {results, input.source};
    operation.flops = part.flops;
    submission = SACCADE_TRY(
        queue_->append(network.device, std::move(operation), {constants, input.submission.get(), submission.get()}));
  }
  return submission;
}

Result<std::vector<Tensor>> VulkanSession::run(const Tensor& input) {
  SACCADE_TRY(check(input));
  try {
    Network& network = *SACCADE_TRY(this->network(input.shape()[0]));
    const Input source = SACCADE_TRY(place_input(network, input));
    const std::shared_ptr<ResultMemory> results = SACCADE_TRY(results_of(network));
    const RecordedParts* parts = results->recording(source.source, source.range.offset);
    if (parts == nullptr) {
      parts = results->add_recording(source.source, source.range.offset,
                                     SACCADE_TRY(record(network, source, *results, false)));
    }
    const std::shared_ptr<Submission> submission = SACCADE_TRY(append(network, source, *parts, results));
    std::vector<Tensor> tensors;
    tensors.reserve(network.plan.outputs.size());
    for (const PlannedOutput& output : network.plan.outputs) {
      tensors.emplace_back(DType::kFloat32, output.shape,
                           std::make_shared<DeviceTensor>(queue_, submission, results, output.offset_bytes));
    }
    return tensors;
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory to run model '" + model_.name + "' on a batch of " +
                              std::to_string(input.shape()[0]));
  }
}

Result<std::vector<double>> VulkanSession::profile(const Tensor& input) {
  SACCADE_TRY(check(input));
  Network& network = *SACCADE_TRY(this->network(input.shape()[0]));
  const Input source = SACCADE_TRY(place_input(network, input));
  struct Uses {
    std::shared_ptr<ResultMemory> results;
    RecordedParts parts;
  };
  const auto uses = std::make_shared<Uses>();
  uses->results = SACCADE_TRY(results_of(network));
  uses->parts = SACCADE_TRY(record(network, source, *uses->results, true));
  SACCADE_TRY(queue_->finish(SACCADE_TRY(append(network, source, uses->parts, uses))));
  const std::vector<double> times = SACCADE_TRY(uses->parts.front().commands->timestamps());
  std::vector<double> seconds;
  for (size_t i = 1; i < times.size(); ++i) seconds.push_back(times[i] - times[i - 1]);
  return seconds;
}

}  // namespace saccade::vulkan
