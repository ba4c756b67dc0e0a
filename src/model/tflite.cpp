#include "model/tflite.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

#include "model/check.h"
#include "model/tflite_op.h"
#include "model/tflite_tensor.h"

namespace saccade {
namespace {

// Generous limits for the verifier's walk; the largest known model has 1,400 tables.
constexpr flatbuffers::uoffset_t kMaxDepth = 16, kMaxTables = 1 << 20;
constexpr size_t kMaxFileBytes = size_t{1} << 30;

Result<const tflite::Model*> verify(std::span<const std::byte> bytes) {
  if (bytes.empty()) return data_loss("the file is empty");
  if (bytes.size() > kMaxFileBytes) return unimplemented("the file is larger than 1 GiB");
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  if (bytes.size() < 8 || !tflite::ModelBufferHasIdentifier(data)) return data_loss("not a TensorFlow Lite model");
  flatbuffers::Verifier verifier(data, bytes.size(), kMaxDepth, kMaxTables);
  if (!tflite::VerifyModelBuffer(verifier)) return data_loss("the file is cut off or damaged");
  const tflite::Model* source = tflite::GetModel(data);
  if (source->version() != 3) return unimplemented("schema version " + std::to_string(source->version()) + " is not 3");
  return source;
}

Result<const tflite::SubGraph*> main_graph(const tflite::Model& source) {
  const auto* graphs = source.subgraphs();
  if (graphs == nullptr || graphs->size() == 0 || graphs->Get(0) == nullptr) return data_loss("it has no graph");
  if (graphs->size() > 1) return unimplemented("it has several graphs (control flow); one is supported");
  return graphs->Get(0);
}

Status convert_tensors(const tflite::Model& source, const tflite::SubGraph& graph, Model& model) {
  size_t dense_budget_bytes = kMaxDenseBytes;
  const auto* buffers = source.buffers();
  const size_t buffer_count = buffers ? buffers->size() : 0;
  for (flatbuffers::uoffset_t i = 0; graph.tensors() != nullptr && i < graph.tensors()->size(); ++i) {
    const tflite::Tensor* tensor = graph.tensors()->Get(i);
    const std::string context = "tensor " + std::to_string(i);
    if (tensor->buffer() >= buffer_count) return data_loss(context + " names a buffer that does not exist");
    const auto* data = buffers->Get(tensor->buffer())->data();
    std::span<const std::byte> buffer;
    if (data != nullptr) buffer = {reinterpret_cast<const std::byte*>(data->data()), data->size()};
    Result<TensorInfo> info = convert_tensor(*tensor, buffer, model, dense_budget_bytes);
    if (!info.ok()) return info.error().with_context(context);
    model.tensors.push_back(std::move(*info));
  }
  return ok_status();
}

Status convert_ops(const tflite::Model& source, const tflite::SubGraph& graph, Model& model) {
  const auto* codes = source.operator_codes();
  for (flatbuffers::uoffset_t i = 0; graph.operators() != nullptr && i < graph.operators()->size(); ++i) {
    const tflite::Operator* op = graph.operators()->Get(i);
    const std::string context = "operator " + std::to_string(i);
    if (codes == nullptr || op->opcode_index() >= codes->size()) return data_loss(context + " has no kind");
    const tflite::OperatorCode* code = codes->Get(op->opcode_index());
    Result<Op> converted = convert_op(model, *op, *code);
    if (!converted.ok()) return converted.error().with_context(context + " (" + operator_name(*code) + ")");
    converted->file_index = static_cast<int>(i);
    model.ops.push_back(std::move(*converted));
  }
  return ok_status();
}

std::vector<TensorId> ids(const flatbuffers::Vector<int32_t>* source) {
  if (source == nullptr) return {};
  return {source->begin(), source->end()};
}

Result<Model> convert(std::shared_ptr<const std::vector<std::byte>> file, const std::string& name) {
  const tflite::Model& source = *SACCADE_TRY(verify(*file));
  const tflite::SubGraph& graph = *SACCADE_TRY(main_graph(source));
  Model model;
  model.name = name;
  model.storage.push_back(std::move(file));
  SACCADE_TRY(convert_tensors(source, graph, model));
  SACCADE_TRY(convert_ops(source, graph, model));
  model.inputs = ids(graph.inputs());
  model.outputs = ids(graph.outputs());
  return model;
}

// Takes the bytes over, so that constants can stay where they are: the heap's alignment is theirs.
Result<Model> parse(std::vector<std::byte> bytes, std::string name) {
  Result<Model> model = convert(std::make_shared<const std::vector<std::byte>>(std::move(bytes)), name);
  if (!model.ok()) return model.error().with_context("model '" + name + "'");
  SACCADE_TRY(check_model(*model));
  return model;
}

Status io_error(const std::filesystem::path& path, int error) {
  const std::string message = "model file '" + path.string() + "': " + std::strerror(error);
  if (error == ENOENT || error == ENOTDIR) return not_found(message);
  if (error == EACCES || error == EPERM) return permission_denied(message);
  return data_loss(message);
}

Result<std::vector<std::byte>> read_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return io_error(path, error ? error.value() : ENOENT);
  if (!std::filesystem::is_regular_file(status)) return invalid_argument("'" + path.string() + "' is not a file");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr) return io_error(path, errno);
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return io_error(path, error.value());
  if (size > kMaxFileBytes) return unimplemented("model file '" + path.string() + "' is larger than 1 GiB");
  std::vector<std::byte> bytes(size);
  if (std::fread(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) return io_error(path, EIO);
  return bytes;
}

}  // namespace

Result<Model> parse_tflite(std::span<const std::byte> bytes, std::string name) {
  try {
    return parse(std::vector<std::byte>(bytes.begin(), bytes.end()), std::move(name));
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory for model '" + name + "'");
  }
}

Result<Model> load_tflite(const std::filesystem::path& path) {
  try {
    return parse(SACCADE_TRY(read_file(path)), path.filename().string());
  } catch (const std::bad_alloc&) {
    return resource_exhausted("no memory for model '" + path.string() + "'");
  }
}

}  // namespace saccade
